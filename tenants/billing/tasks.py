"""Jobs about bills: people are told after each import that brings some, and once a day by the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tenants.billing.telling import tell_of_bills
from tenants.notifications.selectors import day_of_reminding
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import selectors as profiles

TELL = "billing.tell"


def order_telling(*, at: datetime, run: str = "") -> None:
    """Order a look at the bills: after the import `run`, or, without one, the day's own, from eight in the morning on."""
    if run:
        enqueue(TELL, {}, dedup_key=f"{TELL}:{run}")
    elif day := day_of_reminding(at):
        enqueue(TELL, {}, dedup_key=f"{TELL}:{day.isoformat()}")


@handles(TELL, lease=timedelta(minutes=15))
def _tell(work: Work) -> None:
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    tell_of_bills(profile=profiles.published(), at=timezone.now())
