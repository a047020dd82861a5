"""The arithmetic of readings: dials that begin anew, use spread over days, what is usual."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.metering.models import ReadingKind
from tenants.metering.use import (
    Known,
    by_month,
    counted_on,
    first_of_month,
    known_days,
    stretches,
    used_in,
    usual_in,
)

LIMIT = Decimal(100_000)
BEGIN = date(2024, 1, 1)
values = st.decimals(min_value=0, max_value=99_999, places=3, allow_nan=False)


def read(*readings: tuple[date, int | str], kind: str = ReadingKind.BILLING) -> list[Known]:
    return [Known(1, day, Decimal(value), None, kind) for day, value in readings]


@pytest.mark.parametrize(
    ("before", "after", "used"),
    [
        ("100", "112", "12"),
        ("100", "100", "0"),
        ("99990", "5", "15"),
        ("80000", "20000", "40000"),
        ("500", "499", None),
    ],
)
def test_a_dial_goes_on_begins_anew_or_went_back(before: str, after: str, used: str | None) -> None:
    counted = counted_on(Decimal(before), Decimal(after), limit=LIMIT)
    assert counted == (None if used is None else Decimal(used))


@given(before=values, after=values)
def test_what_was_counted_leads_from_one_value_to_the_other(before: Decimal, after: Decimal) -> None:
    counted = counted_on(before, after, limit=LIMIT)
    if counted is None:
        assert after < before
    else:
        assert 0 <= counted < LIMIT
        assert (before + counted) % LIMIT == after


@given(
    gaps=st.lists(st.integers(1, 120), min_size=2, max_size=20),
    uses=st.lists(st.decimals(0, 500, places=3), min_size=2, max_size=20),
)
def test_no_water_is_lost_or_made_when_use_is_spread_over_days_and_months(
    gaps: list[int], uses: list[Decimal]
) -> None:
    day, value, known = BEGIN, Decimal(0), []
    for gap, used in zip(gaps, uses, strict=False):
        day, value = day + timedelta(days=gap), value + used
        known.append((day, value))
    listed = stretches([Known(1, day, value) for day, value in known], limit=LIMIT)
    whole = known[-1][1] - known[0][1]
    assert used_in(listed, BEGIN, day) == pytest.approx(whole, abs=Decimal("0.01"))
    assert sum(share for _month, share, _guess in by_month(listed)) == pytest.approx(
        whole, abs=Decimal("0.001")
    )
    assert known_days(listed, BEGIN, day) == (day - known[0][0]).days


def test_the_billing_systems_figure_counts_and_daily_values_tell_in_between() -> None:
    end = date(2026, 10, 31)
    known = [
        Known(1, date(2026, 9, 30), Decimal(100), Decimal(9)),
        Known(1, end, Decimal(110), Decimal(11)),  # one more than the dial: an estimate was put right
        Known(1, end + timedelta(days=1), Decimal("110.400"), Decimal("0.4"), ReadingKind.REMOTE),
        Known(1, end + timedelta(days=3), Decimal("111.000"), None, ReadingKind.REMOTE),
    ]
    assert [one.used_m3 for one in stretches(known, limit=LIMIT)] == [
        9,
        11,
        Decimal("0.400"),
        Decimal("0.600"),
    ]


def test_usual_is_the_season_of_last_year_else_the_year_so_far() -> None:
    months = [(first_of_month(date(2026, 11, 1), back) - timedelta(days=1)) for back in range(24, -1, -1)]
    summer = [30 if 5 <= day.month <= 8 else 5 for day in months]
    value, known = 0, []
    for day, used in zip(months, summer, strict=True):
        value += used
        known.append((day, value))
    listed = stretches(read(*known), limit=LIMIT)

    assert usual_in(listed, date(2026, 7, 1), date(2026, 7, 31)) == 30
    assert usual_in(listed, date(2026, 2, 1), date(2026, 2, 28)) == pytest.approx(
        Decimal(5), abs=Decimal("0.2")
    )
    young = stretches(
        read((date(2026, 8, 31), 0), (date(2026, 9, 30), 9), (date(2026, 10, 31), 19)), limit=LIMIT
    )
    assert usual_in(young, date(2026, 11, 1), date(2026, 11, 30)) == pytest.approx(
        Decimal("9.344"), abs=Decimal("0.01")
    )
    assert usual_in(young[:0], date(2026, 11, 1), date(2026, 11, 30)) is None


def test_two_readings_of_one_day_and_a_dial_that_went_back_make_no_stretch() -> None:
    assert stretches(read((BEGIN, 10), (BEGIN, 10)), limit=LIMIT) == []
    assert stretches(read((BEGIN, 10), (BEGIN + timedelta(days=30), 7)), limit=LIMIT) == []
