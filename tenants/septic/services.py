"""Reminders before the legal interval ends."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.customers.selectors import people_with_access
from tenants.notifications import links
from tenants.notifications.services import Action, notify_user
from tenants.profile.formats import WARSAW, date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.septic.models import SepticReminder
from tenants.septic.selectors import Scheduled, all_tanks, scheduled


def remind(*, profile: Profile, at: datetime) -> int:
    """Tell everybody who sees the customer of each tank that is due within the profile's days; returns how many tanks.

    Once for each due day, however often it runs. Does nothing where the profile has no septic service.
    """
    rule = profile.services.septic
    if rule is None:
        return 0
    today, reminded = at.astimezone(WARSAW).date(), 0
    for tank in all_tanks().iterator(chunk_size=500):
        one = scheduled(tank, rule)
        left = one.left(today)
        if left is not None and left <= rule.remind_days_before:
            reminded += _tell(one, profile, left, at)
    return reminded


def _tell(one: Scheduled, profile: Profile, left: int, at: datetime) -> int:
    assert one.due_on is not None
    try:
        with transaction.atomic():
            SepticReminder.objects.create(tank=one.tank, due_on=one.due_on, sent_at=at)
            url = links.absolute("septic")
            for access in people_with_access(one.tank.customer, at):
                notify_user(
                    user=access.user, profile=profile, topic=Topic.SEPTIC_DUE, at=at,
                    dedup_key=f"septic:{one.tank.pk}:{one.due_on}", customer_number=one.tank.customer.number,
                    values={
                        "address": one.tank.address, "due_on": date_text(one.due_on), "days": str(max(left, 0)),
                        "septic_url": url, "customer_number": one.tank.customer.number,
                        "person_name": access.user.full_name,
                    },
                    action=Action(_("See the schedule and order"), url),
                )  # fmt: skip
    except IntegrityError:
        return 0  # somebody else was quicker, or it was sent before
    return 1
