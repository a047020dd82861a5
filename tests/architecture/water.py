"""Water of the people in the matrix: a meter, a reading that waits to be checked, a suspicion of a leak."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import Customer
from tenants.metering.models import (
    LeakKind,
    LeakSuspicion,
    Meter,
    SentBy,
    SubmissionState,
    SubmittedReading,
)


def with_meter(customer: Customer) -> Meter:
    point = customer.service_points.create(number=f"P{customer.number}", address=customer.address)
    return point.meters.create(code=f"W{customer.number}", serial=f"{customer.name} 1")


def with_reading_and_leak(customer: Customer, meter: Meter, public_id: UUID) -> None:
    """What hangs on a meter: a reading that waits to be checked, and a suspicion of a leak."""
    today = localdate()
    SubmittedReading.objects.create(
        public_id=public_id, meter=meter, customer=customer, first_m3=7, taken_on=today, sent_at=timezone.now(),
        state=SubmissionState.DOUBTFUL, channel=SentBy.PORTAL, sent_by=customer.name[:100], note=customer.name,
    )  # fmt: skip
    LeakSuspicion.objects.create(
        public_id=public_id, meter=meter, customer=customer, kind=LeakKind.GROWTH, since=today, until=today,
        used_m3=9, usual_m3=2, noticed_at=timezone.now(),
    )  # fmt: skip
