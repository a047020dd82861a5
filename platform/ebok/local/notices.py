"""The demo's notices: an outage in the street of the demo's household, planned works, and a year of water samples."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import ServicePoint
from tenants.identity.models import User
from tenants.integration.demo.generator import HOUSEHOLD
from tenants.network import services
from tenants.network.places import house_in
from tenants.network.services import Place, Result
from tenants.profile import selectors as profiles

# Usual values of Polish tap water, in the units of the statutory parameters, and how far they stray.
_USUAL = {
    "hardness": ("240", "30"), "ph": ("7.5", "0.2"), "turbidity": ("0.3", "0.1"), "iron": ("45", "20"),
    "manganese": ("12", "6"), "nitrates": ("9", "4"), "ammonium": ("0.08", "0.04"), "chlorides": ("38", "9"),
    "coliforms": ("0", "0"), "e_coli": ("0", "0"),
}  # fmt: skip


def furnish(*, by: User) -> None:
    """Write them as staff would, inside a tenant's context; people at the addresses are told through the outbox."""
    point = ServicePoint.objects.filter(customer__number=HOUSEHOLD).order_by("number").first()
    if point is not None:
        _outages(point, by)
    _samples(by)


def _outages(point: ServicePoint, by: User) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    street, house = point.address.rsplit(" ", 1)[0], house_in(point.address)
    near = f"{max(1, house.number - 6)}–{house.number + 8}" if house else ""
    burst = services.save_draft(
        outage=None,
        fields={
            "kind": "failure", "effect": "water", "title": f"Brak wody: {street}", "starts_at": now - timedelta(hours=2),
            "ends_at": now + timedelta(hours=3), "tanks": f"{street}, przy skrzyżowaniu, od godziny {now + timedelta(hours=1):%H}:00",
            "description": "Pękła rura. Nasza ekipa jest na miejscu i ją naprawia.",
        },
        places=[Place(point.city, street, near)],
        by=by,
    )  # fmt: skip
    services.publish(outage=burst, by=by, at=now)
    works = services.save_draft(
        outage=None,
        fields={
            "kind": "planned", "effect": "pressure", "title": "Płukanie sieci", "starts_at": now + timedelta(days=4),
            "ends_at": now + timedelta(days=4, hours=6),
            "description": "Woda może być mętna. Przed użyciem spuść ją przez kilka minut.",
        },
        places=[Place(point.city)],
        by=by,
    )  # fmt: skip
    services.publish(outage=works, by=by, at=now)


def _samples(by: User) -> None:
    profile, today = profiles.published(), localdate()
    chance = Random("samples")  # noqa: S311 -- made-up figures, the same on every machine
    results = [
        Result(zone.key, day, key, _value(chance, usual, spread), laboratory="Laboratorium zakładu")
        for zone in profile.network.zones
        for day in _quarters(today)
        for key, (usual, spread) in _USUAL.items()
    ]
    services.record_samples(results=results, profile=profile, by=by, today=today)


def _value(chance: Random, usual: str, spread: str) -> Decimal:
    value = Decimal(usual) + Decimal(spread) * Decimal(chance.randint(-10, 10)) / 10
    return max(value, Decimal(0)).quantize(Decimal("0.01"))


def _quarters(today: date) -> list[date]:
    return [today - timedelta(days=20 + 91 * back) for back in range(4)]
