"""Write work down with the business change, claim it with a lease, do it, mark it: nothing else starts effects."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from tenants.outbox.models import EntryState, OutboxEntry
from tenants.registry import context

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
BACKOFF = [timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 3600)]


class UnknownKind(LookupError):
    """No room registered a handler for this kind of work."""


class GiveUp(Exception):
    """A handler raises this when trying again cannot help: the row goes to the dead at once."""


@dataclass(frozen=True)
class Work:
    """What a handler receives. `key` is the idempotency key to hand to the provider."""

    key: str
    kind: str
    payload: dict[str, Any]
    attempt: int


@dataclass(frozen=True)
class Handler:
    do: Callable[[Work], None]
    lease: timedelta


_handlers: dict[str, Handler] = {}
_wakers: list[Callable[[context.Place | None], None]] = []


def handles(kind: str, *, lease: timedelta) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Register the one function that brings about work of `kind`.

    It runs in the tenant's context, outside any transaction, and may run twice after a crash: it must be idempotent
    by `work.key`. `lease` must exceed three times the provider's time-out, else a slow provider is called twice.
    """

    def register(do: Callable[[Work], None]) -> Callable[[Work], None]:
        if kind in _handlers:
            raise ValueError(f"{kind} has a handler already")
        _handlers[kind] = Handler(do, lease)
        return do

    return register


def register_waker(waker: Callable[[context.Place | None], None]) -> None:
    """Name the function that tells a worker there is work: called after commit, allowed to fail."""
    if waker not in _wakers:
        _wakers.append(waker)


def enqueue(
    kind: str, payload: dict[str, Any], *, dedup_key: str = "", not_before: datetime | None = None
) -> bool:
    """Write one row of work into the current schema, in the caller's transaction; False when it was there already.

    The tenant is captured here, not when the transaction commits (E6). Raises UnknownKind for work nobody does.
    """
    if kind not in _handlers:
        raise UnknownKind(kind)
    place = context.current_or_none()
    fields: dict[str, Any] = {"kind": kind, "payload": payload}
    if not_before is not None:
        fields["not_before"] = not_before
    _, created = OutboxEntry.objects.get_or_create(
        dedup_key=dedup_key or f"{kind}:{uuid4()}", defaults=fields
    )
    if created:
        transaction.on_commit(lambda: _wake(place), robust=True)  # noqa: TID251 -- the one place that may
    return created


def dispatch(*, limit: int, clock: Callable[[], datetime]) -> int:
    """Claim waiting rows of the current schema one by one and do them; returns how many, at most `limit`.

    Rows whose lease ran out are claimed again: their worker died. Never called inside a transaction.
    One at a time, because a lease must cover the work itself and not the queue in front of it.
    """
    done = 0
    while done < limit and (claimed := _claim(clock())) is not None:
        _do(*claimed, clock)
        done += 1
    return done


def _wake(place: context.Place | None) -> None:
    for waker in _wakers:
        try:
            waker(place)
        except Exception:  # the broker may be down: the sweeper finds the row
            log.warning("Could not wake a worker; the sweeper will find the work.", exc_info=True)


def _claim(at: datetime) -> tuple[int, Work] | None:
    kinds = list(_handlers)
    leases = [_handlers[kind].lease.total_seconds() for kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE outbox_outboxentry AS entry
               SET state = 'leased', attempts = attempts + 1,
                   lease_until = %s + make_interval(secs => coalesce(
                       (SELECT seconds FROM unnest(%s::text[], %s::float8[]) AS lease(kind, seconds)
                         WHERE lease.kind = entry.kind), 60))
             WHERE id = (
                   SELECT id FROM outbox_outboxentry
                    WHERE not_before <= %s AND (state = 'new' OR (state = 'leased' AND lease_until < %s))
                    ORDER BY not_before, id
                    LIMIT 1
                      FOR UPDATE SKIP LOCKED)
            RETURNING id, dedup_key, kind, payload, attempts
            """,
            [at, kinds, leases, at, at],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0], Work(key=row[1], kind=row[2], payload=json.loads(row[3]), attempt=row[4])


def _do(entry_id: int, work: Work, clock: Callable[[], datetime]) -> None:
    handler = _handlers.get(work.kind)
    try:
        if work.attempt > MAX_ATTEMPTS:  # no exception ever told of it: each time the whole process died
            raise GiveUp(f"Its worker died, the last of {MAX_ATTEMPTS} times.")
        if handler is None:
            raise GiveUp(f"Nobody does {work.kind}.")
        handler.do(work)
    except GiveUp as error:
        _settle(entry_id, work, state=EntryState.DEAD, finished_at=clock(), last_error=str(error)[:2000])
        log.error("Outbox %s %s given up: %s", work.kind, work.key, error)
    except Exception as error:
        problem = repr(error)[:2000]
        if work.attempt >= MAX_ATTEMPTS:
            _settle(entry_id, work, state=EntryState.DEAD, finished_at=clock(), last_error=problem)
            log.exception("Outbox %s %s given up after %s attempts", work.kind, work.key, work.attempt)
        else:
            wait = BACKOFF[min(work.attempt, len(BACKOFF)) - 1]
            _settle(entry_id, work, state=EntryState.NEW, not_before=clock() + wait, last_error=problem)
            log.warning("Outbox %s %s failed, again in %s: %r", work.kind, work.key, wait, error)
    else:
        # A mail carries links by which one gets in: they have no business in the table once it has left.
        _settle(entry_id, work, state=EntryState.DONE, finished_at=clock(), last_error="", payload={})


def _settle(entry_id: int, work: Work, **changes: Any) -> None:
    # Fenced by the attempt: a worker that outlived its lease must not undo what its successor has in hand.
    held = OutboxEntry.objects.filter(pk=entry_id, state=EntryState.LEASED, attempts=work.attempt)
    if not held.update(lease_until=None, **changes):
        log.warning("Outbox %s %s outlived its lease: somebody else has it now", work.kind, work.key)
