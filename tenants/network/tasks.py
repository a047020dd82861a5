"""The work behind an outage: a worker tells people portion by portion."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.network.models import OutageUpdate
from tenants.network.services.outages import TELL, tell_portion
from tenants.outbox.services import Work, handles
from tenants.profile import selectors as profiles


@handles(TELL, lease=timedelta(minutes=5))
def tell(work: Work) -> None:
    """The next portion of one update."""
    told = OutageUpdate.objects.select_related("outage").get(pk=work.payload["update"])
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    tell_portion(told=told, after=work.payload["after"], profile=profiles.published(), at=timezone.now())
