"""The day's look at the tanks: whoever must order an emptying is reminded in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tenants.notifications.selectors import day_of_reminding
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import selectors as profiles
from tenants.septic.services import remind

REMIND = "septic.remind"


def order_reminding(*, at: datetime) -> None:
    """Order the day's reminders, once a day and from eight in the morning on; called by housekeeping."""
    if day := day_of_reminding(at):
        enqueue(REMIND, {}, dedup_key=f"{REMIND}:{day.isoformat()}")


@handles(REMIND, lease=timedelta(minutes=15))
def _remind(work: Work) -> None:
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    remind(profile=profiles.published(), at=timezone.now())
