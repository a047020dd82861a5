"""Opening an office in steps that crash: taken up again, never twice, and of this release's shape in the end.

On real schemas for good (the owner's work cannot be rolled back), each made and taken away by its test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from ebok.fleet import ddl, migrating, opening, overview, provisioning
from tenants.outbox.models import OutboxEntry
from tenants.profile import presets
from tenants.profile.models import ProfileVersion
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState
from tests.cast import take_away

ROOT = Path(__file__).parents[3]
SLUG = "proba"

# What a later release does: one more migration, with a table that only grows. It takes the place of one there is,
# because whether a table only grows is said by its model.
LATER = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("tenants", "{last}")]
    operations = [migrations.RunSQL([
        "CREATE TABLE later (LIKE identity_auditevent INCLUDING ALL)",
        "DROP TABLE identity_auditevent",
        "ALTER TABLE later RENAME TO identity_auditevent",
    ])]
"""


@pytest.fixture
def wished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A utility that somebody asked for."""
    with django_db_blocker.unblock():
        yield provisioning.request_tenant(
            slug=SLUG, name="Próba", primary_host="proba.localhost", preset="rzeszow", by="test", at=timezone.now()
        )  # fmt: skip
        provisioning.create_schema(overview.tenant(SLUG).schema_name)  # so that there is one to take away
        take_away(SLUG)
        with context.platform():
            OutboxEntry.objects.filter(payload={"slug": SLUG}).delete()


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of a release with one migration more."""
    package = tmp_path / "migrations_of_a_later_release"
    shutil.copytree(ROOT / "tenants" / "migrations", package)
    last = max(file.stem for file in package.glob("0*.py"))
    (package / "9999_later.py").write_text(LATER.format(last=last), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return {"tenants": package.name}


def rights_on_evidence(schema: str) -> list[str]:
    """What the tenant's role may do to the rows of its audit log."""
    connection = ddl.owner_connection().connection
    table = f'"{schema}".identity_auditevent'
    return [
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE")
        if connection.execute("SELECT has_table_privilege(%s, %s, %s)", [schema, table, right]).fetchone()
        == (True,)
    ]


def versions(tenant: Tenant) -> int:
    with tenant:
        return ProfileVersion.objects.count()


def test_a_table_that_only_grows_does_so_too_where_a_migration_made_it(
    wished: Tenant, later: dict[str, str]
) -> None:
    opening.finish_opening(SLUG)
    with override_settings(MIGRATION_MODULES=later):
        outcome = migrating.migrate_fleet()

        assert SLUG in outcome.migrated
        assert rights_on_evidence(wished.schema_name) == ["SELECT", "INSERT"]


def test_a_schema_that_an_older_release_made_is_brought_up_to_date(
    wished: Tenant, later: dict[str, str]
) -> None:
    """The older release died between making the schema and opening the office."""
    provisioning.create_schema(wished.schema_name)
    made = len(ddl.applied_in(wished.schema_name))

    with override_settings(MIGRATION_MODULES=later):
        opening.finish_opening(SLUG)

        assert ("tenants", "9999_later") in ddl.applied_in(wished.schema_name)
        found = overview.tenant(SLUG)
        assert (found.state, found.schema_version) == (TenantState.ACTIVE, made + 1)


def test_work_done_twice_leaves_an_open_office_alone(wished: Tenant) -> None:
    opening.finish_opening(SLUG)
    provisioning.suspend(tenant=overview.tenant(SLUG), reason="unpaid", by="test")

    opening.finish_opening(SLUG)

    found = overview.tenant(SLUG)
    assert (found.state, found.state_note) == (TenantState.SUSPENDED, "unpaid")
    assert versions(found) == 1


def test_two_workers_at_once_open_it_once(wished: Tenant, django_db_blocker: DjangoDbBlocker) -> None:
    problems: list[BaseException] = []

    def worker() -> None:
        try:
            opening.finish_opening(SLUG)
        except BaseException as error:
            problems.append(error)
        finally:
            connections.close_all()

    workers = [Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)

    assert problems == []
    found = overview.tenant(SLUG)
    assert (found.state, versions(found)) == (TenantState.ACTIVE, 1)


def test_whatever_goes_wrong_is_the_reason_on_its_row_and_the_next_try_goes_on(wished: Tenant) -> None:
    begin_from("nie-ma-takiego")
    with pytest.raises(presets.NoSuchPreset):
        opening.finish_opening(SLUG)

    found = overview.tenant(SLUG)
    assert found.state == TenantState.FAILED
    assert "nie-ma-takiego" in found.state_note
    begin_from("rzeszow")
    opening.try_again(slug=SLUG, by="test")
    opening.finish_opening(SLUG)
    found = overview.tenant(SLUG)
    assert (found.state, found.state_note) == (TenantState.ACTIVE, "")


def begin_from(preset: str) -> None:
    with context.platform():
        Tenant.objects.filter(slug=SLUG).update(preset=preset)
