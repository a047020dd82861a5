"""Look through new readings for leaks, and take the customer's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.identity import audit
from tenants.identity.models import User
from tenants.metering.judging import limit_of
from tenants.metering.models import (
    ACTIVE_LEAKS,
    LeakCause,
    LeakKind,
    LeakState,
    LeakSuspicion,
    Meter,
    MeterKind,
    MeterToLookAt,
    ReadingKind,
)
from tenants.metering.selectors.history import history_of
from tenants.metering.services.telling import tell_about_meter
from tenants.metering.use import Known, Stretch, knows_season, stretches, used_in, usual_in
from tenants.notifications.links import absolute
from tenants.notifications.services import Action
from tenants.profile.formats import WARSAW, m3
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.water import LeakRules

AT_ONCE = 500
_MONTH = 30
# Less than this between two readings is chance, not use; daily figures are looked at as a fortnight.
_FEWEST_DAYS = 7
_FORTNIGHT = 14
# A suspicion about days so long ago helps nobody.
_OLDEST = timedelta(days=70)

_STATE_AFTER = {
    LeakCause.WATERING: LeakState.EXPLAINED,
    LeakCause.POOL: LeakState.EXPLAINED,
    LeakCause.GUESTS: LeakState.EXPLAINED,
    LeakCause.UNKNOWN: LeakState.LOOKING,
    LeakCause.REPAIRED: LeakState.REPAIRED,
}


class NotWaiting(ValueError):
    """The suspicion has passed or was answered for good."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What looks like a leak: the days, the use in them and what is usual, in m³."""

    kind: LeakKind
    since: date
    until: date
    used_m3: Decimal
    usual_m3: Decimal | None


def look_for_leaks(*, profile: Profile, at: datetime, limit: int = AT_ONCE) -> int:
    """Look at meters that got readings since the last time (tenants_metertolookat), at most `limit`; returns how many.

    Writes LeakSuspicions, one active per meter and kind, brings the open ones up to date, ends those whose use is
    usual again, and tells the customers about new ones. Where the profile watches for no leaks the meters are only
    crossed off. A few statements for the whole lot, and two for each new suspicion.
    """
    with transaction.atomic():
        rows = MeterToLookAt.objects.select_for_update(skip_locked=True).order_by("meter_id")[:limit]
        ids = [row.meter_id for row in rows]
        if profile.water.leaks.watched:
            _look_at(ids, profile=profile, at=at)
        MeterToLookAt.objects.filter(meter__in=ids).delete()
    return len(ids)


def _look_at(ids: Sequence[int], *, profile: Profile, at: datetime) -> None:
    meters = list(Meter.objects.filter(pk__in=ids, removed_on=None).select_related("service_point__customer"))
    today = at.astimezone(WARSAW).date()
    known = history_of(meters, until=today, daily=True)
    active = {
        (leak.meter_id, leak.kind): leak
        for leak in LeakSuspicion.objects.filter(meter__in=meters, state__in=ACTIVE_LEAKS)
    }
    for meter in meters:
        found = {
            finding.kind: finding
            for finding in findings(meter, known.get(meter.pk, []), profile.water.leaks, today=today)
        }
        for kind in LeakKind:
            _bring_up_to_date(meter, active.get((meter.pk, kind)), found.get(kind), profile=profile, at=at)


def _bring_up_to_date(
    meter: Meter, leak: LeakSuspicion | None, finding: Finding | None, *, profile: Profile, at: datetime
) -> None:
    """The one place where readings change a suspicion."""
    if leak and finding is None:
        leak.state = LeakState.PASSED
        leak.save(update_fields=["state"])
    elif leak and finding:
        leak.until, leak.used_m3, leak.usual_m3 = finding.until, finding.used_m3, finding.usual_m3
        leak.save(update_fields=["until", "used_m3", "usual_m3"])
    elif finding and not _answered(meter, finding):
        leak = LeakSuspicion.objects.create(
            meter=meter,
            customer=meter.service_point.customer,
            kind=finding.kind,
            since=finding.since,
            until=finding.until,
            used_m3=finding.used_m3,
            usual_m3=finding.usual_m3,
            noticed_at=at,
        )
        _tell(leak, meter, profile=profile, at=at)


