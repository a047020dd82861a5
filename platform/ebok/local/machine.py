"""One machine made ready: the embedded database, its walls, the secrets, and the environment of everything else."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ebok.environment import PORT
from ebok.fleet import cluster
from ebok.local import postgres

ROOT = Path(__file__).resolve().parents[3]
DATABASE, BROKER_DATABASE = "ebok", "ebok_broker"
ONLY_OWNER = "DATABASE_OWNER_URL"


@dataclass(frozen=True)
class Machine:
    """What runs here: the folder that holds everything, the database server, and the environment for processes."""

    home: Path
    server: postgres.LocalPostgres
    environment: Mapping[str, str]

    def environment_of_web(self) -> dict[str, str]:
        """The web process never learns how to log in as the owner of the schemas."""
        return {name: value for name, value in self.environment.items() if name != ONLY_OWNER}


def home_folder() -> Path:
    """EBOK_HOME, or `.local` in the project."""
    return Path(os.environ.get("EBOK_HOME") or ROOT / ".local")


def start(*, port: int = 8000) -> Machine:
    """Start the database (made on first use) and say how to reach it. Raises postgres.LocalDatabaseError."""
    server = postgres.at(home_folder())
    postgres.start(server)
    secret = _secrets(server.home)
    passwords = cluster.Passwords(secret["owner"], secret["login"], secret["broker"])
    cluster.prepare(superuser_url=server.url(), database=DATABASE, passwords=passwords)
    cluster.prepare_broker(superuser_url=server.url(), database=BROKER_DATABASE)
    broker_dsn = f"host={server.socket_folder} user={cluster.BROKER} password={passwords.broker} dbname={BROKER_DATABASE}"
    cluster.install_queue(broker_dsn=broker_dsn)
    environment = {
        "EBOK_HOME": str(server.home),
        "EBOK_SECRET_KEY": secret["key"],
        "EBOK_PUBLIC_PORT": str(port),
        "EBOK_LOCAL_DELIVERY": "yes",
        "DATABASE_URL": server.url(DATABASE, cluster.LOGIN, passwords.login),
        ONLY_OWNER: server.url(DATABASE, cluster.OWNER, passwords.owner),
        "CELERY_BROKER_URL": "pgmq://localhost",
        "CELERY_BROKER_DSN": broker_dsn,
        "DJANGO_SETTINGS_MODULE": "ebok.settings",
    }
    return Machine(server.home, server, environment)


@contextmanager
def ready() -> Iterator[None]:
    """For one command: Django set up against the configured database, or against this machine's own, started if
    need be and stopped again if it was this command that started it.
    """
    if "DATABASE_URL" in os.environ:
        setup_django()
        yield
        return
    was_running = postgres.is_running(postgres.at(home_folder()))
    machine = start(port=known_port())
    os.environ.update(machine.environment)
    setup_django()
    _make_public_once()
    try:
        yield
    finally:
        if not was_running:
            from django.db import connections  # noqa: PLC0415 -- only after the environment is set

            connections.close_all()
            postgres.stop(machine.server)


def remember_port(port: int) -> None:
    """Keep the port of this machine's web server, so that other commands make links that work."""
    (home_folder() / "port").write_text(str(port))


def known_port() -> int:
    """EBOK_PORT, else the port of the last `ebok run`, else 8000."""
    if chosen := PORT.read():
        return int(chosen)
    file = home_folder() / "port"
    return int(file.read_text()) if file.exists() else 8000


def setup_django() -> None:
    """Load settings and models; only after the environment names the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ebok.settings")
    import django  # noqa: PLC0415 -- slow import

    django.setup()


def _make_public_once() -> None:
    """A command may come before the first `ebok run`: then there is a database, and nothing in it."""
    from ebok.fleet import ddl, migrating  # noqa: PLC0415 -- Django must be set up first

    owner = ddl.owner_connection()
    owner.ensure_connection()
    if owner.connection.execute("SELECT to_regclass('public.registry_tenant')").fetchone() == (None,):
        migrating.migrate_public()


def _secrets(home: Path) -> dict[str, str]:
    file = home / "secrets.json"
    if not file.exists():
        scratch = home / ".secrets.json"
        scratch.touch(mode=0o600)
        made = {name: secrets.token_urlsafe(32) for name in ("key", "owner", "login", "broker")}
        scratch.write_text(json.dumps(made))
        scratch.rename(file)
    return dict(json.loads(file.read_text()))
