"""Cost previews: by the group and the day, rounded as bills are, the garden's water without sewage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.metering.quoting import quote
from tenants.profile import presets
from tenants.profile.schema import Profile
from tenants.profile.schema.tariffs import Tariff, Tariffs

RZESZOW, KOSTRZYN = presets.source("rzeszow").profile, presets.source("kostrzyn").profile
DAY = date(2026, 11, 20)
volumes = st.decimals(0, 9_999, places=3)


def cost(
    profile: Profile, *, water: str, garden: str = "0", months: int = 2, day: date = DAY, **other: str
) -> int | None:
    found = quote(
        profile=profile, area=other.get("area", ""), group=other.get("group", "W1/S1"), on=day,
        water_m3=Decimal(water), garden_m3=Decimal(garden), months=months,
    )  # fmt: skip
    return found.gross_grosze if found else None


@pytest.mark.parametrize(
    ("profile", "water", "garden", "months", "grosze"),
    [
        # 12 × 5,87 + 12 × 7,14 + 2 × 6,20 = 168,52 net, 182,00 with 8 % VAT
        (RZESZOW, "12", "0", 2, 18200),
        # the garden's five m³ without sewage: 70,44 + 49,98 + 12,40 = 132,82 net
        (RZESZOW, "12", "5", 2, 14345),
        # 9 × 4,96 + 9 × 8,83 + 4,50 = 128,61 net
        (KOSTRZYN, "9", "0", 1, 13890),
        (RZESZOW, "0", "0", 2, 1339),
    ],
)
def test_amounts_worked_out_by_hand(
    profile: Profile, water: str, garden: str, months: int, grosze: int
) -> None:
    assert cost(profile, water=water, garden=garden, months=months) == grosze


def test_no_prices_no_preview() -> None:
    bare = RZESZOW.model_copy(update={"tariffs": Tariffs()})
    assert cost(bare, water="12") is None
    assert cost(RZESZOW, water="12", group="X9") is None
    assert cost(RZESZOW, water="12", day=date(2025, 12, 31)) is None


def test_the_newest_tariff_that_has_begun_counts_and_an_areas_own_before_the_general_one() -> None:
    (tariff,) = RZESZOW.tariffs.tariffs
    group = tariff.groups[0]

    def priced(water: str, **changed: object) -> Tariff:
        dearer = group.model_copy(
            update={"water_net": Decimal(water), "sewage_net": None, "fixed_fee_net": None}
        )
        return tariff.model_copy(update={"groups": (dearer,), **changed})

    listed = (
        priced("1", valid_from=date(2026, 1, 1)),
        priced("2", valid_from=date(2026, 7, 1)),
        priced("3", valid_from=date(2027, 1, 1)),
        priced("4", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30), area="gmina"),
    )
    profile = RZESZOW.model_copy(update={"tariffs": Tariffs(tariffs=listed)})
    assert cost(profile, water="100", day=date(2026, 6, 30)) == 10800
    assert cost(profile, water="100", day=date(2026, 7, 1)) == 21600
    assert cost(profile, water="100", day=date(2026, 6, 30), area="gmina") == 43200
    assert cost(profile, water="100", day=date(2026, 7, 1), area="gmina") == 21600


@given(water=volumes, garden=volumes, months=st.integers(0, 12))
def test_more_water_never_costs_less_and_lines_add_up(water: Decimal, garden: Decimal, months: int) -> None:
    def made(amount: Decimal) -> object:
        found = quote(
            profile=RZESZOW, area="", group="W1/S1", on=DAY, water_m3=amount, garden_m3=garden, months=months
        )
        assert found is not None
        return found

    less, more = made(water), made(water + 1)
    assert less.gross_grosze <= more.gross_grosze
    assert less.net_grosze == sum(line.net_grosze for line in less.lines)
    assert abs(less.vat_grosze * 100 - less.net_grosze * 8) <= 50
    sewage = next(line for line in less.lines if line.kind == "sewage")
    assert sewage.quantity == max(water - garden, 0)
