"""The job that deletes a file after the change that left it without use was committed."""

from __future__ import annotations

from datetime import timedelta

from tenants.files import storing
from tenants.files.models import StoredFile
from tenants.outbox.services import Work, enqueue, handles

FORGET = "files.forget"


def order_forgetting(row: StoredFile) -> None:
    """Delete a stored file once the caller's transaction is sure to stay; nothing may refer to it by then."""
    enqueue(FORGET, {"file": str(row.pk)}, dedup_key=f"{FORGET}:{row.pk}")


@handles(FORGET, lease=timedelta(minutes=1))
def _forget(work: Work) -> None:
    row = StoredFile.objects.filter(pk=work.payload["file"]).first()
    if row is not None:
        storing.forget(row)
