"""Water used by month, by year and by day, for charts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from tenants.customers.models import Access
from tenants.metering.models import Meter, MeterKind, Reading, ReadingKind
from tenants.metering.selectors.tenure import own
from tenants.metering.use import Known, by_month, first_of_month, stretches

_MILLI = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class MonthOfWater:
    """What was used in a calendar month, in m³; `month` is its first day; `estimated`: partly by estimate."""

    month: date
    used_m3: Decimal
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class YearOfWater:
    """What was used in a calendar year, in m³."""

    year: int
    used_m3: Decimal


@dataclass(frozen=True, slots=True)
class DayOfWater:
    """What was used on a day, in m³."""

    day: date
    used_m3: Decimal


def monthly_consumption(
    access: Access, *, until: date, months: int = 12, meter_id: int | None = None, point_id: int | None = None
) -> list[MonthOfWater]:
    """Use per calendar month up to the month of `until`, oldest first, a month without use as zero.

    A reading's use is spread over the days since the reading before, so that bills of two months make even bars.
    Counts the customer's main and coupled meters, and those of flats that stand behind none of these; those of one
    service point, or the one meter named. Of daily figures only the last of each month is read.
    """
    first = first_of_month(until, months - 1)
    readings = Reading.objects.filter(meter__service_point__customer_id=access.customer_id)
    if meter_id is not None:
        readings = readings.filter(meter_id=meter_id)
    else:
        # Water through a garden or sewage meter has already gone through the main one, and so has that of a flat.
        in_front = Meter.objects.filter(service_point__customer_id=access.customer_id)
        if point_id is not None:
            readings = readings.filter(meter__service_point_id=point_id)
            in_front = in_front.filter(service_point_id=point_id)
        behind = Meter.objects.filter(kind=MeterKind.FLAT, parent__in=in_front.values("code")).exclude(
            parent=""
        )
        readings = readings.exclude(meter__kind__in=["garden", "sewage"]).exclude(meter__in=behind)
    ends = [first_of_month(until, back) - timedelta(days=1) for back in range(-1, months + 1)]
    rows = (
        own(readings)
        .filter(
            ~Q(kind=ReadingKind.REMOTE) | Q(taken_on__in=[*ends, until]),
            taken_on__gte=first - timedelta(days=400),
            taken_on__lte=until,
        )
        .order_by("meter_id", "counter", "taken_on", "id")
    )
    known: defaultdict[tuple[int, int], list[Known]] = defaultdict(list)
    for meter, digits, counter, day, value, used, kind in rows.values_list(
        "meter_id", "meter__digits", "counter", "taken_on", "value_m3", "own_m3", "kind"
    ):
        known[meter, digits].append(Known(counter, day, value, used, kind))
    total: defaultdict[date, Decimal] = defaultdict(Decimal)
    guessed: set[date] = set()
    for (_meter, digits), listed in known.items():
        for month, share, estimated in by_month(stretches(listed, limit=Decimal(10) ** digits)):
            total[month] += share
            if estimated:
                guessed.add(month)
    wanted = [first_of_month(until, back) for back in range(months - 1, -1, -1)]
    return [MonthOfWater(month, total[month].quantize(_MILLI), month in guessed) for month in wanted]


def yearly_consumption(months: list[MonthOfWater]) -> list[YearOfWater]:
    """The months given as years, oldest first; the first and last year may be parts."""
    years: defaultdict[int, Decimal] = defaultdict(Decimal)
    for month in months:
        years[month.month.year] += month.used_m3
    return [YearOfWater(year, used) for year, used in sorted(years.items())]


def daily_consumption(meter: Meter, *, until: date, days: int = 31) -> list[DayOfWater]:
    """Use of each of the last days of a meter with daily figures, oldest first; days without two of them are left out.

    The caller has made sure that the meter is the customer's (`get_meter`).
    """
    rows = own(
        Reading.objects.filter(
            meter=meter,
            kind=ReadingKind.REMOTE,
            taken_on__gt=until - timedelta(days=days + 1),
            taken_on__lte=until,
        )
    ).order_by("counter", "taken_on")
    known = [
        Known(counter, day, value, None, ReadingKind.REMOTE)
        for counter, day, value in rows.values_list("counter", "taken_on", "value_m3")
    ]
    used: defaultdict[date, Decimal] = defaultdict(Decimal)
    for one in stretches(known, limit=Decimal(10) ** meter.digits):
        if one.days == 1:
            used[one.ended] += one.used_m3
    return [DayOfWater(day, amount) for day, amount in sorted(used.items())]
