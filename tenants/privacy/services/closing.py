"""Closing a login: it opens nothing from that second; for some days the mailed link takes it back; then it is erased.

Erased is what is personal in the login. What stays, and why, is said on the page before the button: bills and consents are
kept for tax and for claims (RODO art. 17(3)(b) and (e)), and who had access is the customer's evidence, not the login's.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy, override

from tenants.cases.models import Draft
from tenants.cases.services import discard
from tenants.customers.models import UNLIMITED_ROLES, Access
from tenants.customers.selectors import active_accesses, people_with_access
from tenants.customers.services import restore_access, revoke_access
from tenants.delegation.models import Invitation, InvitationState, Mandate, MandateState
from tenants.identity import audit, devices
from tenants.identity.models import Device, User
from tenants.legal.models import ConsentAction
from tenants.legal.selectors import consent_standings
from tenants.legal.services import NothingToChange, change_consent
from tenants.network.models import AddressWatch
from tenants.notifications import links
from tenants.notifications.models import Message, Preference, QuietTime
from tenants.notifications.services import Action, notify
from tenants.privacy.models import Closing
from tenants.privacy.services.exporting import forget_exports
from tenants.profile.formats import time_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.registration.models import OPEN_STATES, EmailChange, PhoneCheck, Registration
from tenants.registration.services import withdraw
from tenants.registration.services.login import undoable_until

REASON = "login closed by its owner"


class ClosingOver(Exception):
    """The link comes too late, or was used before."""


def may_be_undone(profile: Profile) -> bool:
    """Whether closing can be taken back here: the utility gives days for it, and sends the mail with the link."""
    told = any(one.topic == Topic.ACCOUNT_CLOSED for one in profile.notifications.topics)
    return told and profile.retention.closing_undo_days > 0


def to_be_erased_at(user: User, *, profile: Profile, at: datetime) -> datetime:
    """When a login that is closed at `at` is erased: after the utility's days; `at` itself where it gives none.

    Never while the owner of a former mailbox may still take the login back: whoever moved it there must not destroy it.
    """
    days = timedelta(days=profile.retention.closing_undo_days if may_be_undone(profile) else 0)
    return max(at + days, undoable_until(user=user, at=at) or at)


def gets_e_invoices(user: User, accesses: Iterable[Access], *, profile: Profile) -> bool:
    """Whether a consent that names an address is given for a customer this login owns: closing must ask about it."""
    return any(
        standing.given and standing.consent.has_address
        for access in accesses
        if access.is_unlimited
        for standing in consent_standings(profile, user=user, customer_number=access.customer.number)
    )


def close_login(
    *,
    user: User,
    stop_e_invoices: bool,
    profile: Profile,
    language: str,
    at: datetime,
    address: str | None,
    user_agent: str,
) -> Closing:
    """End a login at once: its sessions, its accesses, and those of people it let in where nobody else owns the customer.

    `stop_e_invoices` takes back the consents that name an address for the customers it owned; otherwise invoices go on
    coming as they did: a consent does not hang on a login. A mail carries the link that takes all of it back while
    `erase_at` has not come; where the utility gives no days for that, it is erased now, or as soon as nobody may take a move
    of its mailbox back any more. Closing twice is closing once.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        closed = Closing.objects.filter(user=user, undone_at=None).first()
        if closed is not None:
            return closed
        mine = list(active_accesses(at).filter(user=user).select_related("user"))
        if stop_e_invoices:
            for access in mine:
                if access.is_unlimited:
                    _stop_e_invoices(access, user, profile, language, at, address, user_agent)
        ended = _end_accesses(mine, user, at)
        for registration in Registration.objects.filter(user=user, state__in=OPEN_STATES):
            if ended:  # without any access ever, withdrawing deletes the login: that page is offered instead
                withdraw(registration=registration, at=at)
        Mandate.objects.filter(user=user, state=MandateState.WAITING).update(
            state=MandateState.WITHDRAWN, decided_at=at
        )
        User.objects.filter(pk=user.pk).update(is_active=False)
        devices.end_all(user=user)
        undoable = may_be_undone(profile)
        token = secrets.token_urlsafe(32) if undoable else ""
        erase_at = to_be_erased_at(user, profile=profile, at=at)
        closing = Closing.objects.create(
            user=user,
            closed_at=at,
            erase_at=erase_at,
            undo_sha256=sha256(token.encode()).hexdigest() if token else "",
            ended_accesses=ended,
        )
        audit.record(
            "privacy.close_login", by=user, subject=str(user.uuid), undoable_days=(erase_at - at).days
        )
        if undoable:
            _mail(user, token, closing, profile)
        elif erase_at <= at:
            _erase(closing, at=at)
    return closing


