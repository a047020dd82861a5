"""The printed QR of a meter: a secret by which its state may be sent, and nothing seen."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from tenants.identity import audit
from tenants.identity.models import User
from tenants.metering.models import Meter, MeterLabel


@transaction.atomic
def issue_label(*, meter: Meter, by: User | str, at: datetime, anew: bool = False) -> MeterLabel:
    """The meter's label: the one there is, or a new one; `anew` makes the old sticker useless. Audits a new one."""
    name = by.email if isinstance(by, User) else by
    made = {"token": token_urlsafe(18), "issued_by": name, "issued_at": at}
    label, new = MeterLabel.objects.get_or_create(meter=meter, defaults=made)
    if anew and not new:
        MeterLabel.objects.filter(pk=label.pk).update(**made)
        label.refresh_from_db()
    if new or anew:
        audit.record("metering.issue_label", by=by, subject=meter.code, anew=anew)
    return label
