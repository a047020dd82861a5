"""E12: one utility's schema is dumped alone and restored elsewhere: rows, rights and walls, and nothing of anybody else's."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo
from pytest_django.plugin import DjangoDbBlocker

from ebok.fleet import cluster, opening
from ebok.local import postgres
from tests import server
from tests.cast import make_customer, make_user, take_away

ELSEWHERE = "ebok_test_restored"


@pytest.fixture
def moving(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A utility with a customer, bills and a user; gives its schema's name, and takes it away again."""
    with django_db_blocker.unblock():
        tenant = opening.open_tenant(
            slug="moving", name="Moving", host="moving.localhost", preset="kostrzyn", by="test"
        )
        with tenant:
            make_customer("0012345", "Anna Nowak-Żółć")
            make_user("anna@poczta.example")
        connections.close_all()
    yield tenant.schema_name
    with django_db_blocker.unblock():
        take_away("moving")


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another database with its walls and no schema of a tenant; gives its address for the superuser."""
    superuser = os.environ[server.SUPERUSER]
    drop = f'DROP DATABASE IF EXISTS "{ELSEWHERE}" WITH (FORCE)'
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(drop)
        cluster.prepare(superuser_url=superuser, database=ELSEWHERE, passwords=server.PASSWORDS)
        yield make_conninfo(superuser, dbname=ELSEWHERE)
        connection.execute(drop)


def program(name: str) -> Path:
    return postgres._binaries(postgres.at(Path(os.environ["EBOK_HOME"]))) / name


def run(name: str, *words: str) -> str:
    outcome = subprocess.run([program(name), *words], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def contents(address: str, schema: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the schema, sorted."""
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT t::text FROM "{schema}"."{name}" t').fetchall())  # type: ignore[arg-type]
            for (name,) in tables
        }


@pytest.mark.proof
def test_one_utility_is_dumped_and_restored_alone(moving: str, elsewhere: str, tmp_path: Path) -> None:
    here = make_conninfo(os.environ[server.SUPERUSER], dbname=server.DATABASE)
    plain = run("pg_dump", "--schema", moving, here)
    assert len(re.findall(r"^CREATE TABLE", plain, re.MULTILINE)) > 30
    named = set(re.findall(r"\b(public|t_[a-z0-9]{12})\.", plain))
    assert named == {moving}, "the dump needs another schema"

    archive = tmp_path / "moving.dump"
    run("pg_dump", "--schema", moving, "--format", "custom", "--file", str(archive), here)
    run("pg_restore", "--exit-on-error", "--dbname", elsewhere, str(archive))

    before, after = contents(here, moving), contents(elsewhere, moving)
    assert after == before
    assert len(before["tenants_invoice"]) == 2
    assert "Anna Nowak-Żółć" in str(before["tenants_customer"])

    login = make_conninfo(elsewhere, user=cluster.LOGIN, password=server.PASSWORDS.login)
    with psycopg.connect(login, autocommit=True) as web:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f'SELECT * FROM "{moving}".tenants_customer')
        web.execute(f'SET ROLE "{moving}"; SET search_path TO "{moving}"')
        assert web.execute("SELECT number FROM tenants_customer").fetchall() == [("0012345",)]
        web.execute("UPDATE tenants_customer SET city = 'Inne'")
        web.execute(
            "INSERT INTO identity_auditevent (at, actor, action, subject, details) VALUES (now(), 'x', 'y', '', '{}')"
        )
        for forbidden in ("UPDATE identity_auditevent SET actor = 'x'", "SELECT * FROM django_migrations"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(forbidden)
