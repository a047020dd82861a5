"""Undoing what somebody shared who should not have been in: a login that was taken back shares as it did before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from tenants.customers.models import Access
from tenants.customers.services import put_back_access, restore_access, revoke_access
from tenants.delegation.models import Invitation, InvitationState
from tenants.delegation.services.inviting import (
    InvitationClosed,
    tell_delegate,
    tell_owners,
    withdraw_invitation,
)
from tenants.identity.models import AuditEvent, User
from tenants.profile.schema import Profile

REASON = "given while the login was in other hands"
BACK = "ended while the login was in other hands"


@dataclass(frozen=True, slots=True)
class Unshared:
    """How many of each were undone."""

    invitations: int  # open ones, taken back
    ended: int  # accesses that came of an invitation
    changed: int  # accesses that are again what they were
    restored: int  # accesses that had been ended


def undo_sharing(
    *, user: User, emails: Collection[str], since: datetime, profile: Profile, at: datetime
) -> Unshared:
    """Undo all that a login has shared, changed and ended since then; `emails` are the mailboxes it had in that time.

    Invitations are taken back and the accesses that came of them end; accesses of others that it changed are again what
    they were, and those that it ended count again, its own that it gave back too. What another owner decided after it
    stays. Everybody whose access changes is told by mail.
    """
    with transaction.atomic():
        sent = Invitation.objects.filter(sent_with__user=user, created_at__gte=since)
        invitations, ended = _take_back(sent, user, profile, at)
        changed, restored = _put_back(sent, user, emails, since, profile, at)
    return Unshared(invitations, ended, changed, restored)


def _take_back(sent: QuerySet[Invitation], user: User, profile: Profile, at: datetime) -> tuple[int, int]:
    taken, ended = 0, 0
    for invitation in sent.filter(state=InvitationState.SENT).select_related("customer"):
        try:
            withdraw_invitation(invitation=invitation, by=user, at=at)
        except InvitationClosed:
            continue  # answered in this very moment: its access is ended below
        taken += 1
    accepted = sent.filter(access__isnull=False, access__revoked_at=None)
    for invitation in accepted.select_related("access__user", "access__customer"):
        access = invitation.access
        assert access is not None
        revoke_access(access=access, reason=REASON, by=user, at=at)
        tell_delegate(access, profile=profile, at=at, ended=True)
        ended += 1
    return taken, ended


def _put_back(
    sent: QuerySet[Invitation],
    user: User,
    emails: Collection[str],
    since: datetime,
    profile: Profile,
    at: datetime,
) -> tuple[int, int]:
    formers = _formers(user, since)
    # One whose last day was brought forward has run out: granting another closes it in the system's name.
    ran_out = Q(pk__in=formers, revoked_by="system")
    was_ended = Q(revoked_at__gte=since) & (Q(revoked_by__in=emails) | ran_out)
    found = Access.objects.filter(was_ended | Q(pk__in=formers, revoked_at=None), user__is_active=True)
    changed, restored = 0, 0
    given = sent.filter(access__isnull=False).values("access")
    for access in found.exclude(pk__in=given).select_related("user", "customer").order_by("pk"):
        former, gone = formers.get(access.pk), access.revoked_at is not None
        if gone and (
            _is_over(access, former, at) or not restore_access(access=access, reason=BACK, by=user, at=at)
        ):
            continue
        if former is not None:
            put_back_access(access=access, former=former, by=user)
        access.refresh_from_db()
        if access.user_id == user.pk:
            tell_owners(access, profile=profile, at=at, news=gettext_lazy("%(person)s has the access again"))
        else:
            tell_delegate(access, profile=profile, at=at, ended=_is_over(access, None, at))
        changed, restored = changed + (not gone), restored + gone
    return changed, restored


def _is_over(access: Access, former: dict[str, Any] | None, at: datetime) -> bool:
    valid_to = access.valid_to
    if former is not None:
        valid_to = datetime.fromisoformat(former["valid_to"]) if former["valid_to"] else None
    return valid_to is not None and valid_to <= at


def _formers(user: User, since: datetime) -> dict[int, dict[str, Any]]:
    """What each access was before this login first changed it; without those that somebody else changed after it."""
    events = AuditEvent.objects.filter(
        action="customers.change_access", at__gte=since, details__has_key="access"
    ).order_by("pk")
    formers: dict[int, dict[str, Any]] = {}
    for event in events.iterator():
        access = event.details["access"]
        if event.actor_uuid == user.uuid:
            formers.setdefault(access, event.details["former"])
        else:
            formers.pop(access, None)
    return formers
