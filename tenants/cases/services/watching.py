"""What time does to cases by itself: warnings, urgency, silence that means acceptance, drafts nobody went on with."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from tenants.cases import clocks
from tenants.cases.errors import AlreadyFiled
from tenants.cases.models import Actor, Case, Draft, EventKind
from tenants.cases.services.drafting import discard
from tenants.cases.services.moving import locked, record, status_of, type_of
from tenants.cases.telling import tell_staff
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import StatutoryClock

_DRAFTS_AT_ONCE = 1000  # the rest goes an hour later


def watch_clocks(*, profile: Profile, at: datetime) -> int:
    """Mark open cases whose statutory clock reached the warning, the urgency, or the end; returns how many changed.

    A clock that stands still is left alone. Internal events and a mail to whoever handles it tell the office; that silence counts as acceptance is
    public, because it is the consumer's right (art. 7a). Of a firm's case it never does; where nobody knows who filed, the
    event says so (`certain`). Running it again changes nothing.
    """
    changed = 0
    # Those that may still change: the last step is the silence.
    waiting = Case.objects.filter(open=True, statutory_days__isnull=False, silent_since=None)
    for case in waiting.order_by("id").iterator(chunk_size=200):
        case_type = type_of(case, profile)
        rule = case_type.statutory if case_type else None
        if rule is None or _stands(case, rule, profile) or not _due(case, rule, at):
            continue
        with transaction.atomic():
            row = locked(case)
            # Decided, or waiting for the customer, since it was read: then nothing has run out.
            if row.open and row.statutory_days is not None and not _stands(row, rule, profile):
                changed += _mark(row, rule, profile, at)
    return changed


def _stands(case: Case, rule: StatutoryClock, profile: Profile) -> bool:
    status = status_of(case, profile)
    return rule.stands_still and status is not None and status.pauses_clock


def _due(case: Case, rule: StatutoryClock, at: datetime) -> bool:
    today = clocks.day_of(at)
    steps = ((rule.warn_after_days, case.warned_at), (rule.escalate_after_days, case.escalated_at))
    reached = any(
        days is not None and done is None and clocks.day_reached(case, rule, days, today)
        for days, done in steps
    )
    return reached or (
        rule.silence_may_accept(case.consumer)
        and case.statutory_due_on is not None
        and case.statutory_due_on < today
    )


def _mark(case: Case, rule: StatutoryClock, profile: Profile, at: datetime) -> int:
    today, marks, reached = clocks.day_of(at), 0, ""
    clock = clocks.statutory(case, type_of(case, profile), today)
    for name, days in (("warned_at", rule.warn_after_days), ("escalated_at", rule.escalate_after_days)):
        if days is None or getattr(case, name) or not clocks.day_reached(case, rule, days, today):
            continue
        setattr(case, name, at)
        marks, reached = marks + 1, name
        record(
            case,
            EventKind.CLOCK,
            at=at,
            actor=Actor.SYSTEM,
            by="clock",
            public=False,
            what=name.partition("_")[0],
        )
    if reached and clock is not None:
        tell_staff(
            case=case, profile=profile, due_on=clock.due_on, left=clock.left,
            law=rule.words_for(case.consumer), urgent=reached == "escalated_at",
            dedup_key=f"case-clock:{case.uuid}:{reached}",
        )  # fmt: skip
    counts = clock is not None and rule.silence_may_accept(case.consumer) and case.silent_since is None
    silent = clocks.silence_counts_from(clock) if clock and counts else None
    if silent is not None and today >= silent:
        case.silent_since = silent
        marks += 1
        record(
            case,
            EventKind.CLOCK,
            at=at,
            actor=Actor.SYSTEM,
            by="clock",
            what="silence",
            since=silent.isoformat(),
            certain=rule.binds_by_law(case.consumer),
        )
    case.changed_at = at if marks else case.changed_at
    case.save()
    return int(marks > 0)


def forget_drafts(*, profile: Profile, at: datetime) -> int:
    """Throw away forms that nobody went on with for the profile's days, with their files; returns how many."""
    old = Draft.objects.filter(case=None, changed_at__lt=at - timedelta(days=profile.services.draft_days))
    gone = 0
    for draft in old.order_by("id")[:_DRAFTS_AT_ONCE]:
        with suppress(AlreadyFiled):  # filed in this very moment: then it is a case and stays
            discard(draft=draft)
            gone += 1
    return gone
