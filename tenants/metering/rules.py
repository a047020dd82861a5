"""The utility's rules for readings applied to a day and a meter: open or not, until when, and whether a bill follows."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenants.customers.models import AccessRole, ServicePoint
from tenants.metering.models import Meter, MeterKind
from tenants.profile.schema import Profile
from tenants.profile.schema.readings import CycleWindow, ReadingDeadline, Readings, ReadingWindow

# Farther than any rule can lie: each month is named at least once in a year.
_HORIZON_MONTHS = 13


@dataclass(frozen=True, slots=True)
class Opening:
    """The days of one month on which readings are taken."""

    first: date
    last: date


class Follows(StrEnum):
    """What an accepted reading brings about."""

    INVOICE = "invoice"
    NEXT_INVOICE = "next_invoice"
    NOTHING = "nothing"


def rules_for(profile: Profile, point: ServicePoint) -> Readings:
    """The rules where this service point is."""
    return profile.readings_in(point.area)


def opening_on(rules: Readings, point: ServicePoint, day: date) -> Opening | None:
    """The open days to which `day` belongs; None outside them. Without windows every day is one of its month's."""
    window = _window(rules, point)
    if window is None:
        return Opening(day.replace(day=1), _day_of(day, 31))
    found = _in_month(window, day)
    return found if found and found.first <= day <= found.last else None


def next_opening(rules: Readings, point: ServicePoint, day: date) -> Opening | None:
    """The open days that begin next after `day`."""
    window = _window(rules, point)
    month = day.replace(day=1)
    for _month in range(_HORIZON_MONTHS):
        found = _in_month(window, month) if window else Opening(month, _day_of(month, 31))
        if found and found.first > day:
            return found
        month = _day_of(month, 31) + timedelta(days=1)
    return None


def follows(rules: Readings, point: ServicePoint, day: date) -> Follows:
    """What sending brings about on that day: outside the window nothing does, where it may be sent at all."""
    if opening_on(rules, point, day) is None:
        return Follows.NOTHING
    return Follows(rules.triggers)


def is_read_here(rules: Readings, meter: Meter) -> bool:
    """Whether people send this meter's state at all: its kind is taken, it is in use and not read by radio."""
    return (
        rules.accepted
        and meter.kind in rules.meter_kinds
        and meter.removed_on is None
        and (rules.remote_meters or not meter.remote)
    )


def may_send(rules: Readings, role: AccessRole | str | None) -> bool:
    """Whether a person with such an access sends readings; machines and guests have none and are judged elsewhere."""
    return role is None or role in rules.roles


def verification_over(meter: Meter, day: date) -> bool:
    """Whether the meter's verification has run out on that day."""
    return meter.verification_until is not None and meter.verification_until < day


def unusable(rules: Readings, meter: Meter, day: date) -> bool:
    """Whether a garden meter no longer counts for bills because its verification has run out."""
    return (
        meter.kind == MeterKind.GARDEN and rules.garden_needs_verification and verification_over(meter, day)
    )


def deadline_ahead(rules: Readings, meter: Meter, day: date) -> tuple[date, ReadingDeadline] | None:
    """The next deadline of this meter's kind, with its day."""
    days = []
    for deadline in rules.deadlines:
        if meter.kind in deadline.meter_kinds:
            due = _date(day.year, deadline)
            days.append((due if due >= day else _date(day.year + 1, deadline), deadline))
    return min(days, key=lambda one: one[0], default=None)


def _window(rules: Readings, point: ServicePoint) -> ReadingWindow | None:
    """The window of the point's settlement cycle, else the general one."""
    for cycle in rules.cycle_windows:
        if cycle.settlement_months == point.settlement_months:
            return cycle
    return rules.window


def _in_month(window: ReadingWindow, month: date) -> Opening | None:
    if isinstance(window, CycleWindow) and window.months and month.month not in window.months:
        return None
    return Opening(_day_of(month, window.first_day), _day_of(month, window.last_day))


def _day_of(month: date, day: int) -> date:
    """That day of the month, the last one where the month is shorter."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def _date(year: int, deadline: ReadingDeadline) -> date:
    return _day_of(date(year, deadline.month, 1), deadline.day)
