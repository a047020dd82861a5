"""Send, preview, correct and withdraw a reading: every door's way in, and the only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from tenants.customers.models import AccessRole
from tenants.files import storing
from tenants.files.models import FilePurpose, StoredFile
from tenants.files.tasks import order_forgetting
from tenants.identity.models import User
from tenants.metering import rules as of_rules
from tenants.metering.models import (
    OPEN_STATES,
    Meter,
    MeterKind,
    SentBy,
    SubmissionState,
    SubmittedReading,
)
from tenants.metering.problems import (
    NotAllTaken,
    NotOpen,
    PhotoMissing,
    PhotoRefused,
    ReadingProblem,
)
from tenants.metering.selectors.submitted import sent_for_meter
from tenants.metering.services.checking import Preview, preview
from tenants.metering.services.telling import tell
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.readings import Readings


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it was sent: its bytes and name."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One meter of several that are sent together; one value per counter, in m³."""

    meter: Meter
    values: tuple[Decimal, ...]
    taken_at: date
    photo: Photo | None = None
    note: str = ""


@transaction.atomic
def submit_reading(
    *,
    meter: Meter,
    values: Sequence[Decimal],
    taken_at: date,
    by: User | str,
    channel: SentBy,
    profile: Profile,
    at: datetime,
    photo: Photo | None = None,
    note: str = "",
    role: AccessRole | str | None = None,
    idempotency_key: str = "",
    checking: bool = False,
) -> SubmittedReading:
    """Take the state of a meter (`values`: m³, one per counter) as it stood on the day `taken_at`.

    Writes a SubmittedReading: `doubtful` where something speaks against it, else `accepted` or, where the utility's
    staff accept each one, `submitted`. A photo is encoded anew and kept. Tells everybody who sees the customer when it
    is accepted. The very same reading again, or the same `idempotency_key`, returns the one there is: a double click
    sends once. `role` is that of the person's access, None for machines and guests; `checking` asks for no photo. Raises a ReadingProblem.
    """
    # One at a time per meter: two clicks in the same moment must not both find nothing sent yet.
    meter = Meter.objects.select_for_update(of=("self",)).select_related("service_point").get(pk=meter.pk)
    if known := _sent_before(meter, values, taken_at, idempotency_key):
        return known
    judged = preview(
        meter=meter, values=values, taken_at=taken_at, channel=channel, profile=profile, at=at, role=role,
    )  # fmt: skip
    rules = of_rules.rules_for(profile, meter.service_point)
    stored = None if checking else _stored(photo, rules, by=_name(by), channel=channel)
    sent = SubmittedReading(
        meter=meter,
        customer_id=meter.service_point.customer_id,
        taken_on=taken_at,
        photo=stored,
        note=note,
        channel=channel,
        sent_by=_name(by),
        sent_at=at,
        idempotency_key=idempotency_key,
    )
    _judged(sent, judged, values, at=at)
    sent.save(force_insert=True)
    if sent.state == SubmissionState.ACCEPTED:
        tell(sent, Topic.READING_ACCEPTED, profile=profile, at=at)
    return sent


@transaction.atomic
def submit_together(
    *,
    entries: Sequence[Entry],
    by: User | str,
    channel: SentBy,
    profile: Profile,
    at: datetime,
    role: AccessRole | str | None = None,
    checking: bool = False,
) -> list[SubmittedReading]:
    """Take the meters of one service point in one breath, the garden meter after the main one; all or none.

    Like submit_reading for each. Raises NotAllTaken with every meter's problem. `checking` asks for no photos yet.
    """
    sent, problems = [], {}
    for entry in sorted(entries, key=lambda one: one.meter.kind == MeterKind.GARDEN):
        try:
            with transaction.atomic():
                sent.append(
                    submit_reading(
                        meter=entry.meter, values=entry.values, taken_at=entry.taken_at, by=by, channel=channel,
                        profile=profile, at=at, photo=entry.photo, note=entry.note, role=role,
                        checking=checking,
                    )
                )  # fmt: skip
        except ReadingProblem as problem:
            problems[entry.meter.pk] = problem
    if problems:
        raise NotAllTaken(problems)
    return sent


def check_together(
    *,
    entries: Sequence[Entry],
    by: User | str,
    channel: SentBy,
    profile: Profile,
    at: datetime,
    role: AccessRole | str | None = None,
) -> list[SubmittedReading]:
    """What would become of these readings: sends them without photos, and takes it all back. Raises NotAllTaken.

    The rows it returns exist no longer; they say use, doubts, state and whether an invoice follows.
    """
    with transaction.atomic():
        sent = submit_together(
            entries=entries, by=by, channel=channel, profile=profile, at=at, role=role, checking=True
        )
        transaction.set_rollback(True)
    return sent


