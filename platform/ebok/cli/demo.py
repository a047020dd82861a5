"""`ebok demo`: a made-up utility's billing data as a package, any size, always the same for the same seed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

TOWNS = ("rzeszow", "kostrzyn")


@click.command("demo")
@click.option(
    "--utility",
    type=click.Choice(TOWNS),
    default="rzeszow",
    show_default=True,
    help="Whose streets and prices.",
)
@click.option(
    "--customers",
    type=click.IntRange(5, 1_000_000),
    default=200,
    show_default=True,
    help="How many customers.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same data.")
@click.option(
    "--years", type=click.IntRange(1, 10), default=3, show_default=True, help="How far back bills go."
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day of the story; default: today."
)
@click.option("--nip", default=None, help="The utility's NIP, when it is not the preset's.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write."
)
def command(
    utility: str, customers: int, seed: int, years: int, today: datetime | None, nip: str | None, out: Path
) -> None:
    """Write a billing package of invented customers; `ebok billing import` takes it in."""
    from dataclasses import replace

    from ebok.local import machine

    machine.setup_django()
    from tenants.integration.demo.generator import generate
    from tenants.integration.demo.towns import TOWNS as KNOWN

    if out.exists() and any(out.iterdir()):
        raise click.ClickException(
            f"The folder {out} is not empty. Name a new one, so that nothing is overwritten."
        )
    town = replace(KNOWN[utility], nip=nip) if nip else KNOWN[utility]
    made = generate(
        town=town,
        customers=customers,
        seed=seed,
        years=years,
        today=(today or datetime.now().astimezone()).date(),
        out=out,
    )
    for entity, rows in made.rows.items():
        click.echo(f"{rows:>9,}  {entity}".replace(",", " "))
    click.echo(f"Written to {out}. Import it: ebok billing import {utility} {out}")
