"""Powers of attorney: sent by whoever says to act for somebody, compared and decided by staff."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.selectors import accesses_of
from tenants.customers.services import grant_access
from tenants.delegation.models import Mandate, MandateState
from tenants.delegation.services.answering import OneCustomerOnly
from tenants.delegation.services.inviting import AlreadyIn, tell_owners
from tenants.delegation.sharing import (
    RoleNotAllowed,
    SharingOff,
    WrongDay,
    allowed_scope,
    end_of,
    latest_day,
)
from tenants.files.models import FilePurpose
from tenants.files.storing import store
from tenants.identity import audit, throttling
from tenants.identity.models import User
from tenants.notifications.services import notify_user
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

PER_DAY = 5
ROLES = (AccessRole.DELEGATE, AccessRole.MANAGER)


class TooManyMandates(Exception):
    """This login has sent as many powers of attorney as it may in a day."""


class MandateClosed(Exception):
    """It was decided before, by a double click or by somebody else."""


def send_mandate(
    *,
    user: User,
    customer_number: str,
    customer_name: str,
    role: AccessRole,
    scope: Collection[str],
    content: bytes,
    file_name: str,
    profile: Profile,
    language: str,
    at: datetime,
) -> Mandate:
    """Write down for whom a login says to act, with the signed paper, for staff to decide; a mail confirms it.

    A manager asks for everything, a delegate for a scope. The answer is the same whether the number exists or not. The
    same number again while one waits is the same row. Raises a SharingProblem, TooManyMandates, FileRefused.
    """
    if not profile.access.mandates:
        raise SharingOff
    if role not in ROLES:
        raise RoleNotAllowed
    if role == AccessRole.DELEGATE:
        scope = allowed_scope(role=role, scope=scope, shared_by=profile.registration.all_capabilities)
    else:
        scope = []
    number = "".join(customer_number.split())
    waiting = Mandate.objects.filter(user=user, customer_number=number, state=MandateState.WAITING).first()
    if waiting is not None:
        return waiting
    if not throttling.allowed(f"mandate:{user.pk}", limit=PER_DAY, window=timedelta(days=1), at=at):
        raise TooManyMandates
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # a double click takes its turn and finds the first
        waiting = Mandate.objects.filter(
            user=user, customer_number=number, state=MandateState.WAITING
        ).first()
        if waiting is not None:
            return waiting
        mandate = Mandate.objects.create(
            user=user,
            customer_number=number,
            customer_name=customer_name,
            role=role,
            scope=scope,
            file=store(content=content, name=file_name, purpose=FilePurpose.MANDATE, by=user.email),
            language=language,
            created_at=at,
        )
        audit.record("delegation.send_mandate", by=user, subject=number)
        notify_user(
            user=user,
            profile=profile,
            topic=Topic.MANDATE_RECEIVED,
            values={"customer_number": number},
            at=at,
        )
    return mandate


def withdraw_mandate(*, mandate: Mandate, at: datetime) -> None:
    """The person takes back what staff have not decided yet. Raises MandateClosed."""
    with transaction.atomic():
        _move(mandate, MandateState.WITHDRAWN, decided_at=at)
        audit.record("delegation.withdraw_mandate", by=mandate.user, subject=mandate.customer_number)


def approve(
    *, mandate: Mandate, customer: Customer, until: date, profile: Profile, by: User, at: datetime
) -> Access:
    """Staff found the paper good: access from now until the day given; the person and the customer's owners are told.

    Raises MandateClosed, WrongDay, OneCustomerOnly (the utility's rule), AlreadyIn.
    """
    today = localdate(at)
    if not today <= until <= latest_day(profile.access.mandate_months, today):
        raise WrongDay
    rule = profile.registration.cardinality
    with transaction.atomic():
        User.objects.select_for_update().get(pk=mandate.user_id)
        mine = accesses_of(mandate.user, at)
        if mine.filter(customer=customer).exists():
            raise AlreadyIn
        if rule.one_email_one_customer and mine.exists():
            raise OneCustomerOnly(str(rule.text))
        access = grant_access(
            user=mandate.user,
            customer=customer,
            role=AccessRole(mandate.role),
            scope=mandate.scope,
            valid_to=end_of(until),
            evidence={"mandate": str(mandate.public_id), "file": str(mandate.file_id)},
            by=by,
            at=at,
        )
        _move(
            mandate,
            MandateState.APPROVED,
            decided_at=at,
            decided_by=by.email,
            customer=customer,
            access=access,
        )
        audit.record("delegation.approve_mandate", by=by, subject=customer.number, user=mandate.user.email)
        with override(mandate.user.language):
            _tell(mandate, profile, at, decision=_("approved"), until=date_text(until))
        news = gettext_lazy("%(person)s has been given access on a power of attorney")
        tell_owners(access, profile=profile, at=at, news=news)
    return access


def refuse(*, mandate: Mandate, reason: str, profile: Profile, by: User, at: datetime) -> None:
    """Staff found it wanting: the person reads why. Raises MandateClosed."""
    with transaction.atomic():
        _move(
            mandate,
            MandateState.REFUSED,
            decided_at=at,
            decided_by=by.email,
            reason=" ".join(reason.split())[:300],
        )
        audit.record("delegation.refuse_mandate", by=by, subject=mandate.customer_number)
        with override(mandate.user.language):
            _tell(mandate, profile, at, decision=_("refused"), reason=mandate.reason)


def _tell(mandate: Mandate, profile: Profile, at: datetime, **values: str) -> None:
    notify_user(
        user=mandate.user, profile=profile, topic=Topic.MANDATE_DECIDED,
        values={"customer_number": mandate.customer_number, **values}, at=at,
        dedup_key=f"mandate-decided-{mandate.public_id}",
    )  # fmt: skip


def _move(mandate: Mandate, to: MandateState, **fields: object) -> None:
    """The one place where a mandate changes its state; two at once cannot both succeed."""
    if not Mandate.objects.filter(pk=mandate.pk, state=MandateState.WAITING).update(state=to, **fields):
        raise MandateClosed
    mandate.refresh_from_db()
