"""What the next bill will be, and how one's use compares: figures for a page, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tenants.customers.models import Customer, ServicePoint
from tenants.metering.models import Meter, MeterKind
from tenants.metering.quoting import Quote, quote
from tenants.metering.use import Stretch, first_of_month, known_days, used_in, usual_in
from tenants.profile.schema import LocalisedText, Profile

# Behind a main meter; their water went through it already.
BEHIND_MAIN = (MeterKind.GARDEN, MeterKind.SEWAGE)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next bill of a service point: its days, the water expected in m³, and what it costs by the tariff."""

    first: date
    last: date
    water_m3: Decimal
    garden_m3: Decimal
    quote: Quote


@dataclass(frozen=True, slots=True)
class Comparison:
    """What others use in a month, in m³, and where the figure is from."""

    m3_a_month: Decimal
    source: LocalisedText


def forecast(
    *,
    point: ServicePoint,
    meters: Iterable[Meter],
    use: dict[int, list[Stretch]],
    profile: Profile,
    today: date,
) -> Forecast | None:
    """The bill that comes next, from what is known so far and what is usual for the rest of its days.

    `use` as `selectors.stretches_of` gives it. None where the tariff or the past says too little, and where nothing
    was read for so long that the period it belongs to is over.
    """
    main = [meter for meter in meters if meter.kind not in BEHIND_MAIN]
    ended = max((one.ended for meter in main for one in use.get(meter.pk, []) if one.days > 1), default=None)
    if ended is None:
        return None
    months = point.settlement_months or 1
    first = ended + timedelta(days=1)
    last = _months_later(first, months)
    if last < today - timedelta(days=31):
        return None
    water = _expected(main, use, first, last)
    if water is None:
        return None
    garden = _expected([one for one in meters if one.kind == MeterKind.GARDEN], use, first, last) or Decimal(
        0
    )
    priced = quote(
        profile=profile, area=point.area, group=point.tariff_group, on=today,
        water_m3=water, garden_m3=garden, months=months,
    )  # fmt: skip
    return Forecast(first, last, water, garden, priced) if priced else None


def _expected(
    meters: Sequence[Meter], use: dict[int, list[Stretch]], first: date, last: date
) -> Decimal | None:
    """What these meters will have counted, in whole m³ as bills have it; None where one's past says nothing."""
    total = Decimal(0)
    for meter in meters:
        listed = use.get(meter.pk, [])
        known = known_days(listed, first, last)
        rest = first + timedelta(days=known)
        total += used_in(listed, first, last)
        if rest <= last:
            usual = usual_in(listed, rest, last)
            if usual is None:
                return None
            total += usual
    return total.quantize(Decimal(1))


def comparison(*, customer: Customer, point: ServicePoint, profile: Profile) -> Comparison | None:
    """The utility's own figure of average use for such a customer (profile `water.averages`); no page counts others."""
    for average in profile.water.averages:
        fits_group = average.tariff_group is None or average.tariff_group == point.tariff_group
        if customer.kind not in average.customer_kinds or not fits_group:
            continue
        if average.m3_a_month_per_person is not None and point.persons:
            return Comparison(average.m3_a_month_per_person * point.persons, average.source)
        if average.m3_a_month is not None:
            return Comparison(average.m3_a_month, average.source)
    return None


def _months_later(first: date, months: int) -> date:
    """The last day of so many months that begin on `first`."""
    return first_of_month(first, -months) - timedelta(days=1)
