"""E11: 200 jobs, the workers killed with -9 again and again: none is lost, few are done twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import server

JOBS, KILLS, WORKERS = 200, 6, 2
ROOT = Path(__file__).parents[2]

WORKER = """
import os, sys, time
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from ebok import work
from tenants.outbox.services import handles, Work
from tenants.registry import context

@handles("test.effect", lease=timedelta(seconds=3))
def effect(job: Work) -> None:
    time.sleep(0.02)
    file = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{context.current().slug} {job.payload['n']}\\n".encode())
    os.close(file)
    time.sleep(0.02)

idle = 0
while idle < 40:
    idle = 0 if work.go_round(limit=5, clock=timezone.now) else idle + 1
    time.sleep(0.1)
"""

WRITER = """
import sys
from datetime import timedelta
import django; django.setup()
from django.db import transaction
from ebok.fleet import overview
from tenants.outbox.services import enqueue, handles
handles("test.effect", lease=timedelta(seconds=3))(lambda job: None)
for n in range(int(sys.argv[1])):
    with overview.tenant(("rzeszow", "kostrzyn")[n % 2]), transaction.atomic():
        enqueue("test.effect", {"n": n}, dedup_key=f"test.effect:{n}")
"""


def python(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
    }
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment)


@pytest.mark.proof
@pytest.mark.usefixtures("django_db_setup")
def test_no_job_is_lost_whatever_is_killed(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    assert server.DATABASE in os.environ["DATABASE_URL"]
    log = tmp_path / "effects"
    chance = random.Random(11)
    assert python(WRITER, str(JOBS)).wait() == 0

    crew = [python(WORKER, str(log)) for _ in range(WORKERS)]
    for _ in range(KILLS):
        time.sleep(1.2 + chance.random())
        victim = chance.randrange(WORKERS)
        crew[victim].send_signal(signal.SIGKILL)
        crew[victim].wait()
        crew[victim] = python(WORKER, str(log))
    for worker in crew:
        assert worker.wait(timeout=120) == 0

    times = Counter(log.read_text().splitlines())
    expected = {f"{('rzeszow', 'kostrzyn')[n % 2]} {n}" for n in range(JOBS)}
    assert set(times) == expected, "a job was lost, or done in another tenant's name"
    assert max(times.values()) <= 1 + KILLS
    assert sum(times.values()) - JOBS <= KILLS, "at most the job in hand is done twice per kill"
