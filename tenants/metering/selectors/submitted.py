"""What people sent: for the sender's eyes, for staff, and the meters a reading may be sent of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tenants.customers.models import Access, Customer
from tenants.customers.selectors import find_customer
from tenants.metering.models import (
    OPEN_STATES,
    Meter,
    MeterKind,
    MeterLabel,
    SubmissionState,
    SubmittedReading,
)
from tenants.metering.rules import is_read_here, rules_for
from tenants.metering.selectors.mirror import meters_of
from tenants.profile.schema import Profile


def submitted_of(access: Access, *, since: date | None = None) -> QuerySet[SubmittedReading]:
    """What was sent for this customer's meters, newest first; the caller cuts pages."""
    found = _submitted().filter(customer_id=access.customer_id)
    return found.filter(taken_on__gte=since) if since else found


def submitted_of_customer(customer: Customer) -> QuerySet[SubmittedReading]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _submitted().filter(customer=customer)


def sent_since(*, emails: Collection[str], customers: QuerySet[Customer], since: datetime) -> int:
    """How many readings of these customers came from these mailboxes since then and were not taken back."""
    sent = SubmittedReading.objects.filter(customer__in=customers, sent_at__gte=since, sent_by__in=emails)
    return sent.exclude(state=SubmissionState.WITHDRAWN).count()


def get_submitted(access: Access, public_id: UUID) -> SubmittedReading:
    """One sent reading of this customer; raises SubmittedReading.DoesNotExist for a stranger's too."""
    return submitted_of(access).get(public_id=public_id)


def open_submissions(meters: Collection[Meter]) -> dict[int, SubmittedReading]:
    """By the meter's id what still waits for a decision; one statement."""
    return {one.meter_id: one for one in _submitted().filter(meter__in=meters, state__in=OPEN_STATES)}


def sent_for_meter(meter: Meter) -> QuerySet[SubmittedReading]:
    """What counts as sent for a meter: neither withdrawn nor rejected, newest day first."""
    gone = (SubmissionState.WITHDRAWN, SubmissionState.REJECTED)
    return SubmittedReading.objects.filter(meter=meter).exclude(state__in=gone).order_by("-taken_on", "-id")


def sent_for_point(point_id: int, day: date) -> QuerySet[SubmittedReading]:
    """What counts as sent on a day for the meters of a point, the garden's left out."""
    gone = (SubmissionState.WITHDRAWN, SubmissionState.REJECTED)
    found = SubmittedReading.objects.filter(meter__service_point=point_id, taken_on=day)
    return found.exclude(state__in=gone).exclude(meter__kind=MeterKind.GARDEN)


def meters_to_read(access: Access, *, profile: Profile) -> list[Meter]:
    """The customer's meters whose state is sent by people, by service point; meters read by radio are left out."""
    meters = meters_of(access).filter(removed_on=None, service_point__active=True)
    listed = [meter for meter in meters if is_read_here(rules_for(profile, meter.service_point), meter)]
    return sorted(
        listed, key=lambda meter: (meter.service_point.number, meter.kind == "garden", meter.serial)
    )


def waiting(*, only: str = "", text: str = "") -> QuerySet[SubmittedReading]:
    """The office's queue: what waits for a decision, the longest first; `only` names another state."""
    states = [only] if only in SubmissionState.values else list(OPEN_STATES)
    found = _submitted().filter(state__in=states).select_related("customer")
    plain = text.replace("\x00", "").strip()
    if plain:
        found = found.filter(Q(customer__number__istartswith=plain) | Q(meter__serial__istartswith=plain))
    return found.order_by("sent_at", "id")


def waiting_count() -> int:
    """How many readings wait for a decision."""
    return SubmittedReading.objects.filter(state__in=OPEN_STATES).count()


def find_meter_of(number: str, serial: str) -> Meter | None:
    """The meter in use of this serial number at this customer's, as people type both; None for any wrong pair.

    Both are always looked up, so that the time says nothing about which of the two was wrong.
    """
    customer = find_customer(number)
    compact = "".join(serial.split()).replace("\x00", "")
    found = list(
        Meter.objects.filter(
            serial__iexact=compact or "-", removed_on=None, service_point__customer=customer
        ).select_related("service_point__customer")[:2]
    )
    return found[0] if customer and len(found) == 1 else None


def meter_of_label(token: str) -> Meter | None:
    """The meter in use whose printed QR holds this token, or None."""
    label = (
        MeterLabel.objects.filter(token=token.replace("\x00", "")[:40], meter__removed_on=None)
        .select_related("meter__service_point__customer")
        .first()
    )
    return label.meter if label else None


def _submitted() -> QuerySet[SubmittedReading]:
    return SubmittedReading.objects.select_related("meter__service_point").order_by("-sent_at", "-id")
