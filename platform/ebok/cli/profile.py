"""`ebok profile`: a utility's profile as a file. Checking and comparing files needs no database."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ebok.local import machine
from tenants.profile import diff as differences
from tenants.profile import loading, presets
from tenants.profile.loading import MAIN_FILE, ProfileSource
from tenants.profile.problems import ProfileError
from tenants.profile.schema import export

SOURCE = click.argument("source", metavar="PROFILE")


@click.group("profile")
def group() -> None:
    """Validate, compare, apply and export a utility's profile.

    PROFILE is a preset's name (rzeszow, kostrzyn), a folder with profile.yaml in it, or one YAML file.
    """


def _load(source: str) -> ProfileSource:
    """The profile, or all its mistakes on standard error and exit code 1."""
    try:
        return presets.source(source)
    except presets.NoSuchPreset as error:
        raise click.ClickException(str(error)) from error
    except ProfileError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(1) from error


@group.command("validate", short_help="Check a profile: every mistake with its place.")
@SOURCE
def validate(source: str) -> None:
    """Check a profile; every mistake is said with its file, line and column."""
    loaded = _load(source)
    office = loaded.profile.office
    click.echo(f"{office.office_name.pl}, {office.legal_name.pl}: OK ({len(loaded.files)} side files)")
    _advise(loaded)


def _advise(loaded: ProfileSource) -> None:
    """What is worth a second look, on standard error: it stops nothing."""
    for one in loading.advice(loaded):
        click.echo(f"Look again: {one}", err=True)


@group.command("diff")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: path, before, after, sentence.")
def diff(before: str, after: str, as_json: bool) -> None:
    """Say what changes from one profile to the other. Exit code 1 when something does.

    BEFORE may be `tenant:SLUG`: the profile in force in that utility.
    """
    old = _in_force(before.removeprefix("tenant:")) if before.startswith("tenant:") else _load(before)
    changes = differences.compare(old, _load(after))
    if as_json:
        click.echo(json.dumps([change.as_json() for change in changes], ensure_ascii=False, indent=2))
    else:
        for change in changes:
            click.echo(f"{change.path}\n    {change.sentence}")
    raise SystemExit(1 if changes else 0)


@group.command("apply", short_help="Put a profile in force in a utility.")
@SOURCE
@click.option("--tenant", "slug", required=True, help="The utility's short name (see `ebok tenant list`).")
@click.option("--note", default="", help="Why; kept with the version.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def apply(source: str, slug: str, note: str, dry_run: bool) -> None:
    """Put a profile in force in a utility, as a new version; nothing happens when it is in force already."""
    loaded = _load(source)
    with machine.ready():
        from django.utils import timezone

        from tenants.profile import selectors, services

        with _tenant(slug):
            _advise(loaded)
            before = _exported() if selectors.published_number() else None
            for change in differences.compare(before, loaded):
                click.echo(f"{change.path}\n    {change.sentence}")
            if dry_run:
                return
            author = f"{getpass.getuser()} (command line)"
            version = services.apply_profile(source=loaded, by=author, at=timezone.now(), note=note)
        click.echo(
            f"{slug}: version {version.number} is in force." if version else f"{slug}: nothing to change."
        )


@group.command("export", short_help="Write a utility's profile into a folder.")
@click.option("--tenant", "slug", required=True, help="The utility's short name (see `ebok tenant list`).")
@click.option(
    "--version", "number", type=int, default=None, help="An older version; default: the one in force."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_(slug: str, number: int | None, folder: Path) -> None:
    """Write a utility's profile into FOLDER: profile.yaml and the files it names."""
    with machine.ready():
        from tenants.profile import selectors, services

        with _tenant(slug):
            try:
                files = services.export_profile(version=number)
            except selectors.NoPublishedProfile as error:
                raise click.ClickException(f"{slug} has no profile yet.") from error
            except selectors.NoSuchVersion as error:
                raise click.ClickException(f"{slug} has no version {number}.") from error
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    click.echo(f"{len(files)} files written to {folder}")


@group.command("schema", short_help="Print the JSON Schema of a profile.")
def schema() -> None:
    """Print the JSON Schema of a profile, for editors that check YAML while you type."""
    click.echo(export.json_schema(), nl=False)


def _in_force(slug: str) -> ProfileSource:
    with machine.ready(), _tenant(slug):
        return _exported()


def _exported() -> ProfileSource:
    from tenants.profile import loading, services

    files = services.export_profile()
    return loading.check(files.pop(MAIN_FILE), files)


@contextmanager
def _tenant(slug: str) -> Iterator[None]:
    from ebok.fleet import overview
    from tenants.registry.models import Tenant

    try:
        tenant = overview.tenant(slug)
    except Tenant.DoesNotExist as error:
        raise click.ClickException(f"There is no utility {slug}.") from error
    with tenant:
        yield
