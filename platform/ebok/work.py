"""Going round the tenants to do their waiting work: fair, bounded, each in its own context."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from tenants.billing.tasks import order_telling
from tenants.cases.services import forget_drafts, watch_clocks
from tenants.customers.ending import months_later
from tenants.customers.services import end_former, restore_returned
from tenants.identity import devices
from tenants.identity.models import CacheRow, Throttle
from tenants.integration.arrivals import sweep_arrivals
from tenants.legal import tasks as legal
from tenants.legal.services import forget_requests
from tenants.metering import tasks as metering
from tenants.metering.services import forget_guest_photos
from tenants.network.services import forget_watches
from tenants.notifications.services import forget_messages
from tenants.outbox.models import EntryState, OutboxEntry
from tenants.outbox.services import dispatch
from tenants.privacy.services import erase_closed, forget_exports
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registration.services import forget_refused, forget_unanswered
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState
from tenants.septic import tasks as septic

log = logging.getLogger(__name__)

PLATFORM = "platform"
KEEP_FINISHED = timedelta(days=30)
KEEP_COUNTS = timedelta(days=2)  # the longest window that is counted is a day


def place_of(tenant: str) -> context.Place | None:
    """The place of an active tenant by its uuid, or None."""
    try:
        with context.platform():
            found = Tenant.objects.filter(uuid=UUID(tenant), state=TenantState.ACTIVE).first()
            return found.place if found else None
    except (ValueError, ValidationError):
        return None


def take_turn(place: context.Place | None, *, limit: int, clock: Callable[[], datetime]) -> int:
    """Do up to `limit` rows of one tenant (None: the platform's own); returns how many."""
    with context.entered(place) if place else context.platform():
        return dispatch(limit=limit, clock=clock)


def go_round(*, limit: int, clock: Callable[[], datetime]) -> int:
    """Turn after turn over every active tenant, at most `limit` rows each, until a whole round finds nothing.

    One tenant's trouble (a missing table, a broken row) is logged and does not stop the others.
    """
    total = 0
    waiting: list[context.Place | None] = [None, *_active_places()]
    while waiting:
        still_waiting = []
        for place in waiting:
            try:
                done = take_turn(place, limit=limit, clock=clock)
            except Exception:
                log.exception("The outbox of %s could not be worked", place.slug if place else PLATFORM)
                continue
            total += done
            if done == limit:
                still_waiting.append(place)
        waiting = still_waiting
    return total


def housekeep(*, at: datetime) -> None:
    """What the passing of time does by itself, in every schema. One tenant's trouble does not stop the others, and one
    step's does not stop the next ones: what the law says must go does not wait for a reminder that failed.
    """
    for place in [None, *_active_places()]:
        with context.entered(place) if place else context.platform():
            for step in _steps(profiles.published() if place else None, at):
                try:
                    step()
                except Exception:
                    verb = step.func if isinstance(step, partial) else step
                    log.exception(
                        "Housekeeping of %s: %s", place.slug if place else PLATFORM, verb.__qualname__
                    )


def _steps(profile: Profile | None, at: datetime) -> list[Callable[[], object]]:
    """The steps of housekeeping in their order; the platform's own schema has no profile."""
    finished = OutboxEntry.objects.filter(state__in=[EntryState.DONE, EntryState.DEAD])
    everywhere: list[Callable[[], object]] = [
        Session.objects.filter(expire_date__lt=at).delete,
        CacheRow.objects.filter(expires__lt=at).delete,
        partial(devices.forget, at=at),
        Throttle.objects.filter(window__lt=at - KEEP_COUNTS).delete,
        finished.filter(finished_at__lt=at - KEEP_FINISHED).delete,
    ]
    if profile is None:
        return everywhere
    kept, today = profile.retention, localdate(at)
    return [
        *everywhere,
        partial(watch_clocks, profile=profile, at=at),
        partial(end_former, months=kept.closed_account_months, today=today, at=at),
        partial(restore_returned, today=today, at=at),
        # What is past its use.
        partial(forget_drafts, profile=profile, at=at),
        partial(forget_unanswered, profile=profile, at=at),
        partial(forget_refused, before=_months_before(at, kept.refused_registration_months)),
        partial(forget_messages, before=_months_before(at, kept.message_log_months)),
        partial(forget_requests, at=at),
        partial(forget_watches, at=at),
        partial(forget_guest_photos, profile=profile, at=at),
        partial(forget_exports, at=at),
        partial(erase_closed, at=at),
        partial(sweep_arrivals, at=at),
        # The day's reminders: tanks, meters, regulations, bills.
        partial(septic.order_reminding, at=at),
        partial(metering.order_reminding, at=at),
        partial(legal.order_telling, at=at),
        partial(order_telling, at=at),
    ]


def _months_before(at: datetime, months: int) -> datetime:
    return datetime.combine(months_later(at.date(), -months), at.timetz())


def _active_places() -> list[context.Place]:
    with context.platform():
        tenants = Tenant.objects.filter(state=TenantState.ACTIVE).prefetch_related("domains").order_by("slug")
        return [tenant.place for tenant in tenants]
