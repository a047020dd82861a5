"""Create a utility: its row, its role, its schema in one transaction, then its profile. State is always visible."""

from __future__ import annotations

from datetime import datetime

import psycopg
from django.apps import apps
from django.db import transaction
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
    """Another utility has this host name."""


def request_tenant(
    *, slug: str, name: str, primary_host: str, preset: str, by: User | str, at: datetime
) -> Tenant:
    """Write down a new utility and its verified primary host; `provision` makes its schema. Public schema only.

    Raises SlugTaken, HostTaken, hosts.BadHost.
    """
    host = hosts.normalise(primary_host)
    with context.platform(), transaction.atomic():
        if Tenant.objects.filter(slug=slug).exists():
            raise SlugTaken(slug)
        if Domain.objects.filter(host=host).exists():
            raise HostTaken(host)
        tenant = Tenant.objects.create(slug=slug, name=name, preset=preset)
        Domain.objects.create(tenant=tenant, host=host, is_primary=True, verified_at=at)
        audit.record("fleet.request", by=by, subject=slug, host=host, preset=preset)
    return tenant


def provision(tenant: Tenant) -> None:
    """Make the role and the schema of `tenant` in one transaction and mark it active. Needs the owner.

    Running it again after a crash finishes or does nothing: the schema either exists whole or not at all.
    """
    set_state(tenant, TenantState.PROVISIONING)
    try:
        create_schema(tenant.schema_name)
    except psycopg.Error as error:
        set_state(tenant, TenantState.FAILED, note=str(error))
        raise
    version = len(ddl.migrations_of(public=False))
    with context.platform():
        Tenant.objects.filter(pk=tenant.pk).update(schema_version=version)
    tenant.schema_version = version


def create_schema(schema: str) -> None:
    """The bare work of `provision` for one schema name, in one transaction and one round trip."""
    if not schema.startswith("t_"):
        raise ValueError(schema)
    owner = ddl.owner_connection()
    owner.ensure_connection()
    script = f"""
        BEGIN; {_role_sql(schema, owner.pg_version)} CREATE SCHEMA "{schema}"; {ddl.use_schema(schema)}
        {rights_sql(schema)} {ddl.fresh_schema_sql()} {limits_sql(schema)} COMMIT
    """
    if not _exists(owner.connection, schema):
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
