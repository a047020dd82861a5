"""The thread: the customer writes and sends files, staff write, note for themselves, hand over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.cases.errors import NotAllowedHere, NothingSaid, TooManyFiles
from tenants.cases.models import Actor, Case, CaseEvent, CaseFile, EventKind, Move
from tenants.cases.services.moving import locked, move, record, status_of, statuses_of
from tenants.cases.telling import tell
from tenants.files import storing
from tenants.files.models import FilePurpose
from tenants.identity import audit
from tenants.identity.models import User
from tenants.identity.roles import Right, may
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseStatus
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.types import by_key

FILES_OF_A_MESSAGE = 5
LONGEST_MESSAGE = 5000

# Name and bytes of a file that came with a message.
Sent = tuple[str, bytes]


def reply(
    *, case: Case, profile: Profile, by: str, at: datetime, text: str, files: Sequence[Sent] = ()
) -> CaseEvent:
    """The customer writes, with files where the status takes them. When it was their move, it is the utility's now.

    Writes an event and the files; the status goes on to `after_reply` of the present one, which lets the clock run.
    `by` is the person's e-mail address. Raises NotAllowedHere, NothingSaid, TooManyFiles, FileRefused.
    """
    text = text.strip()[:LONGEST_MESSAGE]
    if not text and not files:
        raise NothingSaid
    if len(files) > FILES_OF_A_MESSAGE:
        raise TooManyFiles(str(FILES_OF_A_MESSAGE))
    with transaction.atomic():
        row = locked(case)
        now = status_of(row, profile)
        if not row.open or now is None or not now.reply or (files and not now.upload):
            raise NotAllowedHere
        event = record(row, EventKind.MESSAGE, at=at, actor=Actor.CUSTOMER, by=by, text=text)
        _keep(row, event, files, Actor.CUSTOMER, by, at)
        row.changed_at = at
        row.save(update_fields=["changed_at"])
        if then := _after_reply(row, now, profile):
            move(row, to=then, profile=profile, at=at, actor=Actor.CUSTOMER, by=by, notify=False)
    case.refresh_from_db()
    return event


def _after_reply(case: Case, now: CaseStatus, profile: Profile) -> CaseStatus | None:
    if case.whose_move != Move.CUSTOMER or now.after_reply is None:
        return None
    return by_key(statuses_of(case, profile), now.after_reply)


def write(
    *, case: Case, profile: Profile, by: User, at: datetime, text: str, files: Sequence[Sent] = ()
) -> CaseEvent:
    """Staff write to the customer, with files if they like. Sends `case_message`. Raises NothingSaid, FileRefused."""
    text = text.strip()[:LONGEST_MESSAGE]
    if not text and not files:
        raise NothingSaid
    with transaction.atomic():
        row = locked(case)
        event = record(row, EventKind.MESSAGE, at=at, actor=Actor.STAFF, by=by.email, text=text)
        _keep(row, event, files, Actor.STAFF, by.email, at)
        row.changed_at = at
        row.save(update_fields=["changed_at"])
        tell(case=row, profile=profile, topic=Topic.CASE_MESSAGE, at=at, dedup_key=f"case-event:{event.pk}")
        audit.record("cases.write", by=by, subject=row.signature)
    case.refresh_from_db()
    return event


def note(*, case: Case, by: User, at: datetime, text: str) -> CaseEvent:
    """Staff note something for themselves. The customer never sees it, nor that it is there. Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid
    return record(
        case,
        EventKind.NOTE,
        at=at,
        actor=Actor.STAFF,
        by=by.email,
        text=text.strip()[:LONGEST_MESSAGE],
        public=False,
    )


def hand_over(
    *, case: Case, by: User, at: datetime, to: User | None, unit: str, reason: str = ""
) -> CaseEvent:
    """Give the case to a member of staff, to a department, or both; with a word why. Only the office sees it.

    Raises NotAllowedHere for somebody who handles no cases.
    """
    if to is not None and not may(to, Right.HANDLE_CASES):
        raise NotAllowedHere
    with transaction.atomic():
        row = locked(case)
        row.handler, row.unit, row.changed_at = to, unit[:300], at
        row.save(update_fields=["handler", "unit", "changed_at"])
        event = record(
            row, EventKind.HANDED_OVER, at=at, actor=Actor.STAFF, by=by.email, text=reason.strip()[:LONGEST_MESSAGE],
            public=False, to=to.email if to else "", unit=unit[:300],
        )  # fmt: skip
        audit.record(
            "cases.hand_over", by=by, subject=row.signature, to=to.email if to else "", unit=unit[:300]
        )
    case.refresh_from_db()
    return event


def _keep(case: Case, event: CaseEvent, files: Sequence[Sent], actor: Actor, by: str, at: datetime) -> None:
    for name, content in files:
        try:
            stored = storing.store(content=content, name=name, purpose=FilePurpose.ATTACHMENT, by=by)
        except storing.FileRefused as refusal:
            message = _("%(name)s: %(why)s") % {"name": name[:80], "why": refusal}
            raise storing.FileRefused(message) from refusal
        CaseFile.objects.create(case=case, event=event, actor=actor, file=stored, at=at)
