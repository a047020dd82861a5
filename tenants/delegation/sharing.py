"""What may be shared with somebody else, in words, and what is wrong with a wish to share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from tenants.customers.ending import months_later
from tenants.customers.models import AccessRole
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.registration import DELEGABLE, ONLY_LOOKS

# Each as the end of a sentence: "This person may: …".
SENTENCES = {
    Capability.SEE_BALANCE: _("see the balance and what there is to pay"),
    Capability.SEE_INVOICES: _("see and download bills"),
    Capability.SEE_METERS: _("see meters, readings and water used"),
    Capability.SEND_READINGS: _("send readings"),
    Capability.FILE_CASES: _("file cases and read our answers"),
    Capability.MANAGE_CONSENTS: _("give and take back consents, the one for e-invoices too"),
    Capability.NOTIFICATIONS: _("get notices of bills and outages"),
}
ROLES = {
    AccessRole.OWNER: _("owner of the account"),
    AccessRole.MANAGER: _("property manager"),
    AccessRole.DELEGATE: _("delegate: may act"),
    AccessRole.VIEWER: _("viewer: may only look"),
}


class SharingProblem(Exception):
    """Base of what is wrong with a wish to let somebody in; each subclass is a sentence a door can show."""


class SharingOff(SharingProblem):
    """This utility lets nobody in this way."""


class MayNotShare(SharingProblem):
    """Only an owner or manager may let somebody in, and only while their own access counts."""


class ScopeEmpty(SharingProblem):
    """Nothing was chosen."""


class ScopeTooWide(SharingProblem):
    """More was chosen than the one who shares has, or than the role allows."""


class RoleNotAllowed(SharingProblem):
    """The utility does not allow this role."""


class WrongDay(SharingProblem):
    """The last day lies in the past, or later than the utility allows."""


def shareable(capabilities: Collection[Capability]) -> list[Capability]:
    """What somebody with these capabilities may share, in the order in which pages offer it."""
    return [one for one in DELEGABLE if one in capabilities]


def latest_day(months: int, today: date) -> date:
    """The last day until which somebody may be let in today."""
    return months_later(today, months)


def end_of(day: date) -> datetime:
    """The moment after the last second of a day here: until then an access counts."""
    return datetime.combine(day + timedelta(days=1), time.min, get_default_timezone())


def last_day_of(valid_to: datetime) -> date:
    """The last day on which an access with this end counts; the inverse of `end_of`."""
    return (valid_to.astimezone(get_default_timezone()) - timedelta(microseconds=1)).date()


def check(
    *,
    profile: Profile,
    role: AccessRole,
    scope: Collection[str],
    shared_by: Collection[Capability],
    until: date,
    today: date,
) -> list[str]:
    """The scope to write down, sorted as pages show it. Raises the SharingProblem there is."""
    if not profile.access.delegates:
        raise SharingOff
    if role not in profile.access.delegate_roles:
        raise RoleNotAllowed
    if not today <= until <= latest_day(profile.access.delegate_months, today):
        raise WrongDay
    return allowed_scope(role=role, scope=scope, shared_by=shared_by)


def allowed_scope(
    *, role: AccessRole, scope: Collection[str], shared_by: Collection[Capability]
) -> list[str]:
    """The scope in the order of pages. Raises ScopeEmpty, ScopeTooWide."""
    wanted = set(scope)
    if not wanted:
        raise ScopeEmpty
    offered = {one.value for one in shareable(shared_by)}
    if role == AccessRole.VIEWER:
        offered &= {one.value for one in ONLY_LOOKS}
    if not wanted <= offered:
        raise ScopeTooWide
    return [one.value for one in DELEGABLE if one.value in wanted]


def in_words(scope: Collection[str]) -> list[str]:
    """The sentences of a scope in the language being spoken; names that no version knows any more are left out."""
    return [str(SENTENCES[one]) for one in DELEGABLE if one.value in set(scope)]
