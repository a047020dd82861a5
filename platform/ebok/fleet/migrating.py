"""Bring every schema to the newest version: SQL collected once, one transaction per schema, resumed after kill -9.

A schema's change, its rows in django_migrations and its number in the registry commit together, so a run that dies
anywhere leaves every schema either before or after, and the next run does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from ebok.fleet import ddl
from ebok.fleet.provisioning import limits_sql, run_script
from tenants.registry.names import PLATFORM_ROLE, PUBLIC_SCHEMA
from tenants.registry.postgres.base import Context

PUBLIC = Context(schema=PUBLIC_SCHEMA, role=None)


@dataclass
class Outcome:
    """What a run over the fleet did."""

    migrated: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    already: int = 0


def migrate_public() -> None:
    """The public schema, by Django's own executor, and the platform role's rights on it."""
    owner = ddl.owner_connection()
    with owner.entered(PUBLIC):
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    owner.ensure_connection()
    run_script(
        owner.connection,
        f"""
        GRANT USAGE ON SCHEMA public TO {PLATFORM_ROLE};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {PLATFORM_ROLE};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {PLATFORM_ROLE};
        REVOKE UPDATE, DELETE ON public.identity_auditevent FROM {PLATFORM_ROLE};
        REVOKE ALL ON public.django_migrations FROM {PLATFORM_ROLE};
        """,
    )


def migrate_fleet(*, stop_after: int = 5, progress: Callable[[str], None] = lambda _: None) -> Outcome:
    """Every tenant whose registered version is not the newest; stops after `stop_after` failures.

    A tenant that fails keeps its old version and is named with the database's own words.
    """
    newest = len(ddl.migrations_of(public=False))
    owner = ddl.owner_connection()
    owner.ensure_connection()
    connection = owner.connection
    outcome = Outcome()
    rows = connection.execute(
        "SELECT schema_name, slug, schema_version FROM public.registry_tenant"
        " WHERE state IN ('active', 'suspended') ORDER BY slug"
    ).fetchall()
    scripts: dict[frozenset[tuple[str, str]], str] = {}
    for schema, slug, version in rows:
        if version == newest:
            outcome.already += 1
            continue
        try:
            _migrate_one(schema, newest, scripts)
        except psycopg.Error as error:
            outcome.failed[slug] = str(error).strip()
            if len(outcome.failed) >= stop_after:
                break
        else:
            outcome.migrated.append(slug)
            progress(slug)
    return outcome


def bring_up_to_date(schema: str) -> None:
    """One tenant's schema to the newest version, whatever its tenant's state; nothing when it has it."""
    if len(ddl.applied_in(schema)) != (newest := len(ddl.migrations_of(public=False))):
        _migrate_one(schema, newest, {})


def _migrate_one(schema: str, newest: int, scripts: dict[frozenset[tuple[str, str]], str]) -> None:
    applied = ddl.applied_in(schema)
    if applied not in scripts:  # schemas at the same version share one collected script
        wanted = [key for key in ddl.migrations_of(public=False) if key not in applied]
        try:
            scripts[applied] = "\n".join(step.sql for step in ddl.steps(wanted, set(applied)))
        except ddl.NotCollectable:
            scripts[applied] = ""
    if not scripts[applied]:
        _run_by_executor(schema)
    # A new table is born with all rights of the schema's role; one that only grows must lose some, in the same step.
    limits = limits_sql(schema) if "CREATE TABLE" in scripts[applied] or not scripts[applied] else ""
    run_script(
        ddl.owner_connection().connection,
        f"BEGIN; SET LOCAL lock_timeout = '2s'; {ddl.use_schema(schema)}\n{scripts[applied]}\n{limits}\n"
        f"UPDATE public.registry_tenant SET schema_version = {newest} WHERE schema_name = '{schema}'; COMMIT",
    )


def _run_by_executor(schema: str) -> None:
    """The slow way, for a third party's migration that holds Python: each with its deferred SQL inside (E10)."""
    owner = ddl.owner_connection()
    with owner.entered(Context(schema=schema, role=None)):
        executor = ResumableExecutor(owner)
        labels = set(ddl.app_labels(public=False))
        executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in labels])


class ResumableExecutor(MigrationExecutor):
    """Django records a migration outside its transaction whenever SQL was deferred: killed between the two, it can
    never run again (E10). Here the deferred SQL and the record are inside.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            deferred, editor.deferred_sql = editor.deferred_sql, []
            for statement in deferred:
                editor.execute(statement, None)
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs have Django 1.x's signature
        return state
