"""The two clocks of a case: the one of the law, which stands still while the customer must act, and the utility's own.

Pure but for `apply`, which writes what they say into the case's row for queues to sort by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenants.cases.models import Case
from tenants.profile.calendar import Count, days_after, days_stopped, due_on, next_working_day
from tenants.profile.formats import WARSAW
from tenants.profile.schema.cases import CaseType, StatutoryClock

Pauses = list[tuple[date, date | None]]


@dataclass(frozen=True)
class Clock:
    """One clock on one day. `left` is negative once it has run out; of a stopped one it does not change."""

    due_on: date
    left: int
    stopped: bool
    days: int


def day_of(at: datetime) -> date:
    """The day in Warsaw: something received at 23:30 is received that day."""
    return at.astimezone(WARSAW).date()


def statutory_days(rule: StatutoryClock, answers: Mapping[str, Any], consumer: bool | None) -> int:
    """How many days law gives, which may hang on an answer (21 for a single-family house, else 45).

    For others than consumers, where law protects these alone, the days that the utility gives by itself.
    """
    if not rule.binds_by_law(consumer) and consumer is False and rule.days_for_others is not None:
        return rule.days_for_others
    for special in rule.days_when:
        if answers.get(special.field) == special.equals:
            return special.days
    return rule.days


def pauses_of(case: Case) -> Pauses:
    """The pauses of the statutory clock as dates."""
    return [
        (date.fromisoformat(begun), date.fromisoformat(ended) if ended else None)
        for begun, ended in case.pauses
    ]


def as_stored(pauses: Sequence[tuple[date, date | None]]) -> list[list[str | None]]:
    """The same as JSON."""
    return [[begun.isoformat(), ended.isoformat() if ended else None] for begun, ended in pauses]


def paused(pauses: Pauses, today: date, *, pause: bool) -> Pauses:
    """The pauses after the clock was stopped, or let run again, on this day; twice changes nothing."""
    stands = bool(pauses) and pauses[-1][1] is None
    if pause and not stands:
        return [*pauses, (today, None)]
    if not pause and stands:
        return [*pauses[:-1], (pauses[-1][0], today)]
    return pauses


def _pauses_by_law(case: Case, rule: StatutoryClock | None) -> Pauses:
    """The pauses as the law counts them: none where it knows no stop of the clock."""
    return pauses_of(case) if rule is None or rule.stands_still else []


def statutory(case: Case, case_type: CaseType | None, today: date) -> Clock | None:
    """The clock of the law today; None where there is none."""
    if case.statutory_days is None:
        return None
    rule = case_type.statutory if case_type else None
    count: Count = rule.count if rule else "calendar"
    days = case.statutory_days + case.extended_days
    pauses, start = _pauses_by_law(case, rule), day_of(case.filed_at)
    end = due_on(start, days, count, pauses=pauses, today=today)
    return Clock(end, (end - today).days, bool(pauses) and pauses[-1][1] is None, days)


def by_law(case: Case, case_type: CaseType | None) -> bool:
    """Whether the statutory clock is law's for whoever filed, for certain; else the utility keeps it of its own will."""
    rule = case_type.statutory if case_type else None
    return rule is None or rule.binds_by_law(case.consumer)


def own(case: Case, case_type: CaseType | None, today: date) -> Clock | None:
    """The utility's own clock today; it stands still with the other one. None where there is none."""
    if case_type is None or case_type.answer_days is None:
        return None
    pauses, start = pauses_of(case), day_of(case.filed_at)
    end = due_on(start, case_type.answer_days, case_type.answer_days_count, pauses=pauses, today=today)
    return Clock(end, (end - today).days, bool(pauses) and pauses[-1][1] is None, case_type.answer_days)


def day_reached(case: Case, rule: StatutoryClock, after_days: int, today: date) -> bool:
    """Whether so many days of the statutory clock have run, those it stood still not counted.

    Of a period of another length for others than consumers the marks stand as long before its end as in the law's own.
    """
    start = day_of(case.filed_at)
    if case.consumer is False and rule.protects == "consumers" and rule.days_for_others is not None:
        after_days = max(1, after_days + rule.days_for_others - rule.days)
    stopped = days_stopped(_pauses_by_law(case, rule), until=today, count=rule.count)
    return today >= days_after(start, after_days + stopped, rule.count)


def silence_counts_from(clock: Clock) -> date:
    """The first day on which silence means acceptance: past the last day, itself moved on by art. 115 KC."""
    return days_after(next_working_day(clock.due_on), 1, "calendar")


def apply(case: Case, case_type: CaseType | None, today: date) -> None:
    """Write what the clocks say into the case's fields. The caller saves."""
    law, ours = statutory(case, case_type, today), own(case, case_type, today)
    case.statutory_due_on = law.due_on if law else None
    case.own_due_on = ours.due_on if ours else None
