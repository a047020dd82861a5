"""What the first page asks about meters: leaks that wait for an answer, and where a reading could be sent now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tenants.customers.glances import Glance
from tenants.customers.models import ServicePoint
from tenants.metering.rules import Opening, opening_on, rules_for
from tenants.profile.schema import Profile

# [public id of the suspicion, serial number of the meter], the latest first.
LEAKS = Glance(
    "leaks",
    """(SELECT coalesce(json_agg(json_build_array(l.public_id, m.serial) ORDER BY l.id DESC), '[]')
        FROM tenants_leaksuspicion l JOIN tenants_meter m ON m.id = l.meter_id
        WHERE l.customer_id = c.id AND l.state = 'open')""",
)
# [area, months of a settlement] of every sort of point that has a meter people can read.
READABLE = Glance(
    "readable",
    """(SELECT coalesce(json_agg(DISTINCT jsonb_build_array(p.area, p.settlement_months)), '[]')
        FROM tenants_servicepoint p JOIN tenants_meter m ON m.service_point_id = p.id
        WHERE p.customer_id = c.id AND p.active AND m.removed_on IS NULL AND NOT m.remote)""",
)
# The day of the last reading that was sent and not refused or taken back.
LAST_SENT = Glance(
    "last_sent",
    """(SELECT to_json(max(s.taken_on)) FROM tenants_submittedreading s
        WHERE s.customer_id = c.id AND s.state NOT IN ('rejected', 'withdrawn'))""",
)


def open_now(
    readable: Sequence[Sequence[Any]], last_sent: str | None, *, profile: Profile, today: date
) -> Opening | None:
    """The days that are open now for a reading of this customer and in which none was sent yet; None otherwise."""
    for area, months in readable:
        point = ServicePoint(area=area, settlement_months=months)
        rules = rules_for(profile, point)
        opening = opening_on(rules, point, today) if rules.accepted and rules.window else None
        if opening and (last_sent is None or date.fromisoformat(last_sent) < opening.first):
            return opening
    return None
