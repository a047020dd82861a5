"""Meters and readings for a customer's eyes: the access comes first, a stranger's meter does not exist."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery

from tenants.customers.models import Access, Customer
from tenants.metering.models import Meter, Reading


def meters_of(access: Access) -> QuerySet[Meter]:
    """The customer's meters with point and last reading (`last_value_m3`, `last_taken_on`), those in use first."""
    return _meters(access.customer_id)


def meters_of_customer(customer: Customer) -> QuerySet[Meter]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _meters(customer.pk)


def _meters(customer_id: int) -> QuerySet[Meter]:
    last = Reading.objects.filter(meter=OuterRef("pk"), counter=1).order_by("-taken_on", "-id")
    return (
        Meter.objects.filter(service_point__customer_id=customer_id)
        .select_related("service_point")
        .annotate(
            last_value_m3=Subquery(last.values("value_m3")[:1]),
            last_taken_on=Subquery(last.values("taken_on")[:1]),
        )
        .order_by(F("removed_on").desc(nulls_first=True), "service_point__number", "kind", "serial")
    )


def get_meter(access: Access, meter_id: int) -> Meter:
    """One of the customer's meters; raises Meter.DoesNotExist for a stranger's too."""
    return meters_of(access).get(pk=meter_id)


def readings_of(access: Access, meter_id: int, *, since: date | None = None) -> QuerySet[Reading]:
    """The readings of one of the customer's meters, newest first; raises Meter.DoesNotExist for a stranger's too.

    `since`: how far back the utility shows them (profile `access.history_months`).
    """
    found = Reading.objects.filter(meter=get_meter(access, meter_id)).order_by("-taken_on", "counter", "-id")
    return found.filter(taken_on__gte=since) if since else found


def all_readings_of(access: Access, *, since: date | None = None) -> QuerySet[Reading]:
    """The readings of all the customer's meters, removed ones too, newest first; the caller cuts pages."""
    found = _readings(access.customer_id)
    return found.filter(taken_on__gte=since) if since else found


def readings_of_customer(customer: Customer) -> QuerySet[Reading]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _readings(customer.pk)


def _readings(customer_id: int) -> QuerySet[Reading]:
    return Reading.objects.filter(meter__service_point__customer_id=customer_id).order_by("-taken_on", "-id")


def readings_settled_in(
    invoice_number: str, *, customer_id: int, service_point_id: int | None
) -> QuerySet[Reading]:
    """The readings an invoice rests on, with `previous_m3` and `previous_on` of the reading before, main meters first.

    Whoever asks has found the invoice by its customer's access. With a service point it is looked at alone, whoever takes
    water there now: a former owner's invoice keeps its readings.
    """
    before = Reading.objects.filter(
        meter=OuterRef("meter"), counter=OuterRef("counter"), taken_on__lt=OuterRef("taken_on")
    ).order_by("-taken_on", "-id")
    where = (
        {"meter__service_point": service_point_id}
        if service_point_id
        else {"meter__service_point__customer": customer_id}
    )
    return (
        Reading.objects.filter(settled_in=invoice_number, **where)
        .select_related("meter__service_point")
        .annotate(
            previous_m3=Subquery(before.values("value_m3")[:1]),
            previous_on=Subquery(before.values("taken_on")[:1]),
        )
        .order_by(F("meter__kind").desc(), "meter__serial", "taken_on", "counter")
    )


@dataclass(frozen=True, slots=True)
class MonthOfWater:
    """What was used in a calendar month, in m³; `month` is its first day."""

    month: date
    used_m3: Decimal


def monthly_consumption(
    access: Access, *, until: date, months: int = 12, meter_id: int | None = None
) -> list[MonthOfWater]:
    """Use per calendar month up to the month of `until`, oldest first, a month without use as zero.

    A reading's consumption is spread over the days since the reading before, so that bills of two months make even
    bars. Counts all of the customer's main, coupled and flat meters, or the one named.
    """
    first = _first_of_month(until, months - 1)
    readings = Reading.objects.filter(meter__service_point__customer_id=access.customer_id)
    if meter_id is None:
        # Water through a garden or sewage meter has already gone through the main one.
        readings = readings.exclude(meter__kind__in=["garden", "sewage"])
    else:
        readings = readings.filter(meter_id=meter_id)
    rows = readings.filter(taken_on__gte=first - timedelta(days=400), taken_on__lte=until)
    used: defaultdict[date, Decimal] = defaultdict(Decimal)
    before: dict[tuple[int, int], date] = {}
    ordered = rows.order_by("meter_id", "counter", "taken_on", "id")
    for meter, counter, taken_on, consumption in ordered.values_list(
        "meter_id", "counter", "taken_on", "consumption_m3"
    ):
        begun = before.get((meter, counter), taken_on - timedelta(days=30))
        before[meter, counter] = taken_on
        for month, share in _spread(begun, taken_on, consumption or Decimal(0)):
            used[month] += share
    wanted = [_first_of_month(until, back) for back in range(months - 1, -1, -1)]
    return [MonthOfWater(month, used[month].quantize(Decimal("0.001"))) for month in wanted]


def _spread(begun: date, ended: date, amount: Decimal) -> list[tuple[date, Decimal]]:
    """The amount in proportion to the days of each month in (begun, ended]."""
    days = (ended - begun).days
    if days <= 0 or not amount:
        return [(ended.replace(day=1), amount)]
    shares = []
    start = begun + timedelta(days=1)
    while start <= ended:
        next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = min(ended, next_month - timedelta(days=1))
        shares.append((start.replace(day=1), amount * ((last - start).days + 1) / days))
        start = next_month
    return shares


def _first_of_month(day: date, back: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(years, month + 1, 1)
