"""The database server made ready once: logins, the platform's role, what nobody may call, the broker's database.

Needs a superuser (embedded) or a role that may create roles and databases (managed). Every step may run again.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tenants.registry.names import PLATFORM_ROLE

OWNER, LOGIN, BROKER = "ebok_owner", "ebok_login", "ebok_broker"

# Functions that run SQL handed to them as text: with set_config they climbed the role wall in one SELECT (E2).
CLIMBING = (
    "pg_catalog.set_config(text, text, boolean)",
    "pg_catalog.query_to_xml(text, boolean, boolean, text)",
    "pg_catalog.query_to_xmlschema(text, boolean, boolean, text)",
    "pg_catalog.query_to_xml_and_xmlschema(text, boolean, boolean, text)",
    "pg_catalog.ts_stat(text)",
    "pg_catalog.ts_stat(text, text)",
    "pg_catalog.ts_rewrite(tsquery, text)",
)


_LOCK = 0xEB0C


@dataclass(frozen=True)
class Passwords:
    owner: str
    login: str
    broker: str


def prepare(*, superuser_url: str, database: str, passwords: Passwords) -> None:
    """Make roles and the database `database` with its walls; running it again changes only passwords."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        # Roles belong to the whole server: two preparations at once (two test processes) take turns.
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _role(connection, OWNER, "LOGIN CREATEROLE", passwords.owner)
        # NOINHERIT: a right of some tenant's role never applies before SET ROLE names that tenant.
        _role(connection, LOGIN, "LOGIN NOINHERIT", passwords.login)
        _role(connection, BROKER, "LOGIN", passwords.broker)
        _role(connection, PLATFORM_ROLE, "NOLOGIN", None)
        connection.execute(sql.SQL("GRANT {} TO {}").format(_name(PLATFORM_ROLE), _name(LOGIN)))
        connection.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '30s'").format(_name(LOGIN)))
        _database(connection, database, OWNER)
    with psycopg.connect(make_conninfo(superuser_url, dbname=database), autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(_name(OWNER)))
        for function in CLIMBING:
            connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
        for login in (LOGIN, OWNER):  # Django sets the time zone by set_config while connecting
            connection.execute(
                sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(CLIMBING[0]), _name(login))
            )
        connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO PUBLIC").format(_name(database)))


def prepare_broker(*, superuser_url: str, database: str) -> None:
    """A database of its own for the queue, so that no tenant's role can even see its messages."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        _database(connection, database, BROKER)


def install_queue(*, broker_dsn: str) -> None:
    """Put PGMQ's tables and functions (plain SQL, no extension) into the broker's database, once."""
    from pgmq.install import install_pgmq_from_sql  # noqa: PLC0415 -- slow import

    with psycopg.connect(broker_dsn, autocommit=True) as connection:
        if connection.execute("SELECT to_regnamespace('pgmq')").fetchone() == (None,):
            install_pgmq_from_sql(dsn=broker_dsn)


def _role(connection: psycopg.Connection, name: str, options: str, password: str | None) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER ROLE {} " if exists else "CREATE ROLE {} ").format(_name(name))
    connection.execute(verb + sql.SQL(options))
    if password is not None:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(_name(name), sql.Literal(password)))


def _database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        # The server's own user must be a member to hand the database over (managed servers are no superusers).
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(_name(owner)))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(_name(name), _name(owner)))
    connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(_name(name)))
    allowed = (OWNER, LOGIN) if owner == OWNER else (owner,)
    for login in allowed:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(_name(name), _name(login)))


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)
