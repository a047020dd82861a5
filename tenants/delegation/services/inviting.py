"""The owner's side: invite somebody, change what they may, end it; and the delegate who leaves."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tenants.customers.models import Access, AccessRole
from tenants.customers.selectors import people_with_access
from tenants.customers.services import change_access, revoke_access
from tenants.delegation.models import Invitation, InvitationState
from tenants.delegation.sharing import MayNotShare, check, end_of, in_words, last_day_of
from tenants.identity import audit, throttling
from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.services import Action, notify, notify_user
from tenants.profile.formats import date_text
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.notifications import Topic

LINK_LIVES = timedelta(days=7)
PER_DAY = 10


class AlreadyIn(Exception):
    """The mailbox is that of somebody who has access to this customer already, oneself included."""


class TooManyInvitations(Exception):
    """This login has sent as many invitations as it may in a day."""


class InvitationClosed(Exception):
    """The invitation was answered or taken back before, by a double click or by somebody else."""


def invite(
    *,
    access: Access,
    by: User,
    capabilities: Collection[Capability],
    email: str,
    role: AccessRole,
    scope: Collection[str],
    until: date,
    profile: Profile,
    language: str,
    at: datetime,
) -> Invitation:
    """Mail somebody a one-use link by which they may accept to act for the customer of `access`, until the day given.

    `capabilities` are those of the inviter now: nobody shares what they have not. An older open invitation of the same
    mailbox is taken back. Raises a SharingProblem, AlreadyIn, TooManyInvitations.
    """
    if not access.is_unlimited:
        raise MayNotShare
    email = email.lower()
    scope = check(
        profile=profile, role=role, scope=scope, shared_by=capabilities, until=until, today=localdate(at)
    )
    if people_with_access(access.customer, at).filter(user__email=email).exists():
        raise AlreadyIn
    if not throttling.allowed(f"invite:{by.pk}", limit=PER_DAY, window=timedelta(days=1), at=at):
        raise TooManyInvitations
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        # Locked: of two clicks at once the second takes back what the first sent.
        Access.objects.select_for_update().get(pk=access.pk)
        Invitation.objects.filter(customer=access.customer, email=email, state=InvitationState.SENT).update(
            state=InvitationState.WITHDRAWN, answered_at=at
        )
        invitation = Invitation.objects.create(
            customer=access.customer,
            sent_with=access,
            email=email,
            role=role,
            scope=scope,
            valid_to=end_of(until),
            language=language,
            token_sha256=digest(token),
            created_at=at,
            expires_at=min(at + LINK_LIVES, end_of(until)),
        )
        audit.record(
            "delegation.invite", by=by, subject=access.customer.number, email=email, role=str(role), scope=scope,
            until=until.isoformat(),
        )  # fmt: skip
        url = links.absolute("delegate_answer", token=token)
        with override(language):
            values = {
                "inviter": by.full_name or access.customer.name,
                "customer_name": access.customer.name,
                "scope": ", ".join(in_words(scope)),
                "until": date_text(until),
                "accept_url": url,
                "valid_days": str(LINK_LIVES.days),
            }
        notify(
            profile=profile,
            topic=Topic.DELEGATE_INVITATION,
            to=email,
            language=language,
            values=values,
            action=Action(gettext_lazy("See the invitation"), url),
        )
    return invitation


def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take an invitation back: its link is worth nothing from now on. Raises InvitationClosed."""
    with transaction.atomic():
        move(invitation, InvitationState.WITHDRAWN, answered_at=at)
        audit.record(
            "delegation.withdraw_invitation",
            by=by,
            subject=invitation.customer.number,
            email=invitation.email,
        )


def reshape(
    *,
    access: Access,
    by_access: Access,
    by: User,
    capabilities: Collection[Capability],
    role: AccessRole,
    scope: Collection[str],
    until: date,
    profile: Profile,
    at: datetime,
) -> None:
    """Change what a delegate may and until when, from this second; a mail tells them.

    Raises a SharingProblem, NoSuchAccess when it ended in the meantime.
    """
    _require_owner_over(by_access, access)
    scope = check(
        profile=profile, role=role, scope=scope, shared_by=capabilities, until=until, today=localdate(at)
    )
    with transaction.atomic():
        change_access(access=access, role=role, scope=scope, valid_to=end_of(until), by=by, at=at)
        tell_delegate(access, profile=profile, at=at, ended=False)


def end_access(*, access: Access, by_access: Access, by: User, profile: Profile, at: datetime) -> None:
    """The owner ends a delegate's access: it opens nothing from this second, in sessions that are open too.

    Raises MayNotShare (an owner's own access is not ended here), NoSuchAccess.
    """
    _require_owner_over(by_access, access)
    with transaction.atomic():
        revoke_access(access=access, reason="ended by the owner", by=by, at=at)
        tell_delegate(access, profile=profile, at=at, ended=True)


def leave(*, access: Access, by: User, profile: Profile, at: datetime) -> None:
    """A delegate gives their access back; owners are told. Raises MayNotShare for an owner, NoSuchAccess."""
    if access.is_unlimited or access.user_id != by.pk:
        raise MayNotShare
    with transaction.atomic():
        revoke_access(access=access, reason="given back", by=by, at=at)
        tell_owners(access, profile=profile, at=at, news=gettext_lazy("%(person)s has given the access back"))


def tell_owners(access: Access, *, profile: Profile, at: datetime, news: object) -> None:
    """Tell every owner of a customer what has become of somebody else's access. Inside a transaction."""
    name = access.user.full_name or access.user.email
    for owner in people_with_access(access.customer, at):
        if owner.is_unlimited and owner.user_id != access.user_id:
            with override(owner.user.language):
                values = {
                    "customer_number": access.customer.number,
                    "news": str(news) % {"person": name},
                    "people_url": links.absolute("people"),
                }
            notify_user(
                user=owner.user, profile=profile, topic=Topic.ACCESS_NEWS, values=values, at=at,
                action=Action(gettext_lazy("People with access"), values["people_url"]),
                customer_number=access.customer.number,
            )  # fmt: skip


def move(invitation: Invitation, to: InvitationState, **fields: object) -> None:
    """The one place where an invitation changes its state; two at once cannot both succeed. Raises InvitationClosed."""
    sent = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT)
    if not sent.update(state=to, **fields):
        raise InvitationClosed
    invitation.refresh_from_db()


def digest(token: str) -> str:
    """What is kept of a mailed link."""
    return sha256(token.encode()).hexdigest()


def _require_owner_over(by_access: Access, access: Access) -> None:
    same = by_access.customer_id == access.customer_id
    if not same or not by_access.is_unlimited or access.is_unlimited:
        raise MayNotShare


def tell_delegate(access: Access, *, profile: Profile, at: datetime, ended: bool) -> None:
    """Mail somebody who was let in what has become of their access. Inside a transaction."""
    with override(access.user.language):
        news = _("your access has ended") if ended else _("what you may do has changed")
        values = {
            "customer_name": access.customer.name,
            "news": news,
            "scope": "" if ended else ", ".join(in_words(access.scope)),
            "until": "" if ended or access.valid_to is None else date_text(last_day_of(access.valid_to)),
        }
    notify_user(
        user=access.user, profile=profile, topic=Topic.ACCESS_CHANGED, values=values, at=at,
        customer_number=access.customer.number,
    )  # fmt: skip
