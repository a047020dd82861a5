"""Wall 6: a message names its tenant or is refused; turns are fair; one tenant's trouble is not another's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery.exceptions import Reject
from django.utils import timezone

from ebok import celery, work
from tenants.billing.tasks import TELL
from tenants.files import storing
from tenants.identity.models import CacheRow, Throttle
from tenants.outbox import services
from tenants.outbox.models import EntryState, OutboxEntry
from tenants.outbox.services import GiveUp, Work, enqueue, handles
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState

KIND = "test.turn"


@pytest.fixture
def done() -> Iterator[list[str]]:
    """The slugs of the tenants in whose context the work was done, in order."""
    order: list[str] = []

    @handles(KIND, lease=timedelta(seconds=30))
    def do(work: Work) -> None:
        if "hopeless" in work.payload:
            raise GiveUp("never")
        order.append(context.current().slug)

    yield order
    del services._handlers[KIND]


def fill(tenant: Tenant, rows: int) -> None:
    with tenant:
        for _ in range(rows):
            enqueue(KIND, {})


def test_turns_go_round_so_that_a_flood_does_not_starve_the_others(
    rzeszow: Tenant, kostrzyn: Tenant, done: list[str]
) -> None:
    fill(rzeszow, 1)
    fill(kostrzyn, 7)

    assert work.go_round(limit=3, clock=timezone.now) == 8

    assert done == ["kostrzyn"] * 3 + ["rzeszow"] + ["kostrzyn"] * 4


def test_a_wake_up_does_only_its_own_tenants_work(rzeszow: Tenant, kostrzyn: Tenant, done: list[str]) -> None:
    fill(rzeszow, 2)
    fill(kostrzyn, 2)

    celery.wake(tenant=str(rzeszow.uuid))

    assert done == ["rzeszow", "rzeszow"]


@pytest.mark.parametrize("name", ["00000000-0000-4000-8000-000000000000", "", "public", "t_abcdefghijkl"])
def test_e7_a_message_without_a_known_tenant_is_refused(rzeszow: Tenant, done: list[str], name: str) -> None:
    fill(rzeszow, 1)

    with pytest.raises(Reject):
        celery.wake(tenant=name)

    assert done == []


def test_e7_a_message_that_names_no_tenant_at_all_does_nothing(rzeszow: Tenant, done: list[str]) -> None:
    fill(rzeszow, 1)

    with pytest.raises(TypeError):
        celery.wake()

    assert done == []


def test_a_suspended_tenant_gets_no_work_done(rzeszow: Tenant, done: list[str]) -> None:
    fill(rzeszow, 1)
    with context.platform():
        Tenant.objects.filter(pk=rzeszow.pk).update(state=TenantState.SUSPENDED)

    with pytest.raises(Reject):
        celery.wake(tenant=str(rzeszow.uuid))
    assert work.go_round(limit=3, clock=timezone.now) == 0
    assert done == []


def test_every_task_says_whose_it_is_or_is_the_platforms_own() -> None:
    """A task that takes a tenant takes it by keyword; the others go round by themselves."""
    ours = {name for name in celery.app.tasks if not name.startswith("celery.")}

    assert ours == {"ebok.wake", "ebok.sweep", "ebok.housekeeping"}


def test_a_step_that_fails_stops_neither_the_next_ones_nor_the_next_utility(
    rzeszow: Tenant, kostrzyn: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_roots", [tmp_path])
    with kostrzyn:
        part = storing.root() / context.key_prefix() / "imports" / "x.part"
        part.mkdir(parents=True)  # what a sweep cannot delete
        os.utime(part, (0, 0))
    work.housekeep(at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    for tenant in (rzeszow, kostrzyn):
        with tenant:
            assert OutboxEntry.objects.filter(kind=TELL).count() == 1, (
                "what comes after the sweep has been done"
            )
    assert part.exists(), "the step did fail"


def test_housekeeping_throws_away_what_is_past_its_use(
    rzeszow: Tenant, kostrzyn: Tenant, done: list[str]
) -> None:
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, {})
        enqueue(KIND, {"hopeless": "with a link that was never mailed"})
        Throttle.objects.create(key="old", window=now - timedelta(days=3))
        Throttle.objects.create(key="new", window=now)
        CacheRow.objects.create(cache_key="old", value="", expires=now - timedelta(seconds=1))
    with kostrzyn:
        part = storing.root() / context.key_prefix() / "imports" / "x.part"
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"half")
        os.utime(part, (0, 0))
    work.go_round(limit=5, clock=timezone.now)

    work.housekeep(at=now)
    with rzeszow:
        assert [row.key for row in Throttle.objects.all()] == ["new"]
        assert CacheRow.objects.count() == 0
        worked = OutboxEntry.objects.filter(kind=KIND)  # beside it the day's own looks are ordered
        states = worked.order_by("id").values_list("state", flat=True)
        assert list(states) == [EntryState.DONE, EntryState.DEAD], "finished work is kept for a month"
    work.housekeep(at=now + timedelta(days=31))
    with rzeszow:
        assert OutboxEntry.objects.filter(kind=KIND).count() == 0
    assert not part.exists()
