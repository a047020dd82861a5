"""Keys by which machines enter: shown once when issued, kept only as a hash, ended at once when revoked."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.identity import audit
from tenants.identity.models import User
from tenants.integration.models import ApiKey


class Scope(models.TextChoices):
    """What a key may do."""

    IMPORT_WRITE = "import:write", _("send billing packages")
    IMPORT_READ = "import:read", _("read reports of imports")
    CASES_READ = "cases:read", _("read cases")
    CASES_WRITE = "cases:write", _("change the status of cases")
    CUSTOMER_READ = "customer:read", _("read customers' invoices and readings")
    NETWORK_READ = "network:read", _("read outages and the quality of the water")
    READING_WRITE = "reading:write", _("send readings of meters")


_TOKEN = re.compile(r"ebok_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
# Last use is a hint for people; writing it on each request would be a write per read.
_NOTE_USE_EVERY = timedelta(minutes=1)


class InvalidApiKey(PermissionError):
    """The key is malformed, unknown or revoked; which of these is nobody's business."""


class UnknownScope(ValueError):
    """A scope that does not exist."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A fresh key with its token, which cannot be shown again."""

    key: ApiKey
    token: str


def issue_key(*, label: str, scopes: Iterable[str], by: User | str, at: datetime) -> IssuedKey:
    """Make a key. The token is in the result and nowhere else. Writes an audit event. Raises UnknownScope."""
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in Scope.values]:
        raise UnknownScope(unknown[0])
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    with transaction.atomic():
        key = ApiKey.objects.create(
            prefix=prefix,
            sha256=_hash(secret),
            label=label,
            scopes=wanted,
            created_at=at,
            created_by=_name(by),
        )
        audit.record("integration.issue_key", by=by, subject=prefix, label=label, scopes=wanted)
    return IssuedKey(key, f"ebok_{prefix}_{secret}")


def revoke_key(*, key: ApiKey, by: User | str, at: datetime) -> None:
    """End a key at once; revoking twice changes nothing. Writes an audit event the first time."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at, revoked_by=_name(by)):
            audit.record("integration.revoke_key", by=by, subject=key.prefix)
    key.refresh_from_db()


def authenticate_key(*, token: str, at: datetime) -> ApiKey:
    """The key of this token in the current tenant; notes its use at most once a minute. Raises InvalidApiKey."""
    parts = _TOKEN.fullmatch(token)
    key = ApiKey.objects.filter(prefix=parts[1], revoked_at=None).first() if parts else None
    # A fast hash is right here: the secret has 256 bits, nobody guesses it, slowly or not.
    if parts is None or key is None or not hmac.compare_digest(bytes(key.sha256), _hash(parts[2])):
        raise InvalidApiKey
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - _NOTE_USE_EVERY)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=at)
    return key


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _name(by: User | str) -> str:
    return by.email if isinstance(by, User) else by
