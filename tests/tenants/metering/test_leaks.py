"""Leaks: growth against the season, days without rest, what the profile says, and the customer's answer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tenants.metering.models import (
    LeakCause,
    LeakKind,
    LeakState,
    LeakSuspicion,
    Meter,
    MeterKind,
    MeterToLookAt,
    Reading,
    ReadingKind,
)
from tenants.metering.services import answer_leak, look_for_leaks
from tenants.metering.services.leaks import NotWaiting
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_clerk, make_customer, post_of
from tests.water import AT, daily, last_value, make_meter, make_point, owner_of


@pytest.fixture
def profile(rzeszow: Tenant) -> Any:
    with rzeszow:
        yield profiles.published()


def watched(profile: Profile, **changed: Any) -> Profile:
    leaks = profile.water.leaks.model_copy(update=changed)
    return profile.model_copy(update={"water": profile.water.model_copy(update={"leaks": leaks})})


def bill(
    meter: Meter, used: int, *, day: date = TODAY - timedelta(days=1), kind: str = ReadingKind.BILLING
) -> None:
    value = last_value(meter) + used
    Reading.objects.create(meter=meter, taken_on=day, value_m3=value, consumption_m3=used, kind=kind)


def look(profile: Profile, *meters: Meter, days: int = 0) -> list[LeakSuspicion]:
    MeterToLookAt.objects.bulk_create([MeterToLookAt(meter=meter) for meter in meters])
    look_for_leaks(profile=profile, at=AT + timedelta(days=days))
    assert not MeterToLookAt.objects.exists()
    return list(LeakSuspicion.objects.order_by("id"))


def test_use_far_above_the_season_is_noticed_and_told_once(profile: Profile, rzeszow: Tenant) -> None:
    meter = make_meter(make_point(make_customer()))
    owner_of(meter.service_point.customer)
    bill(meter, 40)
    (leak,) = look(profile, meter)
    assert (leak.kind, leak.state, leak.since, leak.until) == (
        LeakKind.GROWTH, LeakState.OPEN, date(2026, 11, 1), date(2026, 11, 19),
    )  # fmt: skip
    assert (leak.used_m3, leak.usual_m3) == (40, 6)
    assert [letter.subject for letter in post_of(rzeszow)] == ["Wodomierz SW1: zużycie wygląda na wyciek"]
    assert look(profile, meter) == [leak]
    assert post_of(rzeszow) == []


@pytest.mark.parametrize(
    ("used", "changed", "found"),
    [
        (15, {}, 0),  # 2,4 times the usual
        (17, {}, 1),
        (17, {"times_usual": Decimal(3)}, 0),
        (17, {"at_least_m3": Decimal(20)}, 0),
        (40, {"watched": False}, 0),
    ],
)
def test_the_utilitys_own_limits_decide(profile: Profile, used: int, changed: Any, found: int) -> None:
    meter = make_meter(make_point(make_customer()))
    bill(meter, used)
    assert len(look(watched(profile, **changed), meter)) == found


def test_an_estimate_proves_nothing(profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()))
    bill(meter, 90, kind=ReadingKind.ESTIMATE)
    assert look(profile, meter) == []


def test_watering_in_summer_is_usual_where_last_summer_was_the_same(profile: Profile) -> None:
    point = make_point(make_customer())
    meter = make_meter(point, monthly=None, kind=MeterKind.GARDEN)
    value = Decimal(0)
    for back in range(24, -1, -1):
        day = date(2026, 7, 31) - timedelta(days=30 * back)
        used = 40 if day.month in (6, 7, 8) else 0
        value += used
        Reading.objects.create(meter=meter, taken_on=day, value_m3=value, consumption_m3=used)
    MeterToLookAt.objects.create(meter=meter)
    look_for_leaks(profile=profile, at=AT.replace(month=8, day=1))
    assert not LeakSuspicion.objects.exists()


def test_a_young_garden_meter_cannot_be_judged(profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()), kind=MeterKind.GARDEN, months=6, monthly=1)
    bill(meter, 60)
    assert look(profile, meter) == []


@pytest.mark.parametrize(("days", "found"), [(6, 0), (7, 1)])
def test_daily_figures_without_a_day_at_rest(profile: Profile, days: int, found: int) -> None:
    """Rzeszów wants seven days; the eighth back stood still."""
    meter = make_meter(make_point(make_customer()), monthly=None, remote=True)
    daily(meter, days=10, used="0", until=TODAY - timedelta(days=days + 1))
    daily(meter, days=days, used="0.200")
    leaks = look(profile, meter)
    assert [(one.kind, one.since) for one in leaks] == [
        (LeakKind.NEVER_ZERO, TODAY - timedelta(days=days - 1))
    ] * found


def test_a_trickle_below_the_limit_counts_as_rest(profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()), monthly=None, remote=True)
    daily(meter, days=20, used="0.010")
    assert look(profile, meter) == []


def test_it_passes_when_use_is_usual_again(profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()))
    bill(meter, 40, day=TODAY - timedelta(days=8))
    (leak,) = look(profile, meter)
    bill(meter, 3)
    (leak,) = look(profile, meter)
    assert leak.state == LeakState.PASSED


@pytest.mark.parametrize(
    ("cause", "state", "again"),
    [(LeakCause.POOL, LeakState.EXPLAINED, False), (LeakCause.REPAIRED, LeakState.REPAIRED, False),
     (LeakCause.UNKNOWN, LeakState.LOOKING, True)],
)  # fmt: skip
def test_the_customers_answer_ends_it_or_keeps_it_alive(
    profile: Profile, cause: LeakCause, state: LeakState, again: bool
) -> None:
    meter, person = make_meter(make_point(make_customer())), make_clerk()
    bill(meter, 40)
    (leak,) = look(profile, meter)
    answered = answer_leak(leak=leak, cause=cause, by=person, at=AT)
    assert (answered.state, answered.cause, answered.answered_by) == (state, cause, person.email)
    assert len(look(profile, meter)) == 1  # the same days are not asked about twice
    if again:
        answer_leak(leak=leak, cause=LeakCause.REPAIRED, by=person, at=AT)
    with pytest.raises(NotWaiting):
        answer_leak(leak=leak, cause=cause, by=person, at=AT)


def test_three_or_thirty_meters_cost_the_same_reads(profile: Profile, django_assert_num_queries: Any) -> None:
    point = make_point(make_customer())
    for size in (3, 30):
        meters = [make_meter(point, f"{size}-{number}") for number in range(size)]
        MeterToLookAt.objects.bulk_create([MeterToLookAt(meter=meter) for meter in meters])
        with django_assert_num_queries(8):
            assert look_for_leaks(profile=profile, at=AT) == size
