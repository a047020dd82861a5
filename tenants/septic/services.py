"""Reminders before the legal interval ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.customers.ending import not_ended
from tenants.customers.selectors import active_accesses, people_with_access
from tenants.notifications import links
from tenants.notifications.services import Action, notify_user
from tenants.profile.formats import WARSAW, date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.septic.models import SepticTank
from tenants.septic.selectors import all_tanks, scheduled


def remind(*, profile: Profile, at: datetime) -> int:
    """Tell everybody who sees the customer of each tank that is due within the profile's days; returns how many tanks.

    Each person is told once for each due day, however often it runs; whoever gets access later is told then. Does
    nothing where the profile has no septic service.
    """
    rule = profile.services.septic
    if rule is None:
        return 0
    today, reminded = at.astimezone(WARSAW).date(), 0
    # Whoever nobody sees cannot be told; most tanks of a commune belong to people without a login.
    seen = all_tanks().filter(customer__in=active_accesses(at).values("customer"))
    seen = not_ended(seen, customer="customer", today=today)
    for tank in seen.iterator(chunk_size=500):
        one = scheduled(tank, rule)
        left = one.left(today)
        if one.due_on is not None and left is not None and left <= rule.remind_days_before:
            values = {
                "address": tank.address,
                "due_on": date_text(one.due_on),
                "days": str(max(left, 0)),
                "customer_number": tank.customer.number,
            }
            reminded += _tell(tank, values, f"septic:{tank.pk}:{one.due_on}", profile=profile, at=at)
    return reminded


@transaction.atomic
def _tell(tank: SepticTank, values: dict[str, str], key: str, *, profile: Profile, at: datetime) -> bool:
    """Whether anybody was told now; the log of messages remembers who was told before."""
    url, told = links.absolute("septic"), False
    for access in people_with_access(tank.customer, at, opening="see_meters"):
        lines = notify_user(
            user=access.user, profile=profile, topic=Topic.SEPTIC_DUE, at=at, dedup_key=key,
            customer_number=tank.customer.number,
            values=values | {"septic_url": url, "person_name": access.user.full_name},
            action=Action(_("See the schedule and order"), url),
        )  # fmt: skip
        told = told or bool(lines)
    return told
