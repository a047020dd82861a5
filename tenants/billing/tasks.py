"""Jobs about bills: people are told after each import that brings some, and once a day by the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tenants.billing.telling import tell_of_bills
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import selectors as profiles
from tenants.profile.formats import WARSAW

TELL = "billing.tell"
# Nobody wants to read of money at midnight, and hours without SMS hold for SMS alone.
_FIRST_HOUR = 8


def order_telling(*, at: datetime, run: str = "") -> None:
    """Order a look at the bills: after the import `run`, or, without one, the day's own, from eight in the morning on."""
    if run:
        enqueue(TELL, {}, dedup_key=f"{TELL}:{run}")
    elif (local := at.astimezone(WARSAW)).hour >= _FIRST_HOUR:
        enqueue(TELL, {}, dedup_key=f"{TELL}:{local.date().isoformat()}")


@handles(TELL, lease=timedelta(minutes=15))
def _tell(work: Work) -> None:
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    tell_of_bills(profile=profiles.published(), at=timezone.now())
