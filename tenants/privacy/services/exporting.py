"""A package with all of somebody's data: ordered on a page, made by a worker, thrown away after some days (RODO art. 15, 20)."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tenants.customers.models import AccessRole, Customer
from tenants.customers.selectors import accesses_of
from tenants.files import storing
from tenants.files.models import FilePurpose
from tenants.files.tasks import order_forgetting
from tenants.identity import audit, throttling
from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.services import Action, notify_user
from tenants.outbox.services import enqueue
from tenants.privacy.models import DataExport, ExportState
from tenants.privacy.parts import PROVIDERS, Subject
from tenants.profile.formats import time_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

EXPORT = "privacy.export"
PER_DAY = 3


class TooManyExports(Exception):
    """This login has ordered as many packages as it may in a day."""


def order_export(*, user: User, at: datetime) -> DataExport:
    """Order a package; a worker makes it and a mail says when it can be fetched.

    One is made at a time: ordering again meanwhile returns the same one. Raises TooManyExports.
    """
    waiting = DataExport.objects.filter(user=user, state=ExportState.ORDERED).first()
    if waiting is not None:
        return waiting
    if not throttling.allowed(f"export:{user.pk}", limit=PER_DAY, window=timedelta(days=1), at=at):
        raise TooManyExports
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user, ordered_at=at)
            audit.record("privacy.order_export", by=user, subject=user.email)
            enqueue(EXPORT, {"export": export.pk}, dedup_key=f"{EXPORT}:{export.public_id}")
    except IntegrityError:  # two clicks at once
        return DataExport.objects.get(user=user, state=ExportState.ORDERED)
    return export


def make_export(*, export_id: int, profile: Profile, at: datetime) -> None:
    """Gather everything into a ZIP, keep it and tell its owner. Once more after a crash finds it made and does nothing."""
    export = DataExport.objects.select_related("user").filter(pk=export_id, state=ExportState.ORDERED).first()
    if export is None or not export.user.is_active:
        return
    subject = Subject(export.user, _owned_by(export.user, at), profile, at)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "export.zip"
        _pack(subject, made)
        expires_at = at + timedelta(days=profile.retention.export_days)
        with transaction.atomic():
            row = storing.keep(
                made=made,
                name=f"moje-dane-{at:%Y-%m-%d}.zip",
                content_type="application/zip",
                purpose=FilePurpose.EXPORT,
                by=export.user.email,
            )
            waiting = DataExport.objects.filter(pk=export.pk, state=ExportState.ORDERED)
            waiting.update(state=ExportState.READY, ready_at=at, expires_at=expires_at, file=row)
            _tell(export, profile=profile, at=at, expires_at=expires_at)


def note_fetched(*, export: DataExport, by: User, at: datetime) -> None:
    """Write down that its owner fetched a package."""
    DataExport.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=at)
    audit.record("privacy.fetch_export", by=by, subject=by.email)


def forget_exports(*, at: datetime, user: User | None = None) -> None:
    """Throw away packages whose time is over, or all of one login's."""
    found = DataExport.objects.filter(state=ExportState.READY).select_related("file")
    for export in found.filter(user=user) if user else found.filter(expires_at__lte=at):
        with transaction.atomic():
            DataExport.objects.filter(pk=export.pk).update(state=ExportState.GONE, file=None)
            if export.file is not None:
                order_forgetting(export.file)


def _owned_by(user: User, at: datetime) -> tuple[Customer, ...]:
    return tuple(access.customer for access in accesses_of(user, at).filter(role=AccessRole.OWNER))


def _pack(subject: Subject, made: Path) -> None:
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        with override(subject.user.language):
            package.writestr("CZYTAJ.txt", _read_me(subject))
        for provider in PROVIDERS:
            for name, content in provider(subject):
                data = content if isinstance(content, bytes) else _json(content)
                package.writestr(name, data)


def _json(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _read_me(subject: Subject) -> str:
    lines = [
        _("Your data at %(utility)s, as of %(when)s.")
        % {"utility": subject.profile.office.legal_name, "when": time_text(subject.at)},
        _("Files ending in .json open in any text editor; programs can read them."),
        _("Amounts are in grosze, volumes in cubic metres, moments in UTC."),
        _("In the folder of each customer number you find bills as they were issued, byte for byte."),
    ]
    return "\r\n".join(lines) + "\r\n"


def _tell(export: DataExport, *, profile: Profile, at: datetime, expires_at: datetime) -> None:
    url = links.absolute("my_export", public_id=str(export.public_id))
    with override(export.user.language):
        values = {"download_url": url, "until": time_text(expires_at)}
    notify_user(
        user=export.user, profile=profile, topic=Topic.EXPORT_READY, values=values, at=at,
        action=Action(gettext_lazy("Fetch my data"), url), dedup_key=f"export-ready-{export.public_id}",
    )  # fmt: skip
