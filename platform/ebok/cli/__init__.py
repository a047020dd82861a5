"""The command line `ebok`: one module per group of commands; parses, calls one verb, prints."""

from __future__ import annotations

import errno
import sys
from importlib import import_module

import click

DISK_FULL = "53100"  # PostgreSQL's word for it

# Loaded only when used, so that `ebok --help` answers at once.
COMMANDS = {
    "run": ("ebok.cli.run", "command", "Run the whole platform on this machine."),
    "tenant": ("ebok.cli.tenant", "group", "Create, list, suspend and migrate utilities."),
    "profile": ("ebok.cli.profile", "group", "Validate, compare, apply and export a utility's profile."),
    "billing": ("ebok.cli.billing", "group", "Import a billing system's data."),
    "demo": ("ebok.cli.demo", "command", "Make a package of demo billing data."),
    "demo-code": ("ebok.cli.demo_code", "command", "Print the demo's six-digit code of this half minute."),
    "forget": ("ebok.cli.forget", "command", "Delete this machine's database and all that it kept."),
    "settings": ("ebok.cli.settings", "command", "Print the documentation of every environment variable."),
}


class LazyGroup(click.Group):
    """A group whose commands live in modules that are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
def cli() -> None:
    """The eBOK platform: online customer offices of water utilities.

    On one machine nothing needs to be configured: `ebok run` makes a database, two demo utilities and all processes.
    Set DATABASE_URL (and DATABASE_OWNER_URL) to work on another database; docs/configuration.md lists every variable.
    """


def main() -> None:
    """The entry point; expected failures become one sentence and exit code 1."""
    try:
        cli()
    except Exception as error:
        sentence = _in_one_sentence(error)
        if sentence is None:
            raise
        click.secho(sentence, fg="red", err=True)
        sys.exit(1)


def _in_one_sentence(error: BaseException) -> str | None:
    """What to tell about a failure that is nobody's mistake in the code; None for every other."""
    from ebok.local.postgres import LocalDatabaseError  # noqa: PLC0415 -- only when something failed

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, LocalDatabaseError):
            return str(cause)
        # by name: its module wants Django, which may be what failed
        if type(cause).__name__ == "ContextBroken":
            return "The database is not ready, or not ours. `ebok tenant migrate` makes it ready."
        if getattr(cause, "errno", None) == errno.ENOSPC or getattr(cause, "sqlstate", None) == DISK_FULL:
            return "The disk is full: free some space and start again. What was being written is not lost, only undone."
        cause = cause.__cause__ or cause.__context__
    return None
