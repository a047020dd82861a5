"""Reads of outages, of whom they touch, and of what is in the water."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from tenants.customers.models import Access, ServicePoint
from tenants.customers.streets import key_of_street, same_town
from tenants.network.models import AddressWatch, Outage, OutageState, WaterSample
from tenants.network.places import touches_any
from tenants.profile.schema import Profile
from tenants.profile.schema.network import Parameter, Zone

SHOWN_AFTER_END = timedelta(hours=24)


def shown_outages(at: datetime) -> QuerySet[Outage]:
    """What people see: published and not over, planned ones to come too, and what ended in the last day."""
    recent = Q(state__in=[OutageState.ENDED, OutageState.CANCELLED], closed_at__gte=at - SHOWN_AFTER_END)
    return (
        Outage.objects.filter(Q(state=OutageState.PUBLISHED) | recent)
        .prefetch_related("places", "updates")
        .order_by("starts_at", "id")
    )


def get_outage(public_id: UUID) -> Outage:
    """One outage that people have been told of; raises Outage.DoesNotExist for a draft too."""
    return (
        Outage.objects.exclude(state=OutageState.DRAFT)
        .prefetch_related("places", "updates")
        .get(public_id=public_id)
    )


def all_outages() -> QuerySet[Outage]:
    """Every outage for staff, drafts first, then the newest; the caller cuts pages."""
    return Outage.objects.prefetch_related("places").order_by("-state", "-starts_at", "-id")


def any_outage(public_id: UUID) -> Outage:
    """One outage for staff, draft or not; raises Outage.DoesNotExist."""
    return Outage.objects.prefetch_related("places", "updates").get(public_id=public_id)


def outages_at(*, city: str, address: str, at: datetime) -> list[Outage]:
    """Those of the shown outages that hold one address."""
    return [outage for outage in shown_outages(at) if _holds(outage, city, address)]


def outages_of(access: Access, at: datetime) -> list[tuple[Outage, list[ServicePoint]]]:
    """Open outages that touch the customer's own points of supply, with those points."""
    outages = [outage for outage in shown_outages(at) if outage.state == OutageState.PUBLISHED]
    if not outages:
        return []
    points = list(ServicePoint.objects.filter(customer_id=access.customer_id, active=True))
    touched = [
        (outage, [point for point in points if _holds(outage, point.city, point.address)])
        for outage in outages
    ]
    return [(outage, mine) for outage, mine in touched if mine]


def _holds(outage: Outage, city: str, address: str) -> bool:
    return touches_any(_places(outage), city=city, address=address)


def _places(outage: Outage) -> list[tuple[str, str, str]]:
    return [(place.city, place.street, place.numbers) for place in outage.places.all()]


def points_touched(outage: Outage, *, after: int = 0, most: int | None = None) -> list[ServicePoint]:
    """Points of supply that an outage touches, by id from `after` on, at most `most`: then no more are read than it takes.

    The database finds the street by its longest word, Python the rest: whole tables are never brought here.
    """
    towns = list(ServicePoint.objects.order_by().values_list("city", flat=True).distinct())
    condition = Q(pk=None)
    for place in outage.places.all():
        # Rows that came before the key was kept have none yet: they are looked at one by one.
        spelt = Q(address_key="") | Q(address_key__contains=key_of_street(place.street))
        condition |= Q(city__in=_spelt(place.city, towns)) & spelt
    found = (
        ServicePoint.objects.filter(condition, active=True, pk__gt=after)
        .select_related("customer")
        .order_by("pk")
    )
    places = _places(outage)
    touched = (
        point
        for point in found.iterator(chunk_size=2000 if most is None else 2 * most)
        if touches_any(places, city=point.city, address=point.address)
    )
    return list(islice(touched, most))


def _spelt(town: str, known: Iterable[str]) -> list[str]:
    """The town as it is spelt in rows; rows without a town could be anywhere."""
    return [one for one in known if not one or same_town(one, town)]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an outage would reach: points of supply, customers, logins with access, watched addresses."""

    points: int
    customers: int
    logins: int
    watches: int


def reach_of(outage: Outage, at: datetime) -> Reach:
    """Counted before publication, so that a slip of the pen is seen before a town is woken."""
    points = points_touched(outage)
    customers = {point.customer_id for point in points}
    logins = (
        Access.objects.filter(customer_id__in=customers, revoked_at=None)
        .filter(Q(valid_to=None) | Q(valid_to__gt=at))
        .values("user").distinct().count()
    )  # fmt: skip
    return Reach(len(points), len(customers), logins, len(watches_touched(outage)))


def watches_touched(outage: Outage) -> list[AddressWatch]:
    """Confirmed watches of addresses that an outage holds."""
    towns = list(AddressWatch.objects.order_by().values_list("city", flat=True).distinct())
    touched = {one for place in outage.places.all() for one in _spelt(place.city, towns)}
    found = AddressWatch.objects.filter(city__in=touched).exclude(confirmed_at=None)
    return [watch for watch in found if _holds(outage, watch.city, f"{watch.street} {watch.number}")]


def watch_of(token: str) -> AddressWatch | None:
    """The watched address behind a mailed link, or None."""
    return AddressWatch.objects.filter(token=token).first()


@dataclass(frozen=True)
class Quality:
    """The newest result of one parameter in a zone. `verdict`: within, above, below, or none where there is no limit."""

    parameter: Parameter
    sample: WaterSample

    @property
    def verdict(self) -> str:
        low, high = self.parameter.lowest, self.parameter.highest
        if low is None and high is None:
            return "none"
        if high is not None and self.sample.value > high and not self.sample.below_detection:
            return "above"
        if low is not None and self.sample.value < low:
            return "below"
        return "within"


def quality_of(zone: Zone, profile: Profile) -> list[Quality]:
    """The newest result of each parameter of a zone, in the profile's order."""
    newest = (
        WaterSample.objects.filter(zone=zone.key)
        .order_by("parameter", "-taken_on", "-id")
        .distinct("parameter")
    )
    samples = {sample.parameter: sample for sample in newest}
    return [
        Quality(parameter, samples[parameter.key])
        for parameter in profile.network.parameters
        if parameter.key in samples
    ]


def samples_of(zone: Zone, *, since: date | None = None) -> QuerySet[WaterSample]:
    """All results of a zone, newest first; the caller cuts pages."""
    found = WaterSample.objects.filter(zone=zone.key).order_by("-taken_on", "parameter", "point")
    return found.filter(taken_on__gte=since) if since else found


def zones_of(access: Access, profile: Profile) -> list[Zone]:
    """The supply zones of the customer's own points: as billing says, else by the town where only one zone has it."""
    found: dict[str, Zone] = {}
    known = {zone.key: zone for zone in profile.network.zones}
    for key, city in ServicePoint.objects.filter(customer_id=access.customer_id, active=True).values_list(
        "supply_zone", "city"
    ):
        zone = known.get(key) or _only(zone for zone in profile.network.zones if city in zone.towns)
        if zone:
            found[zone.key] = zone
    return [zone for zone in profile.network.zones if zone.key in found]


def _only(zones: Iterable[Zone]) -> Zone | None:
    found = list(zones)
    return found[0] if len(found) == 1 else None


def hardness_of(quality: Iterable[Quality], profile: Profile) -> Decimal | None:
    """Hardness in mg CaCO₃/l from the parameter the profile names for it; None without a result."""
    return next(
        (one.sample.value for one in quality if one.parameter.key == profile.network.hardness_parameter), None
    )
