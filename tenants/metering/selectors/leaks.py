"""Suspicions of a leak for a customer's eyes."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tenants.customers.models import Access
from tenants.metering.models import ACTIVE_LEAKS, LeakSuspicion


def active_leaks_of(access: Access) -> QuerySet[LeakSuspicion]:
    """What still needs somebody's attention, newest first."""
    return _of(access).filter(state__in=ACTIVE_LEAKS).order_by("-noticed_at", "-id")


def get_leak(access: Access, public_id: UUID) -> LeakSuspicion:
    """One of the customer's suspicions; raises LeakSuspicion.DoesNotExist for a stranger's too."""
    return _of(access).get(public_id=public_id)


def latest_leak(access: Access, meter_id: int) -> LeakSuspicion | None:
    """The newest suspicion about one of the customer's meters, whatever became of it."""
    return _of(access).filter(meter_id=meter_id).order_by("-until", "-id").first()


def _of(access: Access) -> QuerySet[LeakSuspicion]:
    # By who paid when it was noticed: the next owner of a flat does not see it.
    return LeakSuspicion.objects.filter(customer_id=access.customer_id).select_related("meter__service_point")
