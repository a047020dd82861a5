"""`ebok tenant`: the operator's verbs over utilities."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

import click

from ebok.local import machine

if TYPE_CHECKING:
    from tenants.registry.models import Tenant


BY = "operator (command line)"


@click.group("tenant")
def group() -> None:
    """Create, list, suspend and migrate utilities."""


@group.command("list", short_help="List every utility.")
def list_() -> None:
    """List every utility with its state, schema version and primary host."""
    with machine.ready():
        from ebok.fleet import ddl, overview

        newest = len(ddl.migrations_of(public=False))
        for tenant in overview.tenants():
            version = f"{tenant.schema_version}/{newest}"
            click.echo(
                f"{tenant.slug:20} {tenant.state:14} {version:8} {tenant.place.primary_host:40} {tenant.name}"
            )


@group.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="The utility's full name.")
@click.option("--host", required=True, help="Its primary host, for example ebok.example.pl.")
@click.option("--preset", required=True, help="A preset's name, or the path of a profile (file or folder).")
def create(slug: str, name: str, host: str, preset: str) -> None:
    """Create a utility: row, role, schema, profile."""
    with machine.ready():
        from ebok.fleet import opening, provisioning
        from tenants.registry.hosts import BadHost

        try:
            tenant = opening.open_tenant(slug=slug, name=name, host=host, preset=preset, by=BY)
        except provisioning.SlugTaken as error:
            raise click.ClickException(f"The short name {slug} is taken by another utility.") from error
        except provisioning.HostTaken as error:
            raise click.ClickException(f"The host {host} belongs to another utility.") from error
        except BadHost as error:
            raise click.ClickException(f"{host} is no host name.") from error
        click.echo(f"{tenant.slug} is {tenant.state}: http://{tenant.place.primary_host}")


@group.command("suspend", short_help="Close a utility's office; nothing is deleted.")
@click.argument("slug")
@click.option("--reason", required=True, help="Why; kept with the state and in the audit log.")
def suspend(slug: str, reason: str) -> None:
    """Close a utility's office for customers; nothing is deleted."""
    with machine.ready():
        from ebok.fleet import provisioning

        try:
            provisioning.suspend(tenant=_found(slug), reason=reason, by=BY)
        except provisioning.WrongState as error:
            raise click.ClickException(f"{slug} is {error}, not active: nothing was done.") from error
        click.echo(f"{slug} is suspended.")


@group.command("resume")
@click.argument("slug")
def resume(slug: str) -> None:
    """Open a suspended utility's office again."""
    with machine.ready():
        from ebok.fleet import provisioning

        try:
            provisioning.resume(tenant=_found(slug), by=BY)
        except provisioning.WrongState as error:
            raise click.ClickException(f"{slug} is {error}, not suspended: nothing was done.") from error
        click.echo(f"{slug} is active.")


@group.command("migrate", short_help="Bring every schema to the newest version.")
def migrate() -> None:
    """Bring the public schema and every utility's schema to the newest version; may be run again after any crash."""
    with machine.ready():
        from ebok.fleet import migrating

        migrating.migrate_public()
        outcome = migrating.migrate_fleet(progress=lambda slug: click.echo(f"  {slug}"))
        click.echo(
            f"{len(outcome.migrated)} migrated, {outcome.already} already newest, {len(outcome.failed)} failed"
        )
        for slug, problem in outcome.failed.items():
            click.secho(f"  {slug}: {problem}", fg="red", err=True)
        if outcome.failed:
            raise SystemExit(1)


@group.command("import-accounts", short_help="Bring accounts over from a former system.")
@click.argument("slug")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def import_accounts(slug: str, file: TextIO) -> None:
    """Bring accounts over from a former system: a CSV with the columns email, customer_number and full_name.

    No passwords come over and no mail goes out; their owners come in by resetting the password.
    """
    rows = list(csv.DictReader(file))
    missing = {"email", "customer_number"} - set(rows[0] if rows else ())
    if missing:
        raise click.ClickException(f"The file has no column {', '.join(sorted(missing))}, or no rows.")
    with machine.ready():
        from django.utils import timezone

        from tenants.profile import selectors as profiles
        from tenants.registration.services import ImportedAccount, NoWayForImports, import_accounts

        accounts = [
            ImportedAccount(row["email"], row["customer_number"], row.get("full_name") or "") for row in rows
        ]
        with _found(slug):
            try:
                outcome = import_accounts(
                    accounts=accounts, profile=profiles.published(), by=BY, at=timezone.now()
                )
            except NoWayForImports as error:
                raise click.ClickException(
                    "This utility's profile has no way in for imported accounts (registration.modes)."
                ) from error
        click.echo(
            f"{outcome.imported} imported, {outcome.known} known already, {len(outcome.refused)} refused"
        )
        for email, reason in outcome.refused.items():
            click.echo(f"  {email}: {reason}")


def _found(slug: str) -> Tenant:
    from ebok.fleet import overview
    from tenants.registry.models import Tenant

    try:
        return overview.tenant(slug)
    except Tenant.DoesNotExist as error:
        raise click.ClickException(f"There is no utility {slug}. `ebok tenant list` shows them.") from error
