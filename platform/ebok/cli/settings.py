"""`ebok settings`: the page docs/configuration.md, made from the declarations."""

from __future__ import annotations

import click


@click.command("settings")
def command() -> None:
    """Print the documentation of every environment variable (docs/configuration.md)."""
    from ebok import settings  # noqa: F401 -- reading the settings declares the variables
    from ebok.environment import documentation

    click.echo(documentation(), nl=False)
