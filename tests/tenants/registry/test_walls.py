"""The database's own wall (4) and the search path (3): the attacks that worked on a stock set-up run here and fail.

E1, E2, E5 and E8 name the experiments by which the walls were measured (docs/decisions/0001).
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction

from tenants.identity.models import User
from tenants.registry.models import Tenant
from tenants.registry.postgres.base import Context

MARK = "A·K17·x9f3"


@pytest.fixture
def secret(kostrzyn: Tenant) -> str:
    """A mark in Kostrzyn's rows that nobody else may ever see."""
    with kostrzyn:
        User.objects.create_user("ofiara@kostrzyn.example", full_name=MARK)
    return f'"{kostrzyn.schema_name}".identity_user'


def attack(sql: str, params: list[Any] | None = None) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize(
    "probe",
    [
        "SELECT full_name FROM {table}",
        "UPDATE {table} SET full_name = 'x'",
        "DELETE FROM {table}",
        "INSERT INTO {table} (email) VALUES ('x')",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "DROP TABLE identity_user",
        "ALTER TABLE identity_user ADD COLUMN x int",
        "CREATE TABLE mine (x int)",
        "SELECT * FROM public.registry_tenant",
        "UPDATE public.registry_tenant SET state = 'suspended'",
        "UPDATE identity_auditevent SET actor = 'x'",
        "DELETE FROM identity_auditevent",
        "DELETE FROM tenants_consentevent",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_e1_the_database_refuses_what_is_not_the_tenants(rzeszow: Tenant, secret: str, probe: str) -> None:
    with rzeszow, pytest.raises(ProgrammingError, match="permission denied|must be owner|must be superuser"):
        attack(probe.format(table=secret))


@pytest.mark.parametrize(
    "probe",
    [
        "SELECT set_config('role', '{role}', false)",
        "SELECT set_config('role', '{role}', false), query_to_xml('SELECT full_name FROM {table}', true, true, '')",
        "SELECT query_to_xml('SELECT 1', true, true, '')",
        "SELECT query_to_xmlschema('SELECT 1', true, true, '')",
        "SELECT query_to_xml_and_xmlschema('SELECT 1', true, true, '')",
        "SELECT set_config('search_path', '{role}', false)",
        "SELECT ts_stat('SELECT 1')",
        "SELECT table_to_xml('{table}', true, true, '')",
        "SELECT schema_to_xml('{role}', true, true, '')",
        "SELECT 1; SET ROLE {role}",
        "SELECT 1; RESET ROLE; SELECT full_name FROM {table}",
        "WITH x AS (SELECT 1) SELECT * FROM {table}",
    ],
)
def test_e2_injected_sql_cannot_climb_the_wall(
    rzeszow: Tenant, kostrzyn: Tenant, secret: str, probe: str
) -> None:
    with rzeszow:
        with pytest.raises(ProgrammingError):
            attack(probe.format(role=kostrzyn.schema_name, table=secret))
        assert attack("SELECT current_user") == [(rzeszow.schema_name,)]


def test_e2_a_second_statement_is_refused_even_without_parameters(rzeszow: Tenant) -> None:
    with rzeszow, pytest.raises(ProgrammingError, match="multiple commands"):
        attack("SELECT 1; SELECT 2")


@pytest.mark.parametrize(
    "name", ['t_"; DROP', "public; --", "t_abc", "T_ABCDEFGHIJKL", "t_abcdefghijkl\n", ""]
)
def test_e5_no_name_of_anybodys_making_reaches_sql(name: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Context(schema=name or "x", role=None)


def test_e8_a_missing_table_is_an_error_and_not_the_publics_rows(rzeszow: Tenant) -> None:
    with rzeszow, pytest.raises(ProgrammingError, match="does not exist"):
        attack("SELECT * FROM registry_tenant")


def test_a_temporary_table_cannot_shadow_a_table(rzeszow: Tenant, kostrzyn: Tenant, secret: str) -> None:
    """pg_temp stands last: a table left behind on a connection is never read instead of the tenant's own."""
    with kostrzyn:
        attack("CREATE TEMPORARY TABLE identity_user (email text, full_name text)")
        assert [name for (name,) in attack("SELECT full_name FROM identity_user")] == [MARK]
    with rzeszow:
        assert attack("SELECT full_name FROM identity_user WHERE full_name = %s", [MARK]) == []


def test_the_web_login_alone_may_nothing(secret: str) -> None:
    for probe in (f"SELECT * FROM {secret}", "SELECT * FROM public.registry_tenant"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attack(probe)