def _answered(meter: Meter, finding: Finding) -> bool:
    """Whether the customer has explained these very days already."""
    said = LeakSuspicion.objects.filter(meter=meter, kind=finding.kind).exclude(state__in=ACTIVE_LEAKS)
    return said.filter(until__gte=finding.since).exists()


def _tell(leak: LeakSuspicion, meter: Meter, *, profile: Profile, at: datetime) -> None:
    url = absolute("leak", public_id=str(leak.public_id))
    tell_about_meter(
        meter,
        meter.service_point.customer,
        Topic.LEAK_SUSPECTED,
        values={"used": m3(leak.used_m3), "leak_url": url},
        profile=profile,
        at=at,
        action=Action(_("Check it"), url),
        dedup_key=f"leak:{leak.public_id}",
    )


def findings(meter: Meter, known: Sequence[Known], rules: LeakRules, *, today: date) -> list[Finding]:
    """What looks like a leak in these readings, at most one of each kind. Pure."""
    recent = [one for one in known if one.taken_on <= today]
    found = [_growth(meter, recent, rules, today), _never_zero(meter, recent, rules, today)]
    return [one for one in found if one]


def _growth(meter: Meter, known: Sequence[Known], rules: LeakRules, today: date) -> Finding | None:
    """Much more than usual for the season since the reading before; an estimate proves nothing."""
    listed = stretches([one for one in known if not one.estimated], limit=limit_of(meter))
    days = _last_days(listed)
    if days is None or days[1] < today - _OLDEST:
        return None
    first, last = days
    # Gardens are watered in summer: without the same season of last year nothing can be said.
    if meter.kind == MeterKind.GARDEN and not knows_season(listed, first, last):
        return None
    usual = usual_in(listed, first, last)
    if usual is None:
        return None
    used, length = used_in(listed, first, last), (last - first).days + 1
    much = used > usual * rules.times_usual
    if much and used - usual > rules.at_least_m3 * length / _MONTH:
        return Finding(LeakKind.GROWTH, first, last, used, usual.quantize(Decimal(1)))
    return None


def _last_days(listed: Sequence[Stretch]) -> tuple[date, date] | None:
    """The first and last day of the newest stretch, a fortnight where stretches are days."""
    newest = max(listed, key=lambda one: one.ended, default=None)
    if newest is None:
        return None
    if newest.days >= _FEWEST_DAYS:
        return newest.begun + timedelta(days=1), newest.ended
    return newest.ended - timedelta(days=_FORTNIGHT - 1), newest.ended


def _never_zero(meter: Meter, known: Sequence[Known], rules: LeakRules, today: date) -> Finding | None:
    """Daily figures without one day at rest: a meter in order stands still at some time (nights, absences)."""
    days = [one for one in known if one.kind == ReadingKind.REMOTE and one.counter == 1]
    by_day = {one.ended: one for one in stretches(days, limit=limit_of(meter)) if one.days == 1}
    if not by_day or max(by_day) < today - timedelta(days=_FEWEST_DAYS):
        return None
    last = first = max(by_day)
    while first in by_day and by_day[first].used_m3 > rules.rest_m3:
        first -= timedelta(days=1)
    length = (last - first).days
    if length < rules.never_zero_days:
        return None
    begun = first + timedelta(days=1)
    return Finding(LeakKind.NEVER_ZERO, begun, last, used_in(list(by_day.values()), begun, last), None)


@transaction.atomic
def answer_leak(*, leak: LeakSuspicion, cause: LeakCause, by: User, at: datetime) -> LeakSuspicion:
    """Note what the customer says it was; `unknown` keeps it alive while they look. Audits. Raises NotWaiting."""
    found = LeakSuspicion.objects.select_for_update().get(pk=leak.pk)
    if found.state not in ACTIVE_LEAKS:
        raise NotWaiting
    found.cause, found.state = cause, _STATE_AFTER[cause]
    found.answered_by, found.answered_at = by.email, at
    found.save(update_fields=["cause", "state", "answered_by", "answered_at"])
    audit.record("metering.answer_leak", by=by, subject=str(found.public_id), cause=str(cause))
    return found
