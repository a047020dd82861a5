"""E10: migrations killed with -9 wherever it hurts, and run again: every schema has the change exactly once.

All of it in a database of its own, with a synthetic migration that only these processes see.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest

from ebok.fleet import cluster
from tests import server

ROOT = Path(__file__).parents[2]
SCHEMAS, KILLS = 12, 6
NOT_DYING = 0

LATER = """
from django.db import migrations, models
import django.db.models.deletion

class Migration(migrations.Migration):
    dependencies = [("tenants", "{last}")]
    operations = [
        migrations.RunSQL("SELECT pg_sleep(0.04)"),  # so that a kill has something to hit
        migrations.AddField("customer", "later", models.CharField(max_length=20, default="", db_index=True)),
        # an index and a foreign key: the deferred SQL that made E10
        migrations.CreateModel("Later", [
            ("id", models.BigAutoField(primary_key=True)),
            ("customer", models.ForeignKey("tenants.customer", django.db.models.deletion.CASCADE)),
        ]),
    ]
"""
BEGIN = """
import os, signal, sys
from django.conf import settings
settings._setup()
if sys.argv[1] != "now":
    sys.path.insert(0, sys.argv[1])
    settings.MIGRATION_MODULES = {"tenants": "later_migrations"}
import django; django.setup()
from django.utils import timezone
from ebok.fleet import ddl, migrating, provisioning
from tenants.registry.models import TenantState
from tenants.registry.postgres.base import Context
"""
MAKE = """
migrating.migrate_public()
for number in range(int(sys.argv[2])):
    tenant = provisioning.request_tenant(slug=f"m{number}", name="x", primary_host=f"m{number}.example", preset="rzeszow",
                                         by="test", at=timezone.now())
    provisioning.provision(tenant)
    provisioning.set_state(tenant, TenantState.ACTIVE)
"""
MIGRATE = """
ddl.steps(ddl.migrations_of(public=False)[-1:], set(ddl.migrations_of(public=False)[:-1]))  # warm, as a long run is
print("ready", flush=True)
outcome = migrating.migrate_fleet(progress=lambda slug: print(slug, flush=True))
assert not outcome.failed, outcome.failed
"""
# One schema by an executor, dying before the n-th statement it sends (0: never).
EXECUTE = """
from django.db.migrations.executor import MigrationExecutor
kind, schema, when = sys.argv[2], sys.argv[3], int(sys.argv[4])
sent = 0
def dying(execute, sql, params, many, context):
    global sent
    sent += sql.lstrip().upper().startswith(("ALTER", "CREATE", "INSERT", "SELECT PG_SLEEP"))
    if sent == when:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
owner = ddl.owner_connection()
with owner.entered(Context(schema=schema, role=None)), owner.execute_wrapper(dying if when else lambda run, *words: run(*words)):
    executor = (migrating.ResumableExecutor if kind == "ours" else MigrationExecutor)(owner)
    executor.migrate([("tenants", "9999_later")])
"""

Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database with its walls; gone afterwards."""
    superuser, name = os.environ[server.SUPERUSER], "ebok_test_fleet"
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(drop)
        cluster.prepare(superuser_url=superuser, database=name, passwords=server.PASSWORDS)
        yield name
        connection.execute(drop)


