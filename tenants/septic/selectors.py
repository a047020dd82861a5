"""Tanks and emptyings for a customer's eyes, and when each must be emptied next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from tenants.customers.models import Access, Customer
from tenants.metering.models import Reading
from tenants.profile.schema.services import Septic
from tenants.septic.models import Emptying, SepticTank, TankKind


@dataclass(frozen=True)
class Scheduled:
    """A tank with its last emptying and the day by which the next is due; None while no emptying is known."""

    tank: SepticTank
    last_on: date | None
    due_on: date | None

    def left(self, today: date) -> int | None:
        """Days until it is due; negative once it is late."""
        return (self.due_on - today).days if self.due_on else None


def tanks_of(access: Access) -> QuerySet[SepticTank]:
    """The customer's tanks in use, with `last_on`, the day of the last emptying. One statement."""
    return _tanks().filter(customer_id=access.customer_id)


def get_tank(access: Access, tank_id: int) -> SepticTank:
    """One of them; raises SepticTank.DoesNotExist for a stranger's too."""
    return tanks_of(access).get(pk=tank_id)


def tank_of_customer(customer: Customer, code: str) -> SepticTank | None:
    """A customer's tank by its code, or None."""
    return SepticTank.objects.filter(customer=customer, code=code, active=True).first()


def all_tanks() -> QuerySet[SepticTank]:
    """Every tank in use with its customer, for the reminders."""
    return _tanks().select_related("customer")


def _tanks() -> QuerySet[SepticTank]:
    last = Emptying.objects.filter(tank=OuterRef("pk")).order_by("-emptied_on")
    return (
        SepticTank.objects.filter(active=True)
        .annotate(last_on=Subquery(last.values("emptied_on")[:1]))
        .order_by("address", "id")
    )


def scheduled(tank: SepticTank, rule: Septic) -> Scheduled:
    """When a tank of `_tanks` is due: its own interval, else the one of the profile for its kind."""
    general = rule.plant_interval_days if tank.kind == TankKind.PLANT else rule.tank_interval_days
    last: date | None = tank.last_on  # type: ignore[attr-defined]  # annotated by _tanks
    due = last + timedelta(days=tank.interval_days or general) if last else None
    return Scheduled(tank, last, due)


def emptyings_of(
    tank: SepticTank, *, since: date | None = None, until: date | None = None
) -> QuerySet[Emptying]:
    """Emptyings of a tank the caller may see, newest first."""
    found = Emptying.objects.filter(tank=tank).order_by("-emptied_on", "-id")
    if since:
        found = found.filter(emptied_on__gte=since)
    return found.filter(emptied_on__lte=until) if until else found


def volume_removed(tank: SepticTank, *, since: date, until: date) -> Decimal:
    """m³ taken out in a period, both days included."""
    total = emptyings_of(tank, since=since, until=until).aggregate(total=Sum("volume_m3"))["total"]
    return total or Decimal(0)


def water_used(tank: SepticTank, *, since: date, until: date) -> Decimal | None:
    """m³ of water billed at the tank's point by readings taken in the period; None where no point is known.

    Water of garden meters did not reach the tank and is taken off; main, coupled and flat meters count.
    """
    if tank.service_point_id is None:
        return None
    readings = Reading.objects.filter(
        meter__service_point_id=tank.service_point_id, taken_on__gt=since, taken_on__lte=until
    )
    totals = dict(
        readings.values_list("meter__kind")
        .annotate(total=Sum("consumption_m3"))
        .values_list("meter__kind", "total")
    )
    used = sum((totals.get(kind) or Decimal(0) for kind in ("main", "coupled", "flat")), Decimal(0))
    return max(Decimal(0), used - (totals.get("garden") or Decimal(0)))
