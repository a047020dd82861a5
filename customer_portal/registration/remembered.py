"""What the person's own browser remembers between the steps of getting in, so that nobody else can take them."""

from __future__ import annotations

from django.http import HttpRequest

from tenants.registration.models import MailedLink, Registration
from tenants.registration.selectors import confirmed_address, started

SENT_TO = "registration_email"
STARTED = "registration_uuid"
CONFIRMED = "registration_confirmed_link"


def confirmed_link(request: HttpRequest) -> MailedLink | None:
    """The link by which this browser's mailbox answered before the form, if any."""
    key: int | None = request.session.get(CONFIRMED)
    return confirmed_address(key) if key else None


def started_here(request: HttpRequest) -> Registration | None:
    """The unconfirmed registration that this browser's form made, if any."""
    uuid: str | None = request.session.get(STARTED)
    return started(uuid) if uuid else None