@transaction.atomic
def correct_reading(
    *,
    submitted: SubmittedReading,
    values: Sequence[Decimal],
    taken_at: date,
    by: User | str,
    profile: Profile,
    at: datetime,
    photo: Photo | None = None,
    note: str = "",
    role: AccessRole | str | None = None,
) -> SubmittedReading:
    """Put other values (or another day, or a photo) in the place of what was sent, and judge it anew.

    Only until it is accepted or rejected. A question of staff counts as answered. Raises NotOpen and every
    ReadingProblem of submit_reading. A photo that another one replaces is deleted.
    """
    sent = _locked(submitted)
    judged = preview(
        meter=sent.meter, values=values, taken_at=taken_at, channel=SentBy(sent.channel), profile=profile, at=at,
        role=role, correcting=sent,
    )  # fmt: skip
    rules = of_rules.rules_for(profile, sent.meter.service_point)
    before = sent.photo
    if photo or sent.photo is None:
        sent.photo = _stored(photo, rules, by=_name(by), channel=SentBy(sent.channel))
    sent.taken_on, sent.sent_by, sent.sent_at, sent.question = taken_at, _name(by), at, ""
    sent.note = note or sent.note
    _judged(sent, judged, values, at=at)
    sent.save()
    if before and before != sent.photo:
        order_forgetting(before)
    if sent.state == SubmissionState.ACCEPTED:
        tell(sent, Topic.READING_ACCEPTED, profile=profile, at=at)
    return sent


@transaction.atomic
def withdraw_reading(*, submitted: SubmittedReading, by: User | str, at: datetime) -> None:
    """Take a reading back before it is decided; it stays in the history. Raises NotOpen."""
    sent = _locked(submitted)
    sent.state, sent.decided_by, sent.decided_at = SubmissionState.WITHDRAWN, _name(by), at
    sent.save(update_fields=["state", "decided_by", "decided_at"])


def _sent_before(
    meter: Meter, values: Sequence[Decimal], day: date, idempotency_key: str
) -> SubmittedReading | None:
    if idempotency_key:
        by_key = SubmittedReading.objects.filter(idempotency_key=idempotency_key)
        if known := by_key.select_related("meter__service_point").first():
            return known
    second = values[1] if len(values) > 1 else None
    # Of whoever pays for the water now: a former customer's reading would be no answer to this one's.
    mine = sent_for_meter(meter).filter(customer=meter.service_point.customer_id)
    same = mine.filter(taken_on=day, first_m3=values[0], second_m3=second) if values else None
    return same.select_related("meter__service_point").first() if same is not None else None


def _judged(sent: SubmittedReading, judged: Preview, values: Sequence[Decimal], *, at: datetime) -> None:
    """The one place where a sent reading gets its values and the state that follows from them."""
    sent.first_m3, sent.second_m3 = values[0], values[1] if len(values) > 1 else None
    sent.used_m3 = judged.judgement.used_m3
    sent.reasons = [str(doubt) for doubt in judged.judgement.doubts]
    sent.invoice_follows = judged.follows is of_rules.Follows.INVOICE
    sent.state = judged.state
    if sent.state == SubmissionState.ACCEPTED:
        sent.decided_by, sent.decided_at = "rules", at


def _stored(photo: Photo | None, rules: Readings, *, by: str, channel: SentBy) -> StoredFile | None:
    """The photo as the file room keeps it. Files and machines send none, so none is asked of them."""
    if photo is None:
        if rules.photo == "required" and channel not in (SentBy.FILE, SentBy.API):
            raise PhotoMissing
        return None
    if rules.photo == "none":
        return None
    try:
        return storing.store_picture(content=photo.content, name=photo.name, purpose=FilePurpose.PHOTO, by=by)
    except storing.FileRefused as refusal:
        raise PhotoRefused(str(refusal)) from refusal


def _locked(submitted: SubmittedReading) -> SubmittedReading:
    """The row, ours until the transaction ends, while it may still change. Raises NotOpen."""
    rows = SubmittedReading.objects.select_for_update(of=("self",)).select_related("meter__service_point")
    found = rows.get(pk=submitted.pk)
    if found.state not in OPEN_STATES:
        raise NotOpen
    return found


def _name(by: User | str) -> str:
    return by.email if isinstance(by, User) else by
