"""Work that must not be lost: written with the change, captured where it was registered, claimed with a lease."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tenants.outbox import services
from tenants.outbox.models import EntryState, OutboxEntry
from tenants.outbox.services import GiveUp, Work, dispatch, enqueue, handles
from tenants.registry import context
from tenants.registry.models import Tenant

KIND = "test.effect"


@pytest.fixture
def effects() -> Iterator[list[Work]]:
    """The effects brought about by a handler that takes `explode` and `hopeless` at their word."""
    seen: list[Work] = []

    @handles(KIND, lease=timedelta(seconds=30))
    def do(work: Work) -> None:
        if work.payload.get("hopeless"):
            raise GiveUp("never")
        if work.payload.get("explode"):
            raise RuntimeError("not now")
        seen.append(work)

    yield seen
    del services._handlers[KIND]


@pytest.fixture
def wakes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(services, "_wakers", [lambda place: seen.append(place.slug if place else "platform")])
    return seen


def states() -> list[tuple[str, int]]:
    return list(OutboxEntry.objects.order_by("id").values_list("state", "attempts"))


def test_an_effect_happens_once_and_its_row_says_so(rzeszow: Tenant, effects: list[Work]) -> None:
    with rzeszow:
        enqueue(KIND, {"n": 1}, dedup_key="one")

        assert dispatch(limit=10, clock=timezone.now) == 1
        assert dispatch(limit=10, clock=timezone.now) == 0

        assert [(work.key, work.payload) for work in effects] == [("one", {"n": 1})]
        assert states() == [(EntryState.DONE, 1)]


def test_the_same_intention_written_twice_is_one_row(rzeszow: Tenant, effects: list[Work]) -> None:
    with rzeszow:
        assert enqueue(KIND, {}, dedup_key="same") is True
        assert enqueue(KIND, {}, dedup_key="same") is False

        assert dispatch(limit=10, clock=timezone.now) == 1


def test_a_change_that_is_rolled_back_takes_its_work_along(rzeszow: Tenant, effects: list[Work]) -> None:
    with rzeszow:
        with pytest.raises(RuntimeError), transaction.atomic():
            enqueue(KIND, {})
            raise RuntimeError
        assert states() == []


def test_e6_the_tenant_is_captured_when_the_work_is_registered(
    rzeszow: Tenant,
    kostrzyn: Tenant,
    effects: list[Work],
    wakes: list[str],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """One transaction around two tenants: each wake-up names the tenant whose work it is, in whatever context it runs."""
    with django_capture_on_commit_callbacks(execute=True), context.platform(), transaction.atomic():
        for tenant in (rzeszow, kostrzyn):
            with tenant:
                enqueue(KIND, {"for": tenant.slug})

    assert wakes == ["rzeszow", "kostrzyn"]
    for tenant in (rzeszow, kostrzyn):
        with tenant:
            dispatch(limit=10, clock=timezone.now)
    assert [work.payload for work in effects] == [{"for": "rzeszow"}, {"for": "kostrzyn"}]


def test_a_dead_broker_only_delays(
    rzeszow: Tenant,
    effects: list[Work],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    def dead(_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(services, "_wakers", [dead])
    with rzeszow:
        with django_capture_on_commit_callbacks(execute=True):
            enqueue(KIND, {})
        assert dispatch(limit=10, clock=timezone.now) == 1


def test_a_failure_waits_and_comes_again(rzeszow: Tenant, effects: list[Work]) -> None:
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, {"explode": True})

        assert dispatch(limit=10, clock=lambda: now + timedelta(seconds=1)) == 1
        assert dispatch(limit=10, clock=lambda: now + timedelta(seconds=2)) == 0
        assert dispatch(limit=10, clock=lambda: now + timedelta(seconds=10)) == 1
        assert states() == [(EntryState.NEW, 2)]


def test_what_fails_for_ever_goes_to_the_dead(rzeszow: Tenant, effects: list[Work]) -> None:
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, {"explode": True})
        enqueue(KIND, {"hopeless": True})
        for hours in range(1, services.MAX_ATTEMPTS + 1):
            dispatch(limit=10, clock=lambda late=now + timedelta(hours=2 * hours): late)

        assert states() == [(EntryState.DEAD, services.MAX_ATTEMPTS), (EntryState.DEAD, 1)]


def test_a_worker_that_died_is_replaced_when_its_lease_ends(rzeszow: Tenant, effects: list[Work]) -> None:
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, {})
        assert services._claim(now + timedelta(seconds=1)) is not None  # … and then its process was killed

        assert dispatch(limit=10, clock=lambda: now + timedelta(seconds=20)) == 0
        assert dispatch(limit=10, clock=lambda: now + timedelta(seconds=40)) == 1


def test_work_that_kills_its_worker_every_time_goes_to_the_dead(rzeszow: Tenant, effects: list[Work]) -> None:
    """No Python exception ever tells of it: only the lease runs out, again and again."""
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, {})
        for died in range(1, services.MAX_ATTEMPTS + 1):
            assert services._claim(now + timedelta(minutes=died)) is not None

        assert dispatch(limit=10, clock=lambda: now + timedelta(days=1)) == 1
        assert dispatch(limit=10, clock=lambda: now + timedelta(days=2)) == 0

        assert effects == []
        entry = OutboxEntry.objects.get()
        assert (entry.state, entry.finished_at) == (EntryState.DEAD, now + timedelta(days=1))
        assert "died" in entry.last_error


@pytest.mark.parametrize("payload", [{}, {"explode": True}, {"hopeless": True}])
def test_a_worker_that_comes_too_late_changes_nothing_of_its_successors_row(
    rzeszow: Tenant, effects: list[Work], payload: dict[str, bool]
) -> None:
    now = timezone.now()
    with rzeszow:
        enqueue(KIND, payload)
        late = services._claim(now + timedelta(seconds=1))
        assert late is not None
        assert services._claim(now + timedelta(seconds=40)) is not None  # … by whom it is being done now

        services._do(*late, lambda: now + timedelta(seconds=41))

        entry = OutboxEntry.objects.get()
        assert (entry.state, entry.attempts) == (EntryState.LEASED, 2)
        assert entry.lease_until == now + timedelta(seconds=70)
        assert entry.payload == payload


def test_what_is_done_keeps_no_content(rzeszow: Tenant, effects: list[Work]) -> None:
    """A mail carries links by which one gets in: they must not lie in the table, or its backups, for a month."""
    with rzeszow:
        enqueue(KIND, {"link": "https://rzeszow.localhost/wejscie/tajny-znak"})
        enqueue(KIND, {"explode": True, "link": "still needed"})
        dispatch(limit=10, clock=timezone.now)

        assert [work.payload["link"] for work in effects] == ["https://rzeszow.localhost/wejscie/tajny-znak"]
        assert list(OutboxEntry.objects.order_by("id").values_list("payload", flat=True)) == [
            {},
            {"explode": True, "link": "still needed"},
        ]


def test_nobody_can_order_work_that_nobody_does(rzeszow: Tenant) -> None:
    with rzeszow, pytest.raises(services.UnknownKind):
        enqueue("test.unknown", {})
