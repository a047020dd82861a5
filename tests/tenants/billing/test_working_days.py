"""Days free of work in Poland, and when a payment is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.billing.working_days import last_day_to_pay, overdue_before
from tenants.profile.calendar import easter
from tenants.profile.calendar import is_working_day as is_working


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2008, (3, 23)), (2038, (4, 25))],
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    "free",
    [
        "2026-01-01", "2026-01-06", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-03", "2026-05-24", "2026-06-04",
        "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-24", "2026-12-25", "2026-12-26", "2026-11-21", "2026-11-22",
    ],
)  # fmt: skip
def test_free_days(free: str) -> None:
    assert not is_working(date.fromisoformat(free))


@pytest.mark.parametrize("working", ["2026-11-20", "2026-11-23", "2026-06-05", "2024-12-24", "2026-11-12"])
def test_working_days(working: str) -> None:
    assert is_working(date.fromisoformat(working))


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-21", "2026-11-23"),  # Saturday
        ("2026-11-11", "2026-11-12"),  # Independence Day
        ("2026-12-24", "2026-12-28"),  # Christmas Eve, Christmas, Saturday, Sunday
        ("2026-04-04", "2026-04-07"),  # Easter
        ("2026-05-01", "2026-05-04"),
    ],
)
def test_the_last_day_to_pay_moves_to_a_working_day(due: str, last: str) -> None:
    assert last_day_to_pay(date.fromisoformat(due)) == date.fromisoformat(last)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(-15, 15))
def test_one_comparison_tells_who_is_late(today: date, apart: int) -> None:
    due = today + timedelta(days=apart)
    assert (due < overdue_before(today)) == (last_day_to_pay(due) < today)
