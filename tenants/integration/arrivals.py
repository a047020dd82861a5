"""A package arrives from outside (an upload, a machine): keep it, answer at once, let a worker do the rest.

The ZIP lies beside the tenant's files until its run has ended; the outbox row carries the order to import it.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from tenants.files.storing import root
from tenants.identity.models import User
from tenants.integration.models import FINISHED, ImportRun
from tenants.integration.services import carry_out, register_run
from tenants.outbox.services import GiveUp, Work, enqueue, handles
from tenants.profile import selectors as profiles
from tenants.registry import context

IMPORT = "integration.import"


def receive_package(
    *, content: IO[bytes], dry_run: bool, by: User | str, at: datetime, idempotency_key: str
) -> tuple[ImportRun, bool]:
    """Keep a ZIP and order its import; returns the run and whether it is new. The same key again gives the same run.

    Raises KeyUsedOtherwise when the key was used with another wish.
    """
    run = register_run(dry_run=dry_run, by=by, at=at, idempotency_key=idempotency_key)
    if run.state in FINISHED:
        return run, False
    path = _path(run)
    if path.exists():
        return run, False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_suffix(".part")
    with scratch.open("wb") as file:
        shutil.copyfileobj(content, file, 1024 * 1024)
    scratch.rename(path)
    with transaction.atomic():
        enqueue(IMPORT, {"run": str(run.id)}, dedup_key=f"{IMPORT}:{run.id}")
    return run, True


@handles(IMPORT, lease=timedelta(minutes=20))
def _import(work: Work) -> None:
    run = ImportRun.objects.get(pk=work.payload["run"])
    if run.state in FINISHED:
        return
    path = _path(run)
    if not path.exists():
        raise GiveUp(f"The package of run {run.id} is gone.")
    nip = profiles.published().office.nip or ""
    carry_out(run, package=path, by=run.by, at=timezone.now(), seller_nip=nip)
    path.unlink(missing_ok=True)


def _path(run: ImportRun) -> Path:
    return root() / context.key_prefix() / "imports" / f"{run.id}.zip"
