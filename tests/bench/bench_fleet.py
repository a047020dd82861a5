"""A new utility's schema, and one change over many schemas, against the same SQL sent bare."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

from ebok.fleet import ddl, migrating, opening, provisioning
from tenants.registry.models import Tenant, TenantState
from tenants.registry.names import new_schema_name

ROOT = Path(__file__).parents[2]


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "postgresql": ddl.owner_connection().pg_version,
        "tables": ddl.fresh_schema_sql().count("CREATE TABLE"),
        "indexes": ddl.fresh_schema_sql().count("CREATE INDEX")
        + ddl.fresh_schema_sql().count("CREATE UNIQUE INDEX"),
    }


def make_tenants(slugs: list[str]) -> list[str]:
    """Utilities with Rzeszów's profile, active; returns their slugs."""
    for slug in slugs:
        opening.open_tenant(slug=slug, name=slug, host=f"{slug}.localhost", preset="rzeszow", by="bench")
    return slugs


def new_schema(*, rounds: int) -> dict[str, Any]:
    """Role, schema, rights and the registry's states, against the same DDL bare."""
    owner = ddl.owner_connection()
    owner.ensure_connection()
    ddl.fresh_schema_sql()
    floor, ours = [], []
    for number in range(rounds):
        floor.append(_timed(_floor_schema))
        tenant = _requested(f"p{number}")
        ours.append(_timed(partial(provisioning.provision, tenant)))
    return {
        "floor_ms": round(median(floor) * 1000, 1),
        "ours_ms": round(median(ours) * 1000, 1),
        "times_floor": round(median(ours) / median(floor), 2),
        "allowed": 1.5,
    }


def _requested(slug: str) -> Tenant:
    return provisioning.request_tenant(
        slug=slug,
        name=slug,
        primary_host=f"{slug}.bench.localhost",
        preset="rzeszow",
        by="bench",
        at=timezone.now(),
    )


def _floor_schema() -> None:
    connection = ddl.owner_connection().connection
    schema = new_schema_name()
    script = f'BEGIN; CREATE SCHEMA "{schema}"; {ddl.use_schema(schema)}\n{ddl.fresh_schema_sql()} COMMIT'
    result = connection.pgconn.exec_(script.encode())
    assert not result.error_message, result.error_message


def migration(*, schemas: int) -> dict[str, Any]:
    """One AddField over many schemas: our runner, the bare SQL, and a deploy with nothing to do."""
    for number in range(schemas):
        tenant = _requested(f"m{number}")
        provisioning.provision(tenant)
        provisioning.set_state(tenant, TenantState.ACTIVE)
    with tempfile.TemporaryDirectory() as folder:
        _write_migration(Path(folder))
        outcome: list[migrating.Outcome] = []
        ours = _timed(lambda: outcome.append(migrating.migrate_fleet()))
        nothing = _timed(lambda: outcome.append(migrating.migrate_fleet()))
        assert len(outcome[0].migrated) >= schemas, outcome[0]
        assert not outcome[0].failed, outcome[0].failed
        assert not outcome[1].migrated
    floor = _timed(_bare_change)
    command = _timed(_whole_command)
    return {
        "schemas": len(outcome[0].migrated),
        "floor_seconds": round(floor, 3),
        "ours_seconds": round(ours, 3),
        "times_floor": round(ours / floor, 2),
        "allowed": 6,
        "nothing_to_do_seconds": round(nothing, 3),
        "nothing_to_do_allowed": 1,
        "whole_command_with_nothing_to_do_seconds": round(command, 2),
    }


def _write_migration(folder: Path) -> None:
    """A second migration beside the real first one, in a package that only this run sees."""
    package = folder / "bench_migrations"
    package.mkdir()
    for file in (ROOT / "tenants" / "migrations").glob("*.py"):
        (package / file.name).write_text(file.read_text())
    last = max(file.stem for file in package.glob("0*.py"))
    (package / "9999_bench.py").write_text(
        "from django.db import migrations, models\n"
        "class Migration(migrations.Migration):\n"
        f'    dependencies = [("tenants", "{last}")]\n'
        '    operations = [migrations.AddField("customer", "bench", models.CharField(max_length=20, default=""))]\n'
    )
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"tenants": "bench_migrations"}


def _bare_change() -> None:
    """The same kind of change as raw SQL, one transaction a schema."""
    connection = ddl.owner_connection().connection
    rows = connection.execute(
        "SELECT schema_name FROM public.registry_tenant WHERE state = 'active'"
    ).fetchall()
    for (schema,) in rows:
        change = """ALTER TABLE "tenants_customer" ADD COLUMN "bare" varchar(20) DEFAULT '' NOT NULL;
                    ALTER TABLE "tenants_customer" ALTER COLUMN "bare" DROP DEFAULT;"""
        result = connection.pgconn.exec_(f"BEGIN; {ddl.use_schema(schema)} {change} COMMIT".encode())
        assert not result.error_message, result.error_message


def _whole_command() -> None:
    """`ebok tenant migrate` as an operator types it, Python's start included."""
    settings.MIGRATION_MODULES = {}
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    subprocess.run(
        [sys.executable, "-m", "ebok.cli", "tenant", "list"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
