"""`ebok run`: the whole platform on one machine, with progress, until Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ebok.environment import PORT
from ebok.local import machine, postgres, supervisor


@click.command("run")
@click.option(
    "--port",
    default=lambda: int(PORT.read() or "8000"),
    show_default="8000",
    type=int,
    help="Port of the web server.",
)
@click.option(
    "--demo/--no-demo", default=True, help="Provision Rzeszów and Kostrzyn with demo data on first start."
)
def command(port: int, demo: bool) -> None:
    """Run everything on this machine: database, web, worker, scheduler, demo utilities. Ctrl-C stops it."""
    started = time.monotonic()
    _require_free(port)
    home = machine.home_folder()
    with only_one(home):
        _step("Starting the database")
        here = machine.start(port=port)
        os.environ.update(here.environment)
        machine.remember_port(port)
        try:
            _prepare(demo)
            crew = supervisor.Supervisor(_processes(here, port))
            crew.start()
            try:
                _step("Waiting for the web server")
                _wait_for_web(port, crew)
                _print_addresses(port, here.home, time.monotonic() - started)
                crew.watch()
                click.echo("\nStopping…")
            finally:
                crew.stop()
        finally:
            _close_connections()
            postgres.stop(here.server)
    click.echo("Stopped. The data is kept; `make run` continues from here.")


def _prepare(demo: bool) -> None:
    """Migrations, static files and the demo, each skipped when it is done already."""
    machine.setup_django()
    from django.core.management import call_command

    from ebok.fleet import migrating
    from ebok.local import demo as demo_utilities

    _step("Bringing the database to the newest version")
    migrating.migrate_public()
    outcome = migrating.migrate_fleet()
    if outcome.failed:
        raise click.ClickException(f"These utilities could not be migrated: {outcome.failed}")
    _step("Collecting styles and scripts")
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        demo_utilities.ensure(say=_step)


def _processes(here: machine.Machine, port: int) -> list[supervisor.Process]:
    python, logs = sys.executable, here.home / "logs"
    logs.mkdir(exist_ok=True)
    worker = [
        "--concurrency=2",
        "--loglevel=INFO",
        "--without-gossip",
        "--without-mingle",
        "--hostname=w@local",
    ]
    return [
        supervisor.Process(
            "web",
            [python, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1",
             "--blocking-threads=8", "--no-ws", "--log-level=warning", "ebok.wsgi:application"],
            here.environment_of_web(), logs / "web.log",
        ),
        supervisor.Process(
            "worker", [python, "-m", "celery", "-A", "ebok.celery", "worker", *worker],
            here.environment, logs / "worker.log",
        ),
        supervisor.Process(
            "scheduler",
            [python, "-m", "celery", "-A", "ebok.celery", "beat", "--loglevel=WARNING",
             f"--schedule={here.home / 'schedule'}", "--pidfile="],
            here.environment_of_web(), logs / "scheduler.log",
        ),
    ]  # fmt: skip


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken by another program. Stop it, or choose another port: EBOK_PORT={port + 1} make run"
            ) from error


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One platform per folder: the lock dies with the process, so nothing has to be cleaned after kill -9."""
    postgres.at(home)  # says clearly when the folder cannot be written
    with (home / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise click.ClickException(
                f"The platform already runs from {home}. Stop it there with Ctrl-C."
            ) from error
        yield


def _wait_for_web(port: int, crew: supervisor.Supervisor) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
        if not crew.processes[0].alive:
            break
    raise click.ClickException(f"The web server did not start. Its log: {crew.processes[0].log}")


def _close_connections() -> None:
    if "django" in sys.modules and "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()


def _print_addresses(port: int, home: Path, seconds: float) -> None:
    from ebok.local import demo as demo_utilities

    click.secho(f"\nReady after {seconds:.1f} s.\n", bold=True)
    click.echo(demo_utilities.addresses(port))
    click.echo(f"Logs: {home / 'logs'}\nPress Ctrl-C to stop everything.")


def _step(text: str) -> None:
    click.echo(f"· {text}")
