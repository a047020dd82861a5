"""Jobs about meters: a look at those an import touched, and once a day what the calendar says, import or none."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tenants.metering.models import MeterToLookAt
from tenants.metering.services.leaks import AT_ONCE, look_for_leaks
from tenants.metering.services.reminding import announce_windows, remind_of_verification
from tenants.notifications.selectors import day_of_reminding
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import selectors as profiles

LOOK = "metering.look_for_leaks"
REMIND = "metering.remind"


def order_look(*, run: str) -> None:
    """Order the look that new readings bring with them, in the transaction of the import `run`."""
    enqueue(LOOK, {}, dedup_key=f"{LOOK}:{run}")


def order_reminding(*, at: datetime) -> None:
    """Order the day's reminders, once a day and from eight in the morning on; called by housekeeping."""
    if day := day_of_reminding(at):
        enqueue(REMIND, {}, dedup_key=f"{REMIND}:{day.isoformat()}")


@handles(LOOK, lease=timedelta(minutes=15))
def _look(work: Work) -> None:
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    at, profile = timezone.now(), profiles.published()
    while MeterToLookAt.objects.exists():
        if look_for_leaks(profile=profile, at=at, limit=AT_ONCE) == 0:
            break  # another worker holds the rest


@handles(REMIND, lease=timedelta(minutes=15))
def _remind(work: Work) -> None:
    at, profile = timezone.now(), profiles.published()
    remind_of_verification(profile=profile, at=at)
    announce_windows(profile=profile, at=at)
