"""The processes of one machine (web, worker, scheduler): started together, restarted when one dies, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Process:
    """One long-running child with its own log file."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        # A session of its own, so that Ctrl-C reaches only the supervisor, which stops everything in order.
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no threads here
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None


class KeepsDying(RuntimeError):
    """A process died five times within a minute; its log says why."""


class Supervisor:
    """Runs processes until told to stop. `watch` returns on SIGINT or SIGTERM."""

    def __init__(self, processes: list[Process]) -> None:
        self.processes = processes
        self._stopping = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_soon)
        for process in self.processes:
            process.start()

    def watch(self) -> None:
        """Restart what dies; raises KeepsDying when that does not help."""
        while not self._stopping:
            for process in self.processes:
                if not process.alive and not self._stopping:
                    self._restart(process)
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask every process to finish, wait up to GRACE_SECONDS, then kill."""
        self._stopping = True
        for process in reversed(self.processes):
            if process.child and process.alive:
                process.child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes:
            if process.child:
                try:
                    process.child.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    os.killpg(process.child.pid, signal.SIGKILL)
                    process.child.wait()

    def _restart(self, process: Process) -> None:
        now = time.monotonic()
        process.deaths = [moment for moment in process.deaths if now - moment < 60] + [now]
        if len(process.deaths) > 5:
            raise KeepsDying(f"The {process.name} process keeps dying. Its log: {process.log}")
        process.start()

    def _stop_soon(self, *_: object) -> None:
        self._stopping = True


def _die_with_parent() -> None:
    """Even kill -9 of the supervisor leaves no orphan on the port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
