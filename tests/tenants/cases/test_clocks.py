"""Days, holidays and clocks as pure functions, with vectors."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tenants.cases import clocks
from tenants.cases.models import Case
from tenants.profile import library
from tenants.profile.calendar import (
    Count,
    days_after,
    days_stopped,
    due_on,
    easter,
    holidays,
    is_working_day,
    next_working_day,
)
from tenants.profile.schema.cases import CaseType

D = date


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, D(2024, 3, 31)), (2025, D(2025, 4, 20)), (2026, D(2026, 4, 5)), (2038, D(2038, 4, 25))],
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_holidays_of_2026() -> None:
    assert sorted(holidays(2026)) == [
        D(2026, 1, 1), D(2026, 1, 6), D(2026, 4, 5), D(2026, 4, 6), D(2026, 5, 1), D(2026, 5, 3), D(2026, 5, 24),
        D(2026, 6, 4), D(2026, 8, 15), D(2026, 11, 1), D(2026, 11, 11), D(2026, 12, 24), D(2026, 12, 25),
        D(2026, 12, 26),
    ]  # fmt: skip
    assert D(2024, 12, 24) not in holidays(2024), "Christmas Eve is free since 2025"


@pytest.mark.parametrize(
    ("start", "days", "count", "end", "moved"),
    [
        (D(2026, 11, 20), 14, "calendar", D(2026, 12, 4), D(2026, 12, 4)),
        (D(2026, 11, 7), 14, "calendar", D(2026, 11, 21), D(2026, 11, 23)),  # a Saturday
        (D(2026, 12, 10), 14, "calendar", D(2026, 12, 24), D(2026, 12, 28)),  # Christmas Eve to Monday
        (D(2026, 11, 20), 5, "working", D(2026, 11, 27), D(2026, 11, 27)),
        (D(2026, 11, 9), 3, "working", D(2026, 11, 13), D(2026, 11, 13)),  # the 11th does not count
        (D(2026, 4, 3), 1, "working", D(2026, 4, 7), D(2026, 4, 7)),  # over Easter
    ],
)
def test_periods(start: date, days: int, count: Count, end: date, moved: date) -> None:
    assert days_after(start, days, count) == end
    assert next_working_day(end) == moved
    assert is_working_day(moved)


@pytest.mark.parametrize(
    ("pauses", "until", "count", "days"),
    [
        ([], D(2026, 11, 20), "calendar", 0),
        ([(D(2026, 11, 2), D(2026, 11, 5))], D(2026, 11, 20), "calendar", 3),
        ([(D(2026, 11, 18), None)], D(2026, 11, 20), "calendar", 2),
        (
            [(D(2026, 11, 2), D(2026, 11, 5)), (D(2026, 11, 4), D(2026, 11, 6))],
            D(2026, 11, 20),
            "calendar",
            4,
        ),
        ([(D(2026, 11, 6), D(2026, 11, 9))], D(2026, 11, 20), "working", 1),
        ([(D(2026, 11, 5), D(2026, 11, 5))], D(2026, 11, 20), "calendar", 0),
    ],
)
def test_pauses(pauses: clocks.Pauses, until: date, count: Count, days: int) -> None:
    assert days_stopped(pauses, until=until, count=count) == days
    start = D(2026, 11, 1)
    whole = due_on(start, 14, count, pauses=[], today=until)
    assert due_on(start, 14, count, pauses=pauses, today=until) == days_after(whole, days, count)


def test_a_clock_is_stopped_once_and_runs_again_once() -> None:
    one, two = D(2026, 11, 2), D(2026, 11, 5)
    stopped = clocks.paused([], one, pause=True)
    assert stopped == [(one, None)] == clocks.paused(stopped, two, pause=True)
    running = clocks.paused(stopped, two, pause=False)
    assert running == [(one, two)] == clocks.paused(running, two, pause=False)
    assert clocks.as_stored(running) == [["2026-11-02", "2026-11-05"]]


@pytest.mark.parametrize(("building", "days"), [("jednorodzinny", 21), ("uslugowy", 45), (None, 45)])
def test_conditions_of_connection_have_21_or_45_days(building: str | None, days: int) -> None:
    rule = CaseType.model_validate(library.expanded({"use": "warunki_przylaczenia"})).statutory
    assert rule is not None
    assert clocks.statutory_days(rule, {"budynek": building}, None) == days


def test_what_comes_at_night_comes_that_day_in_warsaw() -> None:
    assert clocks.day_of(datetime(2026, 11, 20, 22, 59, tzinfo=UTC)) == D(2026, 11, 20)
    assert clocks.day_of(datetime(2026, 11, 20, 23, 1, tzinfo=UTC)) == D(2026, 11, 21)


def test_the_two_clocks_of_a_complaint() -> None:
    wished = {"use": "reklamacja", "answer_days": 7, "statutory": {"stands_still": True}}
    complaint = CaseType.model_validate(library.expanded(wished))
    case = Case(
        filed_at=datetime(2026, 11, 2, 12, tzinfo=UTC), statutory_days=14, pauses=[["2026-11-04", None]]
    )
    law, own = (read(case, complaint, D(2026, 11, 10)) for read in (clocks.statutory, clocks.own))
    assert law is not None and own is not None
    assert (law.due_on, law.left, law.stopped) == (D(2026, 11, 22), 12, True)
    assert (own.due_on, own.left, own.stopped) == (D(2026, 11, 15), 5, True)
    later = clocks.statutory(case, complaint, D(2026, 11, 12))
    assert later is not None and later.left == 12, "what is left does not change while it stands"


@pytest.mark.parametrize(("count", "end"), [("calendar", D(2026, 11, 12)), ("working", D(2026, 11, 17))])
def test_the_utilitys_own_days_are_counted_as_the_profile_says(count: str, end: date) -> None:
    """Six days from Friday 6 November: a weekend and Independence Day are no working days."""
    kind = CaseType.model_validate(
        library.expanded({"use": "reklamacja", "answer_days": 6, "answer_days_count": count})
    )
    case = Case(filed_at=datetime(2026, 11, 6, 12, tzinfo=UTC), statutory_days=14, pauses=[])
    own = clocks.own(case, kind, D(2026, 11, 7))
    assert own is not None and own.due_on == end


def test_silence_counts_only_past_the_last_day_in_every_reading() -> None:
    clock = clocks.Clock(due_on=D(2026, 11, 21), left=0, stopped=False, days=14)  # a Saturday
    assert clocks.silence_counts_from(clock) == D(2026, 11, 24)
    assert clocks.silence_counts_from(clocks.Clock(D(2026, 11, 20), 0, stopped=False, days=14)) - timedelta(
        1
    ) == D(2026, 11, 20)
