"""The import against its floor: a raw COPY of the same rows into the same indexed tables, in the same run.

Each step runs in a process of its own, so that memory is the step's alone. Alone: `python -m tests.bench.bench_import 100000`.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ENTITIES = ("customers", "contracts", "service_points", "invoices", "invoice_lines")
TODAY = date(2026, 11, 20)


ROUNDS = 3


def measure(*, invoices: int, into: Sequence[str]) -> dict[str, Any]:
    """Ratios for that many invoices; `into` are slugs of 1 + 2 x ROUNDS empty, active tenants. Needs Django set up.

    The first tenant takes an import that is not measured: it warms the server up and gives the rows for the floor.
    Then floor and import take turns, each into fresh tables; the least time of each counts, because what else runs on
    the machine can only add to it. `of_floor` is the floor's time over ours (1.0 would be as fast as a raw COPY),
    `again_faster` the first import's time over the second's, `peak_mb` the most memory that an importing process took.
    """
    warm, others = into[0], into[1:]
    with tempfile.TemporaryDirectory(prefix="ebok-bench-") as home:
        package, rows = _make_package(Path(home), invoices)
        _in_a_process("import", warm, str(package), "first")
        _in_a_process("dump", warm, home, "")
        floor, first, second = [], [], []
        for bare, measured in zip(others[::2], others[1::2], strict=True):
            floor.append(_in_a_process("floor", bare, home, ""))
            first.append(_in_a_process("import", measured, str(package), "first"))
            second.append(_in_a_process("import", measured, str(package), "second"))
    return {
        "invoices": rows["invoices"],
        "lines": rows["invoice_lines"],
        "floor_seconds": round(_least(floor), 2),
        "first_seconds": round(_least(first), 2),
        "second_seconds": round(_least(second), 2),
        "of_floor": round(_least(floor) / _least(first), 2),
        "again_faster": round(_least(first) / _least(second), 2),
        "peak_mb": max(one["peak_mb"] for one in first + second),
    }


def _least(runs: list[dict[str, Any]]) -> float:
    return min(float(run["seconds"]) for run in runs)


def _make_package(home: Path, invoices: int) -> tuple[Path, dict[str, int]]:
    """A demo package of about that many invoices, cut down to customers, points, invoices and lines."""
    from tenants.integration.demo.generator import generate  # noqa: PLC0415 -- after Django is set up
    from tenants.integration.demo.towns import RZESZOW  # noqa: PLC0415
    from tenants.integration.package.manifest import Mode  # noqa: PLC0415

    customers = max(5, round(invoices / 20.7))  # how many invoices a customer of the demo has on average
    made = generate(
        town=RZESZOW, customers=customers, seed=1, today=TODAY, out=home / "package", mode=Mode.DELTA
    )
    manifest = json.loads((made.folder / "manifest.json").read_text())
    manifest["files"] = [file for file in manifest["files"] if file["entity"] in ENTITIES]
    (made.folder / "manifest.json").write_text(json.dumps(manifest))
    return made.folder, made.rows


def _in_a_process(what: str, slug: str, path: str, key: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_import", what, slug, path, key],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _step(what: str, slug: str, path: str, key: str) -> dict[str, Any]:
    import django  # noqa: PLC0415

    django.setup()
    from tenants.registry import context  # noqa: PLC0415
    from tenants.registry.models import Tenant  # noqa: PLC0415

    with context.platform():
        tenant = Tenant.objects.prefetch_related("domains").get(slug=slug)
    importlib.import_module("tenants.integration.services")
    with tenant:
        started = time.perf_counter()
        {"import": _import, "dump": _dump, "floor": _floor}[what](Path(path), key)
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _import(package: Path, key: str) -> None:
    from tenants.integration.demo.towns import RZESZOW  # noqa: PLC0415
    from tenants.integration.services import import_package  # noqa: PLC0415

    report = import_package(
        package=package,
        dry_run=False,
        by="bench",
        at=datetime.now(UTC),
        seller_nip=RZESZOW.nip,
        idempotency_key=key,
    )
    if report.problems or report.changes_something != (key == "first"):
        raise RuntimeError(str(report.as_json())[:2000])


def _tables() -> list[tuple[str, str]]:
    """Table and its writable columns, in the order in which references allow them to be filled."""
    from tenants.integration.package.spec import entities  # noqa: PLC0415

    models = [entities()[name].model for name in ENTITIES]
    return [
        (
            model._meta.db_table,
            ", ".join(
                field.column for field in model._meta.concrete_fields if field.column and not field.generated
            ),
        )
        for model in models
    ]


def _dump(home: Path, key: str) -> None:
    from django.db import connection  # noqa: PLC0415

    for table, columns in _tables():
        query = f"COPY {table} ({columns}) TO STDOUT"
        with connection.cursor() as cursor, (home / table).open("wb") as file, cursor.copy(query) as copy:
            for block in copy:
                file.write(block)


def _floor(home: Path, key: str) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        for table, columns in _tables():
            with (
                (home / table).open("rb") as file,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):
                while block := file.read(1 << 18):
                    copy.write(block)


def _alone(invoices: int) -> dict[str, Any]:
    """The measurement on a throw-away server with fresh tenants."""
    from tests import server  # noqa: PLC0415 -- starts the server

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from ebok.fleet import cluster, migrating, provisioning  # noqa: PLC0415
    from tenants.registry.models import TenantState  # noqa: PLC0415

    cluster.prepare(
        superuser_url=os.environ[server.SUPERUSER], database=server.DATABASE, passwords=server.PASSWORDS
    )
    migrating.migrate_public()
    slugs = [f"bench-{place}" for place in range(1 + 2 * ROUNDS)]
    for slug in slugs:
        tenant = provisioning.request_tenant(
            slug=slug, name=slug, primary_host=f"{slug}.localhost", preset="", by="bench", at=timezone.now()
        )
        provisioning.provision(tenant)
        provisioning.set_state(tenant, TenantState.ACTIVE)
    return measure(invoices=invoices, into=slugs)


if __name__ == "__main__":
    result = (
        _step(*sys.argv[1:]) if len(sys.argv) == 5 else _alone(int(sys.argv[1]) if sys.argv[1:] else 100_000)
    )
    sys.stdout.write(json.dumps(result) + "\n")
