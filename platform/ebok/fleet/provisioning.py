"""Create a utility: its row, its role, its schema in one transaction, then its profile. State is always visible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg import sql

from ebok.fleet import ddl
from ebok.fleet.cluster import LOGIN, OWNER
from tenants.identity import audit
from tenants.identity.models import User
from tenants.registry import context, hosts
from tenants.registry.models import Domain, Tenant, TenantState


class SlugTaken(ValueError):
    """Another utility has this short name."""


class WrongState(ValueError):
    """What was asked does not fit the state the utility is in; the message is that state."""


class HostTaken(ValueError):
    """Another utility, or the platform's own console, has this host name."""


def request_tenant(
    *, slug: str, name: str, primary_host: str, preset: str, by: User | str, at: datetime
) -> Tenant:
    """Write down a new utility and its verified primary host; `provision` makes its schema. Public schema only.

    Raises SlugTaken, HostTaken, hosts.BadHost.
    """
    host = hosts.normalise(primary_host)
    if host == settings.PLATFORM_HOST:
        raise HostTaken(host)
    with context.platform(), transaction.atomic():
        # The database says whether a name is free: asking first, a double click would get past the question.
        try:
            tenant = Tenant.objects.create(slug=slug, name=name, preset=preset)
        except IntegrityError as error:
            raise SlugTaken(slug) from error
        try:
            Domain.objects.create(tenant=tenant, host=host, is_primary=True, verified_at=at)
        except IntegrityError as error:
            raise HostTaken(host) from error
        audit.record("fleet.request", by=by, subject=slug, host=host, preset=preset)
    return tenant


@contextmanager
def alone_with(tenant: Tenant) -> Iterator[None]:
    """Whoever else wants to be alone with `tenant` waits meanwhile, in whatever process. Needs the owner.

    A worker that outlived its lease and its successor would otherwise make one schema at once.
    """
    owner = ddl.owner_connection()
    owner.ensure_connection()
    connection, key = owner.connection, int.from_bytes(tenant.uuid.bytes[:8], signed=True)
    connection.execute("SELECT pg_advisory_lock(%s)", [key])
    try:
        yield
    finally:
        if not connection.closed:  # the server lets go by itself when a connection ends
            connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def provision(tenant: Tenant) -> None:
    """Make the role and the schema of `tenant` in one transaction and write its version down. Needs the owner.

    Running it again after a crash finishes or does nothing: the schema either exists whole or not at all, of this
    release's version or of an older one's.
    """
    set_state(tenant, TenantState.PROVISIONING)
    create_schema(tenant.schema_name)
    tenant.schema_version = len(ddl.applied_in(tenant.schema_name))
    with context.platform():
        Tenant.objects.filter(pk=tenant.pk).update(schema_version=tenant.schema_version)


def create_schema(schema: str) -> None:
    """The bare work of `provision` for one schema name, in one transaction and one round trip; nothing if it exists."""
    if not schema.startswith("t_"):
        raise ValueError(schema)
    owner = ddl.owner_connection()
    owner.ensure_connection()
    if _exists(owner.connection, schema):
        return
    script = f"""
        BEGIN; {_role_sql(schema, owner.pg_version)} CREATE SCHEMA "{schema}"; {ddl.use_schema(schema)}
        {rights_sql(schema)} {ddl.fresh_schema_sql()} {limits_sql(schema)} COMMIT
    """
    run_script(owner.connection, script)


def suspend(*, tenant: Tenant, reason: str, by: User | str) -> None:
    """Close an open office; nothing is deleted. The reason stays with the state and in the platform's audit log.

    Raises WrongState unless the utility is active.
    """
    if tenant.state != TenantState.ACTIVE:
        raise WrongState(tenant.state)
    set_state(tenant, TenantState.SUSPENDED, note=reason)
    with context.platform():
        audit.record("fleet.suspend", by=by, subject=tenant.slug, reason=reason)


def resume(*, tenant: Tenant, by: User | str) -> None:
    """Open a suspended office again. Raises WrongState unless it is suspended."""
    if tenant.state != TenantState.SUSPENDED:
        raise WrongState(tenant.state)
    set_state(tenant, TenantState.ACTIVE)
    with context.platform():
        audit.record("fleet.resume", by=by, subject=tenant.slug)


def set_state(tenant: Tenant, state: TenantState, note: str = "") -> None:
    """The one place that changes a tenant's state."""
    tenant.state, tenant.state_note, tenant.state_changed_at = state, note, timezone.now()
    with context.platform():
        tenant.save(update_fields=["state", "state_note", "state_changed_at"])
    hosts.forget()


def rights_sql(schema: str) -> str:
    """What the tenant's role may do with tables still to come: their rows, nothing of their shape.

    Said before the tables are made, so that each is born with its rights: granting afterwards costs a tenth more.
    """
    return f"""
        GRANT USAGE ON SCHEMA "{schema}" TO "{schema}";
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA "{schema}"
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{schema}";
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA "{schema}" GRANT USAGE, SELECT ON SEQUENCES TO "{schema}";
    """


def limits_sql(schema: str) -> str:
    """What the tenant's role may not: change evidence, or see the record of migrations."""
    only_grows = " ".join(
        f'REVOKE UPDATE, DELETE ON "{schema}".{table} FROM "{schema}";' for table in _append_only()
    )
    return f'{only_grows} REVOKE ALL ON "{schema}".django_migrations FROM "{schema}";'


def _append_only() -> list[str]:
    labels = ddl.app_labels(public=False)
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [model._meta.db_table for model in models if getattr(model, "append_only", False)]


def run_script(connection: psycopg.Connection, script: str) -> None:
    """Send many statements as one message; raises psycopg.Error with the server's words when one fails."""
    try:
        connection.execute(sql.SQL(script))
    except psycopg.Error:
        connection.execute("ROLLBACK")
        raise


def _exists(connection: psycopg.Connection, schema: str) -> bool:
    return connection.execute("SELECT to_regnamespace(%s)", [schema]).fetchone() != (None,)


def _role_sql(schema: str, version: int) -> str:
    # From PostgreSQL 16 a membership itself says that it may be switched to but lends nothing by itself.
    options = "WITH INHERIT FALSE, SET TRUE" if version >= 160000 else ""
    return (
        f'DO $$ BEGIN CREATE ROLE "{schema}" NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;'
        f' GRANT "{schema}" TO {LOGIN} {options};'
    )
