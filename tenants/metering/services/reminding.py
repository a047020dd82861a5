"""What people are told by the calendar: a verification that runs out, days on which readings are taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.customers.ending import not_ended
from tenants.customers.models import Access, ServicePoint
from tenants.customers.selectors import active_accesses
from tenants.metering.models import Meter, MeterKind
from tenants.metering.rules import is_read_here, opening_on, rules_for
from tenants.metering.services.telling import tell_about_meter
from tenants.notifications.links import absolute
from tenants.notifications.services import Action
from tenants.profile.formats import WARSAW, date_text
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.notifications import Topic


@transaction.atomic
def remind_of_verification(*, profile: Profile, at: datetime) -> int:
    """Tell whoever sees a garden or flat meter that its verification ends in 90, 30 … days (profile `water`), as long as
    the customer has a contract.

    The main meter is the utility's own to exchange, so nobody is asked to do anything about it. Each day of the
    profile is told once per meter and date of expiry, however often this runs. Returns how many messages were written.
    """
    today, told = at.astimezone(WARSAW).date(), 0
    days = sorted(profile.water.verification_reminder_days)
    if not days:
        return 0
    ahead = Meter.objects.filter(
        removed_on=None,
        kind__in=[MeterKind.GARDEN, MeterKind.FLAT],
        verification_until__gte=today,
        verification_until__lte=today + timedelta(days=days[-1]),
    ).filter(Exists(_seen(at).filter(customer=OuterRef("service_point__customer_id"))))
    ahead = not_ended(ahead, customer="service_point__customer", today=today)
    for meter in ahead.select_related("service_point__customer").order_by("pk"):
        assert meter.verification_until is not None
        left = (meter.verification_until - today).days
        mark = next(day for day in days if left <= day)
        url = absolute("meter", meter_id=str(meter.pk))
        told += tell_about_meter(
            meter,
            meter.service_point.customer,
            Topic.VERIFICATION_SOON,
            values={"until": date_text(meter.verification_until), "meter_url": url},
            profile=profile,
            at=at,
            action=Action(_("See the meter"), url),
            dedup_key=f"verification:{meter.pk}:{meter.verification_until}:{mark}",
        )
    return told


@transaction.atomic
def announce_windows(*, profile: Profile, at: datetime) -> int:
    """Tell who may send readings that they are taken from today on, once per window; returns how many messages were written.

    A former customer and whoever only looks are told nothing: they could not send any.
    """
    if not profile.readings.accepted or not _has_windows(profile):
        return 0
    today, told = at.astimezone(WARSAW).date(), 0
    points = ServicePoint.objects.filter(active=True).filter(
        Exists(_seen(at).filter(customer=OuterRef("customer_id")))
    )
    points = not_ended(points, customer="customer", today=today)
    for point in points.select_related("customer").prefetch_related("meters").order_by("pk"):
        rules = rules_for(profile, point)
        opening = opening_on(rules, point, today)
        meter = next((one for one in point.meters.all() if is_read_here(rules, one)), None)
        if opening is None or meter is None:
            continue
        url = absolute("readings_now")
        told += tell_about_meter(
            meter,
            point.customer,
            Topic.READING_WINDOW,
            values={"until": date_text(opening.last), "readings_url": url},
            profile=profile,
            at=at,
            action=Action(_("Send a reading"), url),
            dedup_key=f"window:{point.customer_id}:{opening.first}",
            opening=Capability.SEND_READINGS,
            roles=rules.roles,
        )
    return told


def _seen(at: datetime) -> QuerySet[Access]:
    # Whoever nobody sees cannot be told; of a big utility most customers have no login.
    return active_accesses(at)


def _has_windows(profile: Profile) -> bool:
    everywhere = [profile.readings, *(area.readings for area in profile.areas.areas if area.readings)]
    return any(rules.window or rules.cycle_windows for rules in everywhere)
