"""Tables: each in one kind of schema, no arrow between schemas, and one shape however a schema came to be."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from ebok.fleet import ddl, provisioning
from ebok.fleet.migrating import ResumableExecutor
from tenants.registry.names import PUBLIC_SCHEMA, new_schema_name
from tenants.registry.postgres.base import Context

BOTH = set(settings.PUBLIC_SCHEMA_APPS) & set(settings.TENANT_SCHEMA_APPS)
ONLY_PUBLIC = set(settings.PUBLIC_SCHEMA_APPS) - BOTH


def asked(sql: str, schema: str) -> set[tuple[object, ...]]:
    """What the catalogue says about one schema; its own name is taken out of the answers."""
    owner = ddl.owner_connection()
    owner.ensure_connection()
    rows = owner.connection.execute(sql, {"schema": schema}).fetchall()
    return {tuple(str(cell).replace(f"{schema}.", "") for cell in row) for row in rows}


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %(schema)s"


def tables_of_apps(names: set[str]) -> set[str]:
    models = [
        model
        for app in apps.get_app_configs()
        if app.name in names
        for model in app.get_models(include_auto_created=True)
    ]
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


@pytest.mark.usefixtures("django_db_setup")
def test_every_table_stands_in_exactly_the_kinds_of_schema_its_app_is_listed_for(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        public = {str(name) for (name,) in asked(TABLES, PUBLIC_SCHEMA)}
        tenants = {str(name) for (name,) in asked(TABLES, schema_of("rzeszow"))}
    shared = tables_of_apps(BOTH) | {"django_migrations"}
    assert public & tenants == shared
    assert public - shared == tables_of_apps(ONLY_PUBLIC)
    assert tenants - shared == tables_of_apps({"tenants"})


def schema_of(slug: str) -> str:
    owner = ddl.owner_connection()
    owner.ensure_connection()
    row = owner.connection.execute(
        "SELECT schema_name FROM public.registry_tenant WHERE slug = %s", [slug]
    ).fetchone()
    assert row is not None
    return str(row[0])


def test_what_lives_in_both_kinds_of_schema_is_decided_by_name() -> None:
    """A new app in both is a decision (docs/decisions/0002), not an accident."""
    assert {name for name in BOTH if name.startswith(("tenants", "ebok"))} == {
        "tenants.identity",
        "tenants.outbox",
    }


@pytest.mark.usefixtures("django_db_setup")
def test_no_foreign_key_leaves_its_schema(django_db_blocker: DjangoDbBlocker) -> None:
    """A dump of one utility must restore alone (E12), and no join may reach another's rows."""
    crossing = """
        SELECT c.conname FROM pg_constraint c
        JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
        WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace AND %(schema)s <> ''
    """
    with django_db_blocker.unblock():
        assert asked(crossing, "any") == set()
        assert (
            len(asked("SELECT conname FROM pg_constraint WHERE contype = 'f' AND %(schema)s <> ''", "any"))
            > 10
        )


def test_no_model_points_over_the_wall() -> None:
    """Public-only models and the others never point at each other: in SQL that arrow would cross schemas."""

    def app_of(model: type) -> str:
        return apps.get_containing_app_config(model.__module__).name  # type: ignore[union-attr]

    crossing = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
        if (app_of(model) in ONLY_PUBLIC) != (app_of(field.related_model) in ONLY_PUBLIC)
    ]
    assert crossing == []


@pytest.mark.usefixtures("django_db_setup")
def test_migrations_say_what_the_models_say(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_our_migrations_hold_sql_only() -> None:
    """What cannot be collected once cannot be run over a thousand schemas; backfills are tasks."""
    loader = ddl._loader()
    ours = [key for key in ddl.migrations_of(public=False) if key[0] in ("tenants", "identity", "outbox")]
    assert len(ours) >= 3
    assert [key for key in ours if ddl.holds_python(loader.graph.nodes[key])] == []


SHAPE = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
               pg_get_expr(d.adbin, d.adrelid), co.collname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation co ON co.oid = a.attcollation
        WHERE n.nspname = %(schema)s AND c.relkind = 'r'
    """,
    "constraints": """
        SELECT c.relname, o.conname, pg_get_constraintdef(o.oid), o.convalidated, o.condeferrable, o.condeferred
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s",
    "sequences": "SELECT sequencename, data_type FROM pg_sequences WHERE schemaname = %(schema)s",
    "record": "SELECT app, name FROM {schema}.django_migrations WHERE %(schema)s <> ''",
}


@pytest.mark.usefixtures("django_db_setup")
def test_a_schema_made_at_once_equals_one_that_went_through_every_migration(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    at_once, step_by_step = new_schema_name(), new_schema_name()
    with django_db_blocker.unblock():
        owner = ddl.owner_connection()
        owner.ensure_connection()
        try:
            provisioning.create_schema(at_once)
            provisioning.run_script(owner.connection, f'CREATE SCHEMA "{step_by_step}"')
            with owner.entered(Context(schema=step_by_step, role=None)):
                executor = ResumableExecutor(owner)
                labels = set(ddl.app_labels(public=False))
                executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in labels])
            for what, sql in SHAPE.items():
                made, migrated = (
                    asked(sql.replace("{schema}", f'"{name}"'), name) for name in (at_once, step_by_step)
                )
                assert len(made) > 10, what
                assert made ^ migrated == set(), what
        finally:
            for schema in (at_once, step_by_step):
                provisioning.run_script(owner.connection, f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
