"""What the first page asks about tanks: when each must be emptied next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tenants.customers.glances import Glance
from tenants.profile.schema.services import Septic
from tenants.septic.models import TankKind

# [id, address, kind, interval of its own in days, day of the last emptying] of tanks in use.
TANKS = Glance(
    "tanks",
    """(SELECT coalesce(json_agg(json_build_array(t.id, t.address, t.kind, t.interval_days,
              (SELECT max(e.emptied_on) FROM tenants_emptying e WHERE e.tank_id = t.id)) ORDER BY t.id), '[]')
        FROM tenants_septictank t WHERE t.customer_id = c.id AND t.active)""",
)


def due_within(
    tanks: Sequence[Sequence[Any]], rule: Septic, *, today: date, days: int
) -> list[tuple[int, str, date]]:
    """Tanks (id, address, day) that must be emptied within so many days, or should have been."""
    found = []
    for tank_id, address, kind, interval, last in tanks:
        general = rule.plant_interval_days if kind == TankKind.PLANT else rule.tank_interval_days
        due = date.fromisoformat(last) + timedelta(days=interval or general) if last else None
        if due and due <= today + timedelta(days=days):
            found.append((tank_id, address, due))
    return found
