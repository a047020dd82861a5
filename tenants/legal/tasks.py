"""Jobs about regulations: once a day somebody may have to be told that they change."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tenants.legal.telling import tell_of_changes
from tenants.notifications.selectors import day_of_reminding
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import selectors as profiles

TELL = "legal.tell"


def order_telling(*, at: datetime) -> None:
    """Order the day's look at regulations that change, from eight in the morning on."""
    if day := day_of_reminding(at):
        enqueue(TELL, {}, dedup_key=f"{TELL}:{day.isoformat()}")


@handles(TELL, lease=timedelta(minutes=15))
def _tell(work: Work) -> None:
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    tell_of_changes(profile=profiles.published(), at=timezone.now())
