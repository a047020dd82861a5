"""What the calendar says: a verification that runs out, days of reading; each told once, to those who want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tenants.customers.models import AccessRole
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.metering.models import Meter, MeterKind
from tenants.metering.services import announce_windows, remind_of_verification
from tenants.notifications.models import MessageChannel
from tenants.notifications.services import set_preference
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer, make_user, post_of
from tests.water import AT, make_meter, make_point, owner_of


@pytest.fixture
def profile(rzeszow: Tenant) -> Any:
    with rzeszow:
        yield profiles.published()


def garden(days: int, kind: str = MeterKind.GARDEN) -> Meter:
    meter = make_meter(
        make_point(make_customer()), monthly=1, kind=kind, verification_until=TODAY + timedelta(days=days)
    )
    owner_of(meter.service_point.customer)
    return meter


@pytest.mark.parametrize(("days", "told"), [(91, 0), (90, 1), (30, 1), (0, 1), (-1, 0)])
def test_it_is_said_from_ninety_days_on(profile: Profile, days: int, told: int) -> None:
    garden(days)
    assert remind_of_verification(profile=profile, at=AT) == told


def test_each_mark_is_said_once(profile: Profile, rzeszow: Tenant) -> None:
    garden(90)
    said = [
        remind_of_verification(profile=profile, at=AT + timedelta(days=later))
        for later in (0, 1, 59, 60, 61, 90)
    ]
    assert said == [1, 0, 0, 1, 0, 0]
    assert [letter.subject for letter in post_of(rzeszow)][:1] == [
        "Legalizacja wodomierza SW1 kończy się 18 lutego 2027"
    ]


def test_the_utilitys_own_meter_and_an_empty_list_of_days_say_nothing(profile: Profile) -> None:
    meter = garden(30, MeterKind.MAIN)
    assert remind_of_verification(profile=profile, at=AT) == 0
    Meter.objects.filter(pk=meter.pk).update(kind=MeterKind.GARDEN)
    off = profile.model_copy(
        update={"water": profile.water.model_copy(update={"verification_reminder_days": ()})}
    )
    assert remind_of_verification(profile=off, at=AT) == 0
    assert remind_of_verification(profile=profile, at=AT) == 1


def test_days_of_reading_are_announced_once_to_who_wants_it(profile: Profile, rzeszow: Tenant) -> None:
    garden(400)
    assert announce_windows(profile=profile, at=AT - timedelta(days=2)) == 0
    assert announce_windows(profile=profile, at=AT) == 1
    assert announce_windows(profile=profile, at=AT + timedelta(days=1)) == 0
    assert [letter.subject for letter in post_of(rzeszow)] == [
        "Do 30 listopada 2026 możesz podać odczyt wodomierza"
    ]
    set_preference(
        user=User.objects.get(), topic="reading_window", channel=MessageChannel.EMAIL, wanted=False
    )
    assert announce_windows(profile=profile, at=AT + timedelta(days=30)) == 0


def test_without_windows_nothing_is_announced(profile: Profile) -> None:
    garden(400)
    rules = profile.readings.model_copy(update={"window": None, "cycle_windows": ()})
    assert announce_windows(profile=profile.model_copy(update={"readings": rules}), at=AT) == 0


def test_whoever_cannot_send_a_reading_is_not_asked_for_one(profile: Profile, rzeszow: Tenant) -> None:
    customer = garden(30).service_point.customer
    owner = User.objects.get()
    for email, role, scope in [
        ("widz@poczta.example", AccessRole.VIEWER, ["see_meters"]),
        ("zdalny@poczta.example", AccessRole.DELEGATE, ["see_meters"]),
        ("pomocnik@poczta.example", AccessRole.DELEGATE, ["see_meters", "send_readings"]),
    ]:
        grant_access(
            user=make_user(email), customer=customer, role=role, scope=scope, evidence={}, by="test",
            at=AT - timedelta(days=1),
        )  # fmt: skip
    assert announce_windows(profile=profile, at=AT) == 2
    assert sorted(letter.to for letter in post_of(rzeszow)) == [owner.email, "pomocnik@poczta.example"]
    assert remind_of_verification(profile=profile, at=AT) == 4, (
        "everybody who sees the meter may know its date"
    )


@pytest.mark.parametrize(("ended_days_ago", "told"), [(1, 0), (0, 1), (None, 1)])
def test_a_former_customer_is_reminded_of_nothing(
    profile: Profile, rzeszow: Tenant, ended_days_ago: int | None, told: int
) -> None:
    customer = garden(30).service_point.customer
    last = None if ended_days_ago is None else TODAY - timedelta(days=ended_days_ago)
    customer.contracts.create(number="U1", valid_from=TODAY - timedelta(days=900), valid_to=last)
    assert announce_windows(profile=profile, at=AT) == told
    assert remind_of_verification(profile=profile, at=AT) == told
