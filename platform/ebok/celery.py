"""Celery as wake-up and pool, never as truth: losing every message only delays (the rows are in the outbox).

A message names its tenant's uuid; a worker refuses one without a known, active tenant (wall 6).
"""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.exceptions import Reject

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ebok.settings")

from django.conf import settings  # noqa: E402 -- after the settings module is named
from django.utils import timezone  # noqa: E402 -- same

log = logging.getLogger(__name__)

app = Celery("ebok")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options={
        "conn_string": settings.CELERY_BROKER_DSN,
        "init_extension": False,
        "visibility_timeout": 120,
        "wait_time_seconds": 10,
        "poll_interval_ms": 100,
        "polling_interval": 0.2,
        "pool_timeout": 3,
    }
    if settings.CELERY_BROKER_URL.startswith("pgmq")
    else {},
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue="ebok",
    worker_prefetch_multiplier=4,
    worker_enable_remote_control=False,  # pgmq: its queue names would be too long
    worker_hijack_root_logger=False,
    timezone="Europe/Warsaw",
    beat_schedule={
        "sweep the outboxes": {"task": "ebok.sweep", "schedule": 5.0, "options": {"expires": 30}},
        "housekeeping": {"task": "ebok.housekeeping", "schedule": 3600.0, "options": {"expires": 600}},
    },
)

PER_TURN = 20  # rows one tenant may do before the next tenant's turn


@app.task(name="ebok.wake")
def wake(*, tenant: str, **_: Any) -> None:
    """Do the waiting work of one tenant; `tenant` is its uuid, or `platform`."""
    from ebok import work  # noqa: PLC0415 -- models must not load with the broker's client

    place = work.place_of(tenant)
    if place is None and tenant != work.PLATFORM:
        raise Reject(f"no active tenant {tenant!r}", requeue=False)
    work.take_turn(place, limit=PER_TURN, clock=timezone.now)


@app.task(name="ebok.sweep")
def sweep(**_: Any) -> None:
    """Go round all tenants until nobody has waiting work: what lost wake-ups and dead workers left behind."""
    from ebok import work  # noqa: PLC0415 -- same

    work.go_round(limit=PER_TURN, clock=timezone.now)


@app.task(name="ebok.housekeeping")
def housekeeping(**_: Any) -> None:
    """Throw away what is past its use in every schema: sessions, cache rows, finished work."""
    from ebok import work  # noqa: PLC0415 -- same

    work.housekeep(at=timezone.now())


def send_wake(place: Any) -> None:
    """The outbox's waker: one small message, three seconds at most, losing it only delays."""
    from ebok import work  # noqa: PLC0415 -- same

    wake.apply_async(kwargs={"tenant": str(place.uuid) if place else work.PLATFORM}, retry=False)
