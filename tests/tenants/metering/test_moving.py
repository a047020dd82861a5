"""A meter goes to somebody else: what the former customer had open there is closed, and shows nothing of the new one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tenants.customers.models import Access, Customer
from tenants.integration.package.writing import PackageWriter
from tenants.integration.services import import_package
from tenants.metering.models import (
    LeakState,
    LeakSuspicion,
    Meter,
    MeterToLookAt,
    SubmissionState,
    SubmittedReading,
)
from tenants.metering.selectors import all_readings_of, meters_of, monthly_consumption, readings_of
from tenants.metering.services import look_for_leaks
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import make_customer
from tests.tenants.metering.test_leaks import bill
from tests.water import AT, make_meter, make_point, owner_of, ruled, send

NIP = "8567346215"


@pytest.fixture
def profile(rzeszow: Tenant) -> Any:
    with rzeszow:
        yield ruled(profiles.published(), window=None, accept="by_staff")


def hand_on(folder: Path) -> None:
    """The next package says that somebody else takes water at the point."""
    make_customer("0054321", "Nowy Właściciel")
    with PackageWriter(folder / "p", utility_nip=NIP, as_of=datetime(2026, 11, 25, tzinfo=UTC)) as out:
        out.add("service_points", number="P1", customer="0054321", address="ul. Lipowa 4/2")
    report = import_package(
        package=folder / "p", dry_run=False, by="test", at=AT, seller_nip=NIP, idempotency_key="p"
    )
    assert report.state == "done", report.problems


def test_an_open_reading_of_the_former_customer_is_closed(profile: Profile, tmp_path: Path) -> None:
    meter = make_meter(make_point(make_customer()))
    former = send(meter, 345, profile=profile)
    assert former.state == SubmissionState.SUBMITTED

    hand_on(tmp_path)

    former.refresh_from_db()
    assert former.state == SubmissionState.WITHDRAWN
    mine = send(Meter.objects.get(), 345, profile=profile)
    assert mine.customer.number == "0054321", "not the former customer's, though the figures are the same"
    assert SubmittedReading.objects.count() == 2


def test_a_suspicion_of_the_former_customer_learns_nothing_of_the_new_one(
    profile: Profile, tmp_path: Path
) -> None:
    meter = make_meter(make_point(make_customer()))
    bill(meter, 40)
    MeterToLookAt.objects.create(meter=meter)
    look_for_leaks(profile=profile, at=AT)
    former = LeakSuspicion.objects.get()

    hand_on(tmp_path)
    # The state at the change of customers, a usual month, and one far above it: usual is only what they used themselves.
    for used, day in ((0, date(2026, 11, 25)), (10, date(2026, 12, 31)), (90, date(2027, 1, 31))):
        bill(meter, used, day=day)
        MeterToLookAt.objects.create(meter=meter)
        look_for_leaks(profile=profile, at=datetime(day.year, day.month, day.day, 11, tzinfo=UTC))
        if day.year == 2026:
            assert list(LeakSuspicion.objects.all()) == [former], (
                "the former one's use is no measure of theirs"
            )

    leaks = list(LeakSuspicion.objects.order_by("id"))
    assert [(one.customer.number, one.state) for one in leaks] == [
        ("0012345", LeakState.PASSED), ("0054321", LeakState.OPEN),
    ]  # fmt: skip
    assert leaks[0].used_m3 == former.used_m3


def test_the_new_customer_sees_nothing_of_what_the_former_one_used(profile: Profile, tmp_path: Path) -> None:
    meter = make_meter(make_point(make_customer()))
    former = meter.readings.update(settled_in="FV/0012345/2")
    assert former and meter.readings.filter(taken_on__lte=AT.date()).exists()

    hand_on(tmp_path)

    owner_of(Customer.objects.get(number="0054321"), "nowy@poczta.example")
    access = Access.objects.get()
    bill(meter, 7, day=date(2026, 12, 31))
    seen = [(one.taken_on, one.settled_in) for one in readings_of(access, meter.pk)]
    assert (
        seen
        == [(date(2026, 12, 31), "")]
        == [(one.taken_on, one.settled_in) for one in all_readings_of(access)]
    )
    used = monthly_consumption(access, until=date(2026, 12, 31), months=24)
    assert sum(one.used_m3 for one in used) == 7
    assert meters_of(access).get().last_value_m3 is not None, (
        "the state from which they go on is theirs to know"
    )
