"""Meters and readings for a customer's eyes: the access comes first, a stranger's meter does not exist."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, When

from tenants.customers.models import Access, Customer, ServicePoint
from tenants.metering.models import Meter, MeterKind, Reading, ReadingKind
from tenants.metering.selectors.tenure import own, own_meters, within_outer_contract

# What measures all the water of a point stands before what measures a part of it, as in a cellar.
_IN_FRONT = Case(When(kind__in=[MeterKind.MAIN, MeterKind.COUPLED], then=0), default=1)


def meters_of(access: Access) -> QuerySet[Meter]:
    """The customer's meters with point and last reading (`last_value_m3`, `last_taken_on`), those in use first.

    `last_second_m3` is what the second counter of a coupled meter showed last.
    """
    return own_meters(_meters(access.customer_id))


def meters_of_customer(customer: Customer) -> QuerySet[Meter]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _meters(customer.pk)


def _meters(customer_id: int) -> QuerySet[Meter]:
    known = Reading.objects.filter(within_outer_contract(), meter=OuterRef("pk")).order_by("-taken_on", "-id")
    last = known.filter(counter=1)
    return (
        Meter.objects.filter(service_point__customer_id=customer_id)
        .select_related("service_point")
        .annotate(
            last_value_m3=Subquery(last.values("value_m3")[:1]),
            last_taken_on=Subquery(last.values("taken_on")[:1]),
            last_second_m3=Subquery(known.filter(counter=2).values("value_m3")[:1]),
        )
        .order_by(
            F("removed_on").desc(nulls_first=True), "service_point__number", _IN_FRONT, "kind", "serial"
        )
    )


def points_of(access: Access) -> QuerySet[ServicePoint]:
    """Where the customer takes water, with the meters in use (`meters_here`), by number; the caller cuts pages."""
    return (
        ServicePoint.objects.filter(customer_id=access.customer_id)
        .prefetch_related(Prefetch("meters", meters_of(access), to_attr="meters_here"))
        .order_by("-active", "number")
    )


def meters_at(point: ServicePoint) -> list[Meter]:
    """The meters that `points_of` brought along."""
    listed: list[Meter] = point.meters_here  # type: ignore[attr-defined]  # the prefetch of points_of sets it
    return listed


def get_point(access: Access, point_id: int) -> ServicePoint:
    """One of the customer's service points; raises ServicePoint.DoesNotExist for a stranger's too."""
    return points_of(access).get(pk=point_id)


def get_meter(access: Access, meter_id: int) -> Meter:
    """One of the customer's meters; raises Meter.DoesNotExist for a stranger's too."""
    return meters_of(access).get(pk=meter_id)


def readings_of(
    access: Access, meter_id: int, *, since: date | None = None, daily: bool = True
) -> QuerySet[Reading]:
    """The readings of one of the customer's meters, newest first; raises Meter.DoesNotExist for a stranger's too.

    `since`: how far back the utility shows them (profile `access.history_months`). `daily`: those by radio too.
    """
    found = own(Reading.objects.filter(meter=get_meter(access, meter_id)))
    found = found.order_by("-taken_on", "counter", "-id")
    if not daily:
        found = found.exclude(kind=ReadingKind.REMOTE)
    return found.filter(taken_on__gte=since) if since else found


def all_readings_of(access: Access, *, since: date | None = None) -> QuerySet[Reading]:
    """The readings of all the customer's meters, removed ones too, newest first; the caller cuts pages."""
    found = own(_readings(access.customer_id))
    return found.filter(taken_on__gte=since) if since else found


def own_readings_of_customer(customer: Customer) -> QuerySet[Any, Any]:
    """The readings of a customer's own time, for whoever hands the customer their data without a session of theirs."""
    return own(_readings(customer.pk))


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
