"""A package arrives from outside (an upload, a machine): keep it, answer at once, let a worker do the rest.

The ZIP lies beside the tenant's files until its run has ended; the outbox row carries the order to import it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tenants.files.storing import root
from tenants.identity.models import User
from tenants.integration.models import FINISHED, ImportRun
from tenants.integration.services import KeyUsedOtherwise, carry_out, register_run
from tenants.outbox.services import GiveUp, Work, enqueue, handles
from tenants.profile import selectors as profiles
from tenants.registry import context

IMPORT = "integration.import"
_CHUNK = 1024 * 1024
_DAY = 24 * 3600


class Readable(Protocol):
    """A stream of bytes: an upload, or the body of a request."""

    def read(self, size: int = -1, /) -> bytes: ...


def receive_package(
    *, content: Readable, dry_run: bool, by: User | str, at: datetime, idempotency_key: str
) -> tuple[ImportRun, bool]:
    """Keep a ZIP and order its import; returns the run and whether it is new. The same key again gives the same run.

    The package is on the disk before its run exists, so an upload that breaks off leaves no run behind. Raises
    KeyUsedOtherwise when the key was used with another wish or another package.
    """
    folder = root() / context.key_prefix() / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = folder / f"{uuid4()}.part"
    try:
        digest = _keep(content, scratch)
        run = register_run(dry_run=dry_run, by=by, at=at, idempotency_key=idempotency_key)
        new = bool(ImportRun.objects.filter(pk=run.pk, package_sha256=None).update(package_sha256=digest))
        run.refresh_from_db()
        if bytes(run.package_sha256 or b"") != digest:
            raise KeyUsedOtherwise(idempotency_key)
        if run.state in FINISHED:
            return run, False
        scratch.replace(_path(run))
    finally:
        scratch.unlink(missing_ok=True)
    # Ordered again by every repetition: the process may have died between the file and the row.
    with transaction.atomic():
        enqueue(IMPORT, {"run": str(run.id)}, dedup_key=f"{IMPORT}:{run.id}")
    return run, new


def sweep_arrivals(*, at: datetime) -> int:
    """Delete uploads of the current tenant that broke off more than a day ago; returns how many."""
    folder = root() / context.key_prefix() / "imports"
    old = [path for path in folder.glob("*.part") if at.timestamp() - path.stat().st_mtime > _DAY]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _keep(content: Readable, path: Path) -> bytes:
    """Write the stream to `path`, and return the SHA-256 of what was written."""
    digest = sha256()
    with path.open("xb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.digest()


@handles(IMPORT, lease=timedelta(minutes=20))
def _import(work: Work) -> None:
    run = ImportRun.objects.get(pk=work.payload["run"])
    if run.state in FINISHED:
        return
    path = _path(run)
    if not path.exists():
        raise GiveUp(f"The package of run {run.id} is gone.")
    profile = profiles.published()
    # A job is a door as much as a page is: it reads the clock once, for the verb.
    carry_out(
        run,
        package=path,
        by=run.by,
        at=timezone.now(),
        seller_nip=profile.office.nip or "",
        account_prefixes=profile.payments.account_prefixes,
    )
    path.unlink(missing_ok=True)


def _path(run: ImportRun) -> Path:
    return root() / context.key_prefix() / "imports" / f"{run.id}.zip"
