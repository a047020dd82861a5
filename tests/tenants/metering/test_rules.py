"""Days of reading, by utility, by area and by settlement cycle; who and what; what follows."""

from __future__ import annotations

from datetime import date

import pytest

from tenants.customers.models import AccessRole, ServicePoint
from tenants.metering import rules
from tenants.metering.models import Meter, MeterKind
from tenants.metering.rules import Follows, Opening
from tenants.profile import presets
from tenants.profile.schema.areas import Area, Areas
from tenants.profile.schema.readings import CycleWindow, ReadingWindow

RZESZOW, KOSTRZYN = presets.source("rzeszow").profile, presets.source("kostrzyn").profile
FREE = RZESZOW.readings.model_copy(update={"window": None})


def point(months: int | None = 2, area: str = "") -> ServicePoint:
    return ServicePoint(number="P", settlement_months=months, area=area)


@pytest.mark.parametrize(
    ("day", "open_from"),
    [
        (date(2026, 11, 19), None),
        (date(2026, 11, 20), 20),
        (date(2026, 11, 30), 20),
        (date(2026, 2, 28), 20),
        (date(2026, 12, 1), None),
    ],
)
def test_the_window_of_rzeszow_runs_from_the_twentieth_to_the_months_end(
    day: date, open_from: int | None
) -> None:
    found = rules.opening_on(RZESZOW.readings, point(), day)
    assert (found.first.day if found else None) == open_from


def test_the_cycles_window_goes_before_the_general_one() -> None:
    monthly, other = point(1), point(3)
    assert rules.opening_on(KOSTRZYN.readings, monthly, date(2026, 11, 18)) == Opening(
        date(2026, 11, 18), date(2026, 11, 30)
    )
    assert rules.opening_on(KOSTRZYN.readings, other, date(2026, 11, 18)) is None
    assert rules.next_opening(KOSTRZYN.readings, other, date(2026, 11, 18)) == Opening(
        date(2026, 11, 25), date(2026, 11, 30)
    )


def test_a_cycle_may_name_its_months() -> None:
    window = CycleWindow(settlement_months=6, first_day=1, last_day=10, months=(1, 7))
    half_yearly = RZESZOW.readings.model_copy(update={"cycle_windows": (window,)})
    assert rules.opening_on(half_yearly, point(6), date(2026, 11, 5)) is None
    assert rules.next_opening(half_yearly, point(6), date(2026, 11, 5)) == Opening(
        date(2027, 1, 1), date(2027, 1, 10)
    )
    assert rules.next_opening(half_yearly, point(6), date(2027, 1, 1)) == Opening(
        date(2027, 7, 1), date(2027, 7, 10)
    )


def test_without_a_window_every_day_is_open() -> None:
    assert rules.opening_on(FREE, point(), date(2026, 11, 3)) is not None


def test_an_areas_own_rules_count_there_and_nowhere_else() -> None:
    own = RZESZOW.readings.model_copy(
        update={"window": ReadingWindow(first_day=1, last_day=5), "photo": "required"}
    )
    area = Area(key="gmina", title={"pl": "Gmina"}, municipalities=("Gmina",), readings=own)
    profile = RZESZOW.model_copy(update={"areas": Areas(areas=(area,))})
    assert rules.rules_for(profile, point(area="gmina")) == own
    assert rules.rules_for(profile, point(area="inna")) == RZESZOW.readings
    assert rules.rules_for(profile, point()) == RZESZOW.readings


@pytest.mark.parametrize(
    ("changed", "day", "expected"),
    [
        ({"triggers": "invoice"}, date(2026, 11, 20), Follows.INVOICE),
        ({"triggers": "next_invoice"}, date(2026, 11, 20), Follows.NEXT_INVOICE),
        ({"triggers": "nothing"}, date(2026, 11, 20), Follows.NOTHING),
        ({"triggers": "invoice"}, date(2026, 11, 2), Follows.NOTHING),  # outside the days no invoice results
    ],
)
def test_what_follows_is_said_by_the_rule_and_the_day(
    changed: dict[str, str], day: date, expected: Follows
) -> None:
    assert rules.follows(RZESZOW.readings.model_copy(update=changed), point(), day) is expected


@pytest.mark.parametrize(
    ("changed", "meter", "read"),
    [
        ({}, Meter(kind=MeterKind.MAIN), True),
        ({"accepted": False}, Meter(kind=MeterKind.MAIN), False),
        ({}, Meter(kind=MeterKind.MAIN, remote=True), False),
        ({"remote_meters": True}, Meter(kind=MeterKind.MAIN, remote=True), True),
        ({"meter_kinds": ("main",)}, Meter(kind=MeterKind.GARDEN), False),
        ({}, Meter(kind=MeterKind.MAIN, removed_on=date(2026, 1, 1)), False),
    ],
)
def test_whose_state_people_send(changed: dict[str, object], meter: Meter, read: bool) -> None:
    assert rules.is_read_here(RZESZOW.readings.model_copy(update=changed), meter) is read


def test_who_sends_is_said_by_the_kind_of_access() -> None:
    assert [rules.may_send(RZESZOW.readings, role) for role in AccessRole] == [True, True, True, False]
    viewers = RZESZOW.readings.model_copy(update={"roles": ("owner", "viewer")})
    assert rules.may_send(viewers, AccessRole.VIEWER)
    assert not rules.may_send(viewers, AccessRole.MANAGER)
    assert rules.may_send(viewers, None)


def test_the_gardens_deadline_is_thirtieth_november_then_next_years() -> None:
    garden = Meter(kind=MeterKind.GARDEN)
    days = [
        rules.deadline_ahead(RZESZOW.readings, garden, day) for day in (date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert [found[0] for found in days if found] == [date(2026, 11, 30), date(2027, 11, 30)]
    assert rules.deadline_ahead(RZESZOW.readings, Meter(kind=MeterKind.MAIN), date(2026, 11, 30)) is None
    assert rules.deadline_ahead(KOSTRZYN.readings, garden, date(2026, 11, 30)) is None


def test_a_garden_meter_past_its_verification_is_no_use_where_the_utility_says_so() -> None:
    over = Meter(kind=MeterKind.GARDEN, verification_until=date(2026, 11, 19))
    assert rules.unusable(RZESZOW.readings, over, date(2026, 11, 20))
    assert not rules.unusable(RZESZOW.readings, over, date(2026, 11, 19))
    lenient = RZESZOW.readings.model_copy(update={"garden_needs_verification": False})
    assert not rules.unusable(lenient, over, date(2026, 11, 20))
    assert not rules.unusable(
        RZESZOW.readings, Meter(kind=MeterKind.MAIN, verification_until=date(2020, 1, 1)), date(2026, 11, 20)
    )


def test_the_two_presets_differ_in_their_rules() -> None:
    differing = {
        name
        for name in (
            "window",
            "cycle_windows",
            "outside_window",
            "min_days_between",
            "accept",
            "triggers",
            "without_login",
        )
        if getattr(RZESZOW.readings, name) != getattr(KOSTRZYN.readings, name)
    }
    assert differing == {
        "window",
        "cycle_windows",
        "outside_window",
        "min_days_between",
        "accept",
        "triggers",
        "without_login",
    }
