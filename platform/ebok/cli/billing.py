"""`ebok billing`: a billing system's data into a utility's mirror."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from ebok.local import machine

if TYPE_CHECKING:
    from tenants.integration.report import ImportReport

_SHOWN = 20


@click.group("billing")
def group() -> None:
    """Import a billing system's data."""


@group.command("import", short_help="Import a billing package, or FA(3) files.")
@click.argument("tenant")
@click.argument("package", type=click.Path(path_type=Path, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
@click.option("--fa3", is_flag=True, help="PACKAGE is a folder of FA(3) XML files.")
@click.option("--key", default=None, help="Idempotency key: a finished run's key gives its report again.")
@click.option("--nip", default=None, help="The utility's NIP, while its profile does not say it.")
def import_(tenant: str, package: Path, dry_run: bool, fa3: bool, key: str | None, nip: str | None) -> None:
    """Import PACKAGE (a folder or a ZIP, see docs/billing-package.md) into the mirror of TENANT, or nothing of it."""
    with machine.ready():
        from ebok.fleet import overview
        from tenants.integration.fa3_folder import import_fa3_folder
        from tenants.integration.services import ImportInProgress, KeyUsedOtherwise, import_package
        from tenants.profile.selectors import published
        from tenants.registry.models import Tenant

        wishes: dict[str, Any] = {
            "dry_run": dry_run, "by": "operator (command line)", "at": datetime.now(UTC),
            "idempotency_key": key or str(uuid4()),
        }  # fmt: skip
        try:
            with overview.tenant(tenant):
                wishes["seller_nip"] = _seller_nip(nip)
                wishes["account_prefixes"] = published().payments.account_prefixes
                if fa3:
                    report = import_fa3_folder(folder=package, **wishes)
                else:
                    report = import_package(package=package, **wishes)
        except Tenant.DoesNotExist as error:
            raise click.ClickException(
                f"There is no utility {tenant}. `ebok tenant list` shows them."
            ) from error
        except ImportInProgress as error:
            raise click.ClickException(
                f"Another import of {tenant} is running. Wait until it ends."
            ) from error
        except KeyUsedOtherwise as error:
            raise click.ClickException(
                "This key belongs to another kind of run. Choose a new one."
            ) from error
    _print(report)
    if report.problems_total:
        raise click.exceptions.Exit(1)


@group.command("check", short_help="Check a package's files without a database.")
@click.argument("package", type=click.Path(path_type=Path, exists=True))
@click.option("--nip", required=True, help="The utility's NIP.")
def check(package: Path, nip: str) -> None:
    """Check the files of PACKAGE without a database: format, fields, encoding, hashes."""
    machine.setup_django()
    from tenants.integration.services import check_package

    problems = check_package(package=package, seller_nip=nip)
    for problem in problems.shown[:_SHOWN]:
        click.echo(str(problem))
    if problems.total:
        raise click.ClickException(f"{problems.total} problems.")
    click.echo("No problems.")


def _seller_nip(given: str | None) -> str:
    from tenants.profile.selectors import published

    nip = published().office.nip or given
    if not nip:
        raise click.ClickException(
            "The utility's profile has no NIP (office.nip). Add it there, or name it: --nip."
        )
    return nip


def _print(report: ImportReport) -> None:
    for problem in report.problems[:_SHOWN]:
        click.secho(str(problem), fg="red")
    if report.problems_total > _SHOWN:
        click.secho(f"… and {report.problems_total - _SHOWN} more problems.", fg="red")
    for warning in report.warnings[:_SHOWN]:
        click.secho(str(warning), fg="yellow")
    if report.entities:
        click.echo(f"{'':16}{'added':>9}{'changed':>9}{'unchanged':>11}{'removed':>9}{'absent':>8}")
    for name, one in report.entities.items():
        click.echo(
            f"{name:16}{one.added:>9}{one.changed:>9}{one.unchanged:>11}{one.removed:>9}{one.absent:>8}"
        )
        for change in one.changes if report.dry_run else ():
            click.echo(f"    {change['key']}  {change['field']}: {change['before']} → {change['after']}")
    words = {
        "done": "Imported.",
        "ready": "Dry run: nothing was written.",
        "refused": "Refused: nothing was written.",
    }
    click.echo(f"{words[report.state]} Run {report.run_id}")
