"""The throw-away PostgreSQL server of a test run: one for all worker processes, a database for each.

Loaded as an early plugin (`-p tests.server`), because the settings read its address from the environment.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "platform"), str(Path(__file__).parents[1])]

from ebok.fleet import cluster  # noqa: E402 -- needs the path above
from ebok.local import postgres  # noqa: E402

PASSWORDS = cluster.Passwords(owner="owner", login="login", broker="broker")
SUPERUSER = "EBOK_TEST_SUPERUSER_URL"


def url(database: str, user: str, password: str) -> str:
    """A DATABASE_URL on the test server."""
    superuser = os.environ[SUPERUSER]
    return f"postgresql://{user}:{password}@/{database}?{superuser.partition('?')[2]}"


def _start() -> None:
    home = Path(tempfile.mkdtemp(prefix="ebok-test-"))
    server = postgres.at(home, durable=False)
    postgres.start(server)
    owner = os.getpid()

    def stop() -> None:
        if os.getpid() == owner:
            postgres.destroy(server)

    atexit.register(stop)
    os.environ[SUPERUSER] = server.url()
    os.environ["EBOK_HOME"] = str(home)


if SUPERUSER not in os.environ:
    _start()

DATABASE = f"ebok_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
os.environ["DATABASE_URL"] = url(DATABASE, cluster.LOGIN, PASSWORDS.login)
os.environ["DATABASE_OWNER_URL"] = url(DATABASE, cluster.OWNER, PASSWORDS.owner)
os.environ["EBOK_HOME"] = str(Path(os.environ["EBOK_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main"))
