"""Late interest against reckonings made elsewhere, and where it is not reckoned at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenants.billing.interest import Segment, interest_of, late_interest, rates_for
from tenants.billing.models import Invoice
from tenants.profile.schema.payments import COMMERCIAL, STATUTORY, InterestRate, LateInterest


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("owed", "due", "until", "expected", "days"),
    [
        (25000, "2026-02-16", "2026-04-30", 465, [16, 57]),
        (25000, "2026-10-14", "2026-11-20", 234, [37]),
        (10000, "2026-11-21", "2026-11-24", 3, [1]),  # Saturday, so Monday is still in time
    ],
)
def test_reckoned_by_segments(owed: int, due: str, until: str, expected: int, days: list[int]) -> None:
    found = late_interest(owed_grosze=owed, due_on=day(due), until=day(until), rates=STATUTORY)
    assert found is not None
    assert (found.grosze, [one.days for one in found.segments], found.uncounted_days) == (expected, days, 0)
    assert found.days == sum(days)


def test_segments_say_their_days_and_rate() -> None:
    found = late_interest(
        owed_grosze=25000, due_on=day("2026-02-16"), until=day("2026-04-30"), rates=STATUTORY
    )
    assert found is not None
    assert found.segments == (
        Segment(day("2026-02-17"), day("2026-03-04"), Decimal("9.50")),
        Segment(day("2026-03-05"), day("2026-04-30"), Decimal("9.25")),
    )


def test_days_before_the_first_known_rate_are_told_and_not_guessed() -> None:
    found = late_interest(
        owed_grosze=10000, due_on=day("2025-10-01"), until=day("2025-10-10"), rates=STATUTORY
    )
    assert found is not None
    assert (found.uncounted_days, [one.days for one in found.segments]) == (7, [2])
    early = late_interest(
        owed_grosze=10000, due_on=day("2025-09-01"), until=day("2025-09-10"), rates=STATUTORY
    )
    assert early is not None
    assert (early.grosze, early.segments, early.uncounted_days) == (0, (), 9)


@pytest.mark.parametrize(
    ("owed", "due", "until"),
    [(0, "2026-01-01", "2026-02-01"), (-5, "2026-01-01", "2026-02-01"), (5, "2026-11-20", "2026-11-20"),
     (5, "2026-11-21", "2026-11-23")],
)  # fmt: skip
def test_nothing_is_reckoned_on_what_is_not_late(owed: int, due: str, until: str) -> None:
    assert late_interest(owed_grosze=owed, due_on=day(due), until=day(until), rates=STATUTORY) is None


def test_no_rates_no_estimate() -> None:
    assert late_interest(owed_grosze=5, due_on=day("2026-01-02"), until=day("2026-02-01"), rates=()) is None


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [("vat", "issued", True), ("correction", "issued", True), ("interest_note", "issued", False),
     ("payment_demand", "issued", False), ("vat", "cancelled", False)],
)  # fmt: skip
def test_interest_bears_no_interest(kind: str, status: str, expected: bool) -> None:
    invoice = Invoice(kind=kind, status=status, due_on=day("2026-01-05"), left_grosze=10000)
    found = interest_of(invoice, rates=STATUTORY, today=day("2026-11-20"))
    assert (found is not None) is expected


def test_whose_rates() -> None:
    company = (InterestRate(since=day("2026-01-01"), percent=Decimal(14)),)
    shown = LateInterest(company_rates=company)
    assert rates_for(shown, is_consumer=True) == STATUTORY
    assert rates_for(shown, is_consumer=False) == company
    assert rates_for(LateInterest(), is_consumer=False) == COMMERCIAL
    assert rates_for(LateInterest(company_rates=()), is_consumer=False) == ()
    assert rates_for(shown, is_consumer=None) == STATUTORY, "the lower where nobody knows"
    assert rates_for(LateInterest(company_rates=()), is_consumer=None) == STATUTORY
    low = (InterestRate(since=day("2026-01-01"), percent=Decimal(5)),)
    assert rates_for(LateInterest(company_rates=low), is_consumer=None) == low
    hidden = LateInterest(shown=False, company_rates=company)
    assert rates_for(hidden, is_consumer=True) == rates_for(hidden, is_consumer=False) == ()
    assert rates_for(hidden, is_consumer=None) == ()


def test_a_company_pays_by_half_years_at_rates_of_its_own() -> None:
    """1 000,00 zł due on Monday 22 June 2026: eight days of June at 14 %, thirty-one of July at 13,75 %."""
    found = late_interest(
        owed_grosze=100000, due_on=day("2026-06-22"), until=day("2026-07-31"), rates=COMMERCIAL
    )
    assert found is not None
    assert [(one.days, one.percent) for one in found.segments] == [
        (8, Decimal("14.00")),
        (31, Decimal("13.75")),
    ]
    assert found.grosze == 1475  # 3,0685 zł + 11,6781 zł
    private = late_interest(
        owed_grosze=100000, due_on=day("2026-06-22"), until=day("2026-07-31"), rates=STATUTORY
    )
    assert private is not None and private.grosze == 988
