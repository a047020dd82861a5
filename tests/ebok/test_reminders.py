"""Reminders by the calendar: housekeeping orders them each day, import or none, from eight in the morning, once a mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from ebok import work
from tenants.metering.models import MeterKind
from tenants.metering.tasks import REMIND as METERS
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tenants.septic.models import Emptying, SepticTank
from tests.cast import TODAY, make_customer, post_of
from tests.water import make_meter, make_point, owner_of

SEVEN = datetime(2026, 11, 20, 6, 59, tzinfo=UTC)  # 7:59 in Warsaw
EIGHT = SEVEN + timedelta(minutes=1)
SUBJECT = "Legalizacja wodomierza SW1 kończy się"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock that jobs read and by which their work may begin, to be set: the test's day is not today's."""
    now = [SEVEN]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    monkeypatch.setattr(OutboxEntry._meta.get_field("not_before"), "_get_default", lambda: now[0])
    return now


def housekept(clock: list[datetime], tenant: Tenant, *times: datetime) -> list[tuple[str, str]]:
    """To whom what was mailed after housekeeping at each of the times, with nothing imported."""
    told = []
    for at in times:
        clock[0] = at
        work.housekeep(at=at)
        told += [(letter.to, letter.subject) for letter in post_of(tenant)]
    return told


def test_a_utility_that_imports_nothing_still_reminds_once_per_mark(
    rzeszow: Tenant, kostrzyn: Tenant, clock: list[datetime]
) -> None:
    with rzeszow:
        owner = make_customer(billed=False)
        until = TODAY + timedelta(days=31)
        make_meter(make_point(owner), monthly=1, kind=MeterKind.GARDEN, verification_until=until)
        owner_of(owner).accesses.update(valid_from=SEVEN - timedelta(days=30))
        assert profiles.published().readings.window
    assert housekept(clock, rzeszow, SEVEN) == [], "nobody is woken"
    hours = [EIGHT, EIGHT + timedelta(hours=1), EIGHT + timedelta(hours=12)]
    first = housekept(clock, rzeszow, *hours)
    assert [subject.partition(" kończy")[0] for _to, subject in first] == [
        "Legalizacja wodomierza SW1", "Do 30 listopada 2026 możesz podać odczyt wodomierza",
    ]  # fmt: skip
    days = [EIGHT + timedelta(days=later) for later in (1, 2, 3)]
    later = housekept(clock, rzeszow, *days)
    assert [subject for _to, subject in later] == [f"{SUBJECT} 21 grudnia 2026"], (
        "the mark of thirty days, once"
    )
    assert post_of(kostrzyn) == []


def test_the_tanks_of_a_utility_are_looked_at_each_day(kostrzyn: Tenant, clock: list[datetime]) -> None:
    with kostrzyn:
        owner = make_customer(billed=False)
        owner_of(owner).accesses.update(valid_from=SEVEN - timedelta(days=30))
        tank = SepticTank.objects.create(code="ZB-1", customer=owner, address="ul. Prosta 1")
        Emptying.objects.create(code="1", tank=tank, emptied_on=TODAY - timedelta(days=80), volume_m3=8)
    assert housekept(clock, kostrzyn, SEVEN) == []
    assert [to for to, _subject in housekept(clock, kostrzyn, EIGHT, EIGHT + timedelta(days=1))] == [
        "anna@poczta.example"
    ]


def test_the_day_is_the_one_of_a_clock_in_warsaw(rzeszow: Tenant, clock: list[datetime]) -> None:
    with rzeszow:
        late, early = EIGHT.replace(hour=22, minute=30), EIGHT + timedelta(days=1)
        for at in (late, early):
            work.housekeep(at=at)
        keys = OutboxEntry.objects.filter(kind=METERS).order_by("id").values_list("dedup_key", flat=True)
        assert list(keys) == [f"{METERS}:2026-11-20", f"{METERS}:2026-11-21"]
