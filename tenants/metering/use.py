"""How much water went through a meter: arithmetic on its readings, and nothing else.

A stretch is the time between two readings of one counter with what was used in it, in m³. A day belongs to the stretch
that ends on it or after it: stretches are open at the beginning and closed at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tenants.metering.models import ReadingKind

ZERO = Decimal(0)
_MILLI = Decimal("0.001")
# A first reading says what was used, but not since when: a month is what bills usually cover.
_FIRST_STRETCH = timedelta(days=30)
# Less than this known of a season or of a past says nothing usual.
_ENOUGH_DAYS = 25
_MOST_OF = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Known:
    """What one counter showed on a day. `used_m3` is the billing system's own figure, where it sent one."""

    counter: int
    taken_on: date
    value_m3: Decimal
    used_m3: Decimal | None = None
    kind: str = ReadingKind.BILLING

    @property
    def estimated(self) -> bool:
        return self.kind == ReadingKind.ESTIMATE


@dataclass(frozen=True, slots=True)
class Stretch:
    """`used_m3` through one counter in (begun, ended]."""

    counter: int
    begun: date
    ended: date
    used_m3: Decimal
    estimated: bool = False

    @property
    def days(self) -> int:
        return (self.ended - self.begun).days


def counted_on(before: Decimal, after: Decimal, *, limit: Decimal) -> Decimal | None:
    """What was used from one value to the next. `limit` is where the dial begins anew (100000 for five digits).

    None where the dial went back otherwise than by beginning anew: from its last fifth into its first.
    """
    if after >= before:
        return after - before
    if before >= limit * 4 / 5 and after <= limit / 5:
        return after + limit - before
    return None


def stretches(readings: Iterable[Known], *, limit: Decimal) -> list[Stretch]:
    """The stretches between readings of one meter, each counter for itself, oldest first."""
    found = []
    before: dict[int, Known] = {}
    for reading in sorted(readings, key=lambda one: (one.counter, one.taken_on)):
        former = before.get(reading.counter)
        before[reading.counter] = reading
        begun = former.taken_on if former else reading.taken_on - _FIRST_STRETCH
        used = _used(former, reading, limit)
        if begun == reading.taken_on or used is None:
            continue
        found.append(Stretch(reading.counter, begun, reading.taken_on, used, reading.estimated))
    return found


def _used(former: Known | None, reading: Known, limit: Decimal) -> Decimal | None:
    """The billing system's figure counts between its own readings; between others the values tell."""
    remote = ReadingKind.REMOTE in (reading.kind, former.kind if former else "")
    if former is None:
        return None if remote else reading.used_m3
    if reading.used_m3 is not None and not remote:
        return reading.used_m3
    counted = counted_on(former.value_m3, reading.value_m3, limit=limit)
    return reading.used_m3 if counted is None else counted


def used_in(listed: Sequence[Stretch], first: date, last: date) -> Decimal:
    """Use in the days first … last, in m³, a stretch's use spread evenly over its days."""
    total = ZERO
    for one in listed:
        days = _shared_days(one, first, last)
        if days > 0:
            total += one.used_m3 * days / one.days
    return total.quantize(_MILLI)


def known_days(listed: Sequence[Stretch], first: date, last: date) -> int:
    """For how many of the days first … last use is known; the first counter speaks for the meter."""
    return sum(max(0, _shared_days(one, first, last)) for one in listed if one.counter == 1)


def _shared_days(one: Stretch, first: date, last: date) -> int:
    begun = max(one.begun + timedelta(days=1), first)
    return (min(one.ended, last) - begun).days + 1


def usual_in(listed: Sequence[Stretch], first: date, last: date) -> Decimal | None:
    """What is usual for the days first … last, in m³: the same days a year ago, else the average of the year before.

    Only what was used before `first` counts. None where too little is known.
    """
    days = (last - first).days + 1
    season = _same_season(listed, first, last)
    if season is not None:
        return season
    begun = first - timedelta(days=365)
    before = first - timedelta(days=1)
    known = known_days(listed, begun, before)
    if known < _ENOUGH_DAYS:
        return None
    return (used_in(listed, begun, before) * days / known).quantize(_MILLI)


def _same_season(listed: Sequence[Stretch], first: date, last: date) -> Decimal | None:
    days = (last - first).days + 1
    begun, ended = first - timedelta(days=365), last - timedelta(days=365)
    known = known_days(listed, begun, ended)
    if known < days * _MOST_OF or ended >= first:
        return None
    return (used_in(listed, begun, ended) * days / known).quantize(_MILLI)


def knows_season(listed: Sequence[Stretch], first: date, last: date) -> bool:
    """Whether the same days a year ago are known."""
    return _same_season(listed, first, last) is not None


def by_month(listed: Iterable[Stretch]) -> Iterator[tuple[date, Decimal, bool]]:
    """Shares of the calendar months: (first of the month, m³, whether estimated), a stretch at a time."""
    for one in listed:
        start = one.begun + timedelta(days=1)
        while start <= one.ended:
            next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            last = min(one.ended, next_month - timedelta(days=1))
            share = one.used_m3 * ((last - start).days + 1) / one.days
            yield start.replace(day=1), share, one.estimated
            start = next_month


def first_of_month(day: date, back: int = 0) -> date:
    """The first day of the month `back` months before that of `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(years, month + 1, 1)