@pytest.fixture
def python(database: str) -> Run:
    """Start a process on that database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        "DATABASE_URL": server.url(database, cluster.LOGIN, server.PASSWORDS.login),
        "DATABASE_OWNER_URL": server.url(database, cluster.OWNER, server.PASSWORDS.owner),
    }

    def start(code: str, *words: object) -> subprocess.Popen[str]:
        # tests.server names a database of its own when imported; these processes have theirs already
        code = "import sys; sys.modules['tests.server'] = None\n" + BEGIN + dedent(code)
        command = [sys.executable, "-c", code, *map(str, words)]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    return start


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A folder with the tenants' migrations and one more."""
    package = tmp_path / "later_migrations"
    package.mkdir()
    for file in (ROOT / "tenants" / "migrations").glob("*.py"):
        (package / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    last = max(file.stem for file in package.glob("0*.py"))
    (package / "9999_later.py").write_text(LATER.format(last=last), encoding="utf-8")
    return tmp_path


def done(process: subprocess.Popen[str]) -> int:
    """Wait; a failure that is no kill shows what it said."""
    _, said = process.communicate(timeout=120)
    assert process.returncode in (0, 1, -signal.SIGKILL), said
    return process.returncode


class Fleet:
    """What the database itself says of the schemas."""

    def __init__(self, database: str) -> None:
        superuser = psycopg.conninfo.make_conninfo(os.environ[server.SUPERUSER], dbname=database)
        self.connection = psycopg.connect(superuser, autocommit=True)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return self.connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def schemas(self) -> list[str]:
        return [str(name) for (name,) in self.ask("SELECT schema_name FROM registry_tenant ORDER BY slug")]

    def versions(self) -> set[object]:
        return {version for (version,) in self.ask("SELECT schema_version FROM registry_tenant")}

    def change_in(self, schema: str) -> tuple[int, int, int, int, int]:
        """How often: the record, the column, its index, the new table, its foreign key."""
        (counts,) = self.ask(f"""
            SELECT (SELECT count(*) FROM "{schema}".django_migrations WHERE app = 'tenants' AND name = '9999_later'),
                   (SELECT count(*) FROM information_schema.columns WHERE table_schema = '{schema}'
                    AND table_name = 'tenants_customer' AND column_name = 'later'),
                   (SELECT count(*) FROM pg_indexes WHERE schemaname = '{schema}' AND indexdef LIKE '%(later)'),
                   (SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}' AND tablename = 'tenants_later'),
                   (SELECT count(*) FROM information_schema.table_constraints WHERE table_schema = '{schema}'
                    AND table_name = 'tenants_later' AND constraint_type = 'FOREIGN KEY')
        """)
        return counts  # type: ignore[return-value]


BEFORE, AFTER = (0, 0, 0, 0, 0), (1, 1, 1, 1, 1)


@pytest.mark.proof
def test_a_fleet_killed_again_and_again_ends_with_the_change_exactly_once(
    database: str, python: Run, later: Path
) -> None:
    chance = random.Random(10)
    assert done(python(MAKE, "now", SCHEMAS)) == 0
    fleet = Fleet(database)
    (before,) = fleet.versions()
    for schema in fleet.schemas():  # as a table of evidence that a migration makes is born
        fleet.connection.execute(f'GRANT UPDATE ON "{schema}".tenants_consentevent TO "{schema}"')  # type: ignore[arg-type]
    half_way = 0
    for _ in range(KILLS):
        runner = python(MIGRATE, later)
        assert runner.stdout is not None
        assert runner.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.02, 0.16))
        runner.kill()
        runner.communicate()
        time.sleep(0.1)  # the server notices that nobody listens
        changed = [fleet.change_in(schema) for schema in fleet.schemas()]
        assert set(changed) <= {BEFORE, AFTER}, "a schema is half changed"
        half_way += 0 < changed.count(AFTER) < SCHEMAS
    assert half_way, "no kill fell between two schemas: the experiment proves nothing"

    assert done(python(MIGRATE, later)) == 0

    assert len(fleet.schemas()) == SCHEMAS
    assert {fleet.change_in(schema) for schema in fleet.schemas()} == {AFTER}
    assert fleet.versions() == {int(str(before)) + 1}
    for schema in fleet.schemas():
        table = f'"{schema}".tenants_consentevent'
        assert fleet.ask(f"SELECT has_table_privilege('{schema}', '{table}', 'UPDATE')") == [(False,)]
    fleet.connection.close()


@pytest.mark.proof
def test_one_migration_killed_before_each_of_its_statements_runs_to_the_end_afterwards(
    database: str, python: Run, later: Path
) -> None:
    """For migrations that hold Python and go through an executor; Django's own cannot be taken up again (E10)."""
    assert done(python(MAKE, "now", 2)) == 0
    fleet = Fleet(database)
    ours, stock = fleet.schemas()

    killed = 0
    while done(python(EXECUTE, later, "ours", ours, killed + 1)) != 0:
        killed += 1
        assert fleet.change_in(ours) == BEFORE, f"killed before statement {killed}, and something stayed"
    assert killed >= 6, "fewer statements than the change has parts: the kills missed it"
    assert fleet.change_in(ours) == AFTER

    stuck = False
    for statement in range(1, killed + 1):
        done(python(EXECUTE, later, "stock", stock, statement))
        if fleet.change_in(stock) not in (BEFORE, AFTER):
            stuck = done(python(EXECUTE, later, "stock", stock, NOT_DYING)) != 0
            break
    assert stuck, "Django's own executor survived: if it records in the transaction now, ours is not needed"
    fleet.connection.close()
