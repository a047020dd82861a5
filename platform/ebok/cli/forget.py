"""`ebok forget`: this machine's database and everything beside it, gone for good."""

from __future__ import annotations

import shutil

import click

from ebok.cli.run import only_one
from ebok.local import machine, postgres


@click.command("forget")
@click.confirmation_option(prompt="Delete the database of this machine, caught mail, files and logs?")
def command() -> None:
    """Delete this machine's own database, caught mail, files and logs. Other databases are not touched."""
    home = machine.home_folder()
    if not home.exists():
        click.echo("There is nothing to forget.")
        return
    with only_one(home):
        postgres.destroy(postgres.at(home))
        shutil.rmtree(home)
    click.echo("Forgotten. `make run` begins anew.")
