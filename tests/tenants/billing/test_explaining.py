"""A bill explained: the parts make the whole to the grosz, and each cause is told by its own name."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tenants.billing.explaining import Bill, Cause, explain
from tenants.billing.lines import Service

NAMES = ("Dostawa wody", "Odprowadzanie ścieków", "Opłata abonamentowa", "Wywóz")


def service(name: str, unit: str, quantity: str | None, price: int) -> Service:
    """A service at `price` grosze with VAT per unit."""
    number = None if quantity is None else Decimal(quantity)
    gross = price if number is None else int(number * price)
    return Service(name, unit, number, gross, gross)


def bill(water: str, price: int, fee: int = 1000, months: str = "2", **more: object) -> Bill:
    services = (service("Dostawa wody", "m3", water, price), service("Opłata", "mc", months, fee))
    return Bill(sum(one.gross_grosze for one in services), services, **more)  # type: ignore[arg-type]


services = st.lists(
    st.builds(
        Service,
        st.sampled_from(NAMES),
        st.sampled_from(["m3", "mc", "szt.", ""]),
        st.none() | st.decimals(-1000, 1000, places=3),
        st.integers(-(10**7), 10**7),
        st.integers(-(10**7), 10**7),
    ),
    max_size=6,
    unique_by=lambda one: (one.name, one.unit),
).map(tuple)
bills = st.builds(
    Bill,
    st.integers(-(10**8), 10**8),
    services,
    st.none() | st.integers(1, 400),
    st.booleans(),
    st.integers(-(10**6), 10**6),
)


@given(bills, bills)
def test_the_parts_of_any_two_bills_make_the_whole(before: Bill, after: Bill) -> None:
    found = explain(before=before, after=after)
    assert sum(part.grosze for part in found.parts) == after.gross_grosze - before.gross_grosze
    assert all(part.grosze for part in found.parts)
    causes = [part.cause for part in found.parts]
    assert [cause for cause in Cause if cause in causes] == list(dict.fromkeys(causes))


@given(
    st.integers(0, 500), st.integers(0, 500), st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 5000)
)
def test_between_whole_bills_rounding_leaves_at_most_some_grosze(
    was: int, now: int, old_price: int, new_price: int, fee: int
) -> None:
    found = explain(before=bill(str(was), old_price, fee), after=bill(str(now), new_price, fee + 7))
    other = found.part(Cause.OTHER)
    assert other is None or abs(other.grosze) <= 3


def test_more_water_alone_is_use() -> None:
    found = explain(before=bill("10", 1200), after=bill("13", 1200))
    assert [(part.cause, part.grosze, part.m3) for part in found.parts] == [(Cause.USAGE, 3600, Decimal(3))]


def test_water_and_sewage_that_part_ways_are_told_apart() -> None:
    """In summer the garden's water is no sewage: 6 m³ came in both times, and 2, then 6 went out."""

    def summer(sewage: str) -> Bill:
        services = (
            service("Dostawa wody", "m3", "6", 500),
            service("Odprowadzanie ścieków", "m3", sewage, 900),
        )
        return Bill(sum(one.gross_grosze for one in services), services)

    found = explain(before=summer("2"), after=summer("6"))
    assert [(part.cause, part.service, part.m3, part.grosze) for part in found.parts] == [
        (Cause.USAGE, "Odprowadzanie ścieków", Decimal(4), 3600)
    ]


def test_a_new_price_alone_is_price() -> None:
    found = explain(before=bill("10", 1200), after=bill("10", 1300))
    assert [(part.cause, part.grosze) for part in found.parts] == [(Cause.PRICE, 1000)]


def test_more_use_at_a_new_price_is_both() -> None:
    found = explain(before=bill("10", 1200), after=bill("13", 1300))
    assert [(part.cause, part.grosze) for part in found.parts] == [(Cause.USAGE, 3600), (Cause.PRICE, 1300)]


def test_rounded_amounts_are_no_new_price() -> None:
    """13 m³ and 10 m³ at 5.87 zł and 8% of VAT: each amount is rounded, and the price is still the same."""
    price = Decimal("633.96")
    before, after = (
        Service("Dostawa wody", "m3", Decimal(used), 0, gross, price)
        for used, gross in ((10, 6340), (13, 8241))
    )
    found = explain(before=Bill(6340, (before,)), after=Bill(8241, (after,)))
    assert [(part.cause, part.grosze) for part in found.parts] == [(Cause.USAGE, 1901)]


def test_a_longer_period_is_days_and_not_use() -> None:
    found = explain(before=bill("10", 1200, days=30), after=bill("20", 1200, months="4", days=60))
    assert [(part.cause, part.grosze, part.days) for part in found.parts] == [(Cause.DAYS, 12000 + 2000, 30)]


def test_a_day_or_two_more_are_not_worth_telling() -> None:
    found = explain(before=bill("10", 1200, days=59), after=bill("11", 1200, days=62))
    assert [part.cause for part in found.parts] == [Cause.USAGE]


def test_another_fixed_fee_is_told_as_such() -> None:
    found = explain(before=bill("10", 1200, 1000), after=bill("10", 1200, 1150))
    assert [(part.cause, part.grosze) for part in found.parts] == [(Cause.FIXED_FEE, 300)]


def test_after_an_estimate_use_is_the_estimates() -> None:
    found = explain(before=bill("10", 1200, estimated=True), after=bill("15", 1200))
    assert [(part.cause, part.grosze, part.m3) for part in found.parts] == [
        (Cause.ESTIMATE, 6000, Decimal(5))
    ]


def test_what_the_earlier_bill_was_corrected_by_comes_first() -> None:
    """Issued for 12 m³, corrected to 10, now 10 again: nothing else has changed."""
    issued = bill("12", 1200)
    before = Bill(issued.gross_grosze, bill("10", 1200).services, corrections_grosze=-2400)
    found = explain(before=before, after=bill("10", 1200))
    assert [(part.cause, part.grosze) for part in found.parts] == [(Cause.CORRECTION, -2400)]


def test_a_service_that_came_or_went_is_other() -> None:
    with_more = Bill(
        bill("10", 1200).gross_grosze + 500,
        (*bill("10", 1200).services, service("Wywóz", "szt.", "1", 500)),
    )
    came = explain(before=bill("10", 1200), after=with_more)
    went = explain(before=with_more, after=bill("10", 1200))
    assert [(part.cause, part.grosze) for part in came.parts] == [(Cause.OTHER, 500)]
    assert [(part.cause, part.grosze) for part in went.parts] == [(Cause.OTHER, -500)]


def test_water_after_none_is_use_and_water_before_none_too() -> None:
    first = explain(before=bill("0", 1200), after=bill("4", 1200))
    last = explain(before=bill("4", 1200), after=bill("0", 1200))
    assert [(part.cause, part.grosze, part.m3) for part in first.parts] == [(Cause.USAGE, 4800, Decimal(4))]
    assert [(part.cause, part.grosze, part.m3) for part in last.parts] == [(Cause.USAGE, -4800, Decimal(-4))]