def undo_closing(*, closing: Closing, at: datetime) -> User:
    """Whoever holds the mailbox takes the closing back: the login works again, with the accesses that ended with it.

    Consents that were taken back stay so. Raises ClosingOver.
    """
    with transaction.atomic():
        if closing.erase_at <= at:
            raise ClosingOver
        reopen(closing=closing, at=at)
    return closing.user


def reopen(*, closing: Closing, at: datetime) -> None:
    """What `undo_closing` does, also when the days are over: as long as nothing was erased. Raises ClosingOver."""
    with transaction.atomic():
        if not Closing.objects.filter(pk=closing.pk, undone_at=None, erased_at=None).update(undone_at=at):
            raise ClosingOver
        User.objects.filter(pk=closing.user_id).update(is_active=True)
        for access in Access.objects.filter(pk__in=closing.ended_accesses).select_related("user", "customer"):
            restore_access(access=access, reason="closing taken back", by=closing.user, at=at)
        audit.record("privacy.undo_closing", by=closing.user, subject=str(closing.user.uuid))


def erase_closed(*, at: datetime) -> int:
    """Erase the logins whose days are over; returns how many. Run by housekeeping.

    One whose mailbox was moved after the closing waits until nobody may take that back any more.
    """
    found = Closing.objects.filter(undone_at=None, erased_at=None, erase_at__lte=at).values_list(
        "pk", flat=True
    )
    erased = 0
    for pk in list(found):
        with transaction.atomic():
            closing = Closing.objects.select_for_update().select_related("user").get(pk=pk)
            if closing.undone_at is not None or closing.erased_at is not None:
                continue
            if later := undoable_until(user=closing.user, at=at):
                Closing.objects.filter(pk=pk).update(erase_at=later)
                continue
            _erase(closing, at=at)
            erased += 1
    return erased


def _end_accesses(mine: list[Access], user: User, at: datetime) -> list[int]:
    ended = []
    for access in mine:
        revoke_access(access=access, reason=REASON, by=user, at=at)
        ended.append(access.pk)
        if not access.is_unlimited:
            continue
        others = list(people_with_access(access.customer, at))
        if any(one.role in UNLIMITED_ROLES for one in others):
            continue
        for let_in in others:  # nobody is left who could answer for them
            revoke_access(access=let_in, reason=REASON, by=user, at=at)
            ended.append(let_in.pk)
        Invitation.objects.filter(customer=access.customer_id, state=InvitationState.SENT).update(
            state=InvitationState.WITHDRAWN, answered_at=at
        )
    return ended


def _stop_e_invoices(
    access: Access,
    user: User,
    profile: Profile,
    language: str,
    at: datetime,
    address: str | None,
    user_agent: str,
) -> None:
    number = access.customer.number
    for standing in consent_standings(profile, user=user, customer_number=number):
        if not (standing.given and standing.consent.has_address):
            continue
        try:
            change_consent(
                consent=standing.consent, action=ConsentAction.WITHDRAWN, customer_number=number, user=user,
                profile=profile, language=language, at=at, address=address, user_agent=user_agent,
            )  # fmt: skip
        except NothingToChange:
            continue  # taken back a moment ago, in another window


def _mail(user: User, token: str, closing: Closing, profile: Profile) -> None:
    url = links.absolute("undo_closing", token=token)
    with override(user.language):
        values = {"person_name": user.full_name, "undo_url": url, "until": time_text(closing.erase_at)}
    notify(
        profile=profile, topic=Topic.ACCOUNT_CLOSED, to=user.email, language=user.language, values=values,
        action=Action(gettext_lazy("I want my account back"), url),
    )  # fmt: skip


def _erase(closing: Closing, *, at: datetime) -> None:
    """Everything personal in the login goes; rows that are evidence stay and name a login without a face."""
    user = closing.user
    for model in (EmailAddress, Authenticator, EmailChange, PhoneCheck, Preference, QuietTime, Device):
        model.objects.filter(user=user).delete()
    for draft in Draft.objects.filter(user=user, case=None):
        discard(draft=draft)
    AddressWatch.objects.filter(email=user.email).delete()
    Message.objects.filter(user_uuid=user.uuid).update(to="", subject="", target="")
    Registration.objects.filter(user=user).update(
        company_name="", nip="", service_address="", correspondence_address="", refusal_note=""
    )
    forget_exports(at=at, user=user)
    user.email = f"{user.uuid}@erased.invalid"
    user.full_name = user.phone = ""
    user.phone_verified_at = user.last_login = None
    user.set_unusable_password()
    user.save()
    Closing.objects.filter(pk=closing.pk).update(erased_at=at)
    audit.record("privacy.erase_login", by="system", subject=str(user.uuid))
