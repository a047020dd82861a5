"""Work of this room that waits for a worker."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.outbox.services import Work, handles
from tenants.privacy.services.exporting import EXPORT, make_export
from tenants.profile import selectors as profiles


@handles(EXPORT, lease=timedelta(minutes=20))
def export(work: Work) -> None:
    """Make a package that somebody ordered."""
    make_export(export_id=work.payload["export"], profile=profiles.published(), at=timezone.now())
