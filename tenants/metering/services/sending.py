"""Send, preview, correct and withdraw a reading: every door's way in, and the only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.customers.models import AccessRole
from tenants.files import storing
from tenants.files.models import FilePurpose, StoredFile
from tenants.identity.models import User
from tenants.metering import rules as of_rules
from tenants.metering.judging import Doubt, Judgement, check_value, judge
from tenants.metering.models import (
    OPEN_STATES,
    Meter,
    MeterKind,
    Reading,
    ReadingKind,
    SentBy,
    SubmissionState,
    SubmittedReading,
)
from tenants.metering.problems import (
    AlreadySent,
    GardenNeedsMain,
    NotAllTaken,
    NotOpen,
    NotYourPlace,
    PhotoMissing,
    PhotoRefused,
    ReadingProblem,
    ReadingsNotTaken,
    ReadingWindowClosed,
    TooSoon,
    VerificationOver,
    WrongDay,
    WrongValue,
)
from tenants.metering.selectors.history import history_of
from tenants.metering.selectors.submitted import sent_for_meter
from tenants.metering.services.telling import tell
from tenants.profile.formats import WARSAW
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.readings import Readings

_NOT_LOGGED_IN = (SentBy.GUEST, SentBy.LABEL)


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


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a reading: how it is judged and what it brings about."""

    judgement: Judgement
    follows: of_rules.Follows
    state: SubmissionState


def preview(
    *,
    meter: Meter,
    values: Sequence[Decimal],
    taken_at: date,
    channel: SentBy,
    profile: Profile,
    at: datetime,
    role: AccessRole | str | None = None,
    with_main: bool = False,
    correcting: SubmittedReading | None = None,
) -> Preview:
    """Judge a reading without writing anything; `meter` comes with its service point.

    `with_main`: the main meter of the same point is sent in the same breath. Raises every ReadingProblem that sending
    would raise, but for those about a photo.
    """
    rules, today = of_rules.rules_for(profile, meter.service_point), at.astimezone(WARSAW).date()
    _check_may(rules, meter, role)
    _check_day(rules, meter, taken_at, today)
    _check_repetition(rules, meter, taken_at, correcting)
    _check_garden(rules, meter, taken_at, with_main=with_main)
    if len(values) != meter.counters:
        raise WrongValue(_("Type what each counter of this meter shows."), counter=meter.counters)
    for counter, value in enumerate(values, start=1):
        check_value(value, meter=meter, counter=counter)
    history = history_of([meter], until=taken_at)[meter.pk]
    judgement = judge(meter=meter, values=values, taken_on=taken_at, history=history, rules=rules)
    # Who sends without signing in shows no more than two numbers: staff look at what they send when it looks odd
    # at all, and so they do at the first reading of a meter of which nothing is known.
    if channel in _NOT_LOGGED_IN and judgement.used_m3 is None:
        judgement = Judgement(None, None, None, (Doubt.BY_GUEST,))
    follows = of_rules.follows(rules, meter.service_point, today)
    return Preview(judgement, follows, _state_of(judgement, rules))


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
    with_main: bool = False,
    idempotency_key: str = "",
) -> SubmittedReading:
    """Take the state of a meter (`values`: m³, one per counter) as it stood on the day `taken_at`.

    Writes a SubmittedReading: `doubtful` where something speaks against it, else `accepted` or, where the utility's
    staff accept each one, `submitted`. A photo is encoded anew and kept. Tells everybody who sees the customer when it
    is accepted. The very same reading again, or the same `idempotency_key`, returns the one there is: a double click
    sends once. `role` is that of the person's access, None for machines and guests. Raises a ReadingProblem.
    """
    # One at a time per meter: two clicks in the same moment must not both find nothing sent yet.
    meter = Meter.objects.select_for_update(of=("self",)).select_related("service_point").get(pk=meter.pk)
    if known := _sent_before(meter, values, taken_at, idempotency_key):
        return known
    judged = preview(
        meter=meter, values=values, taken_at=taken_at, channel=channel, profile=profile, at=at, role=role,
        with_main=with_main,
    )  # fmt: skip
    rules = of_rules.rules_for(profile, meter.service_point)
    stored = _stored(photo, rules, by=_name(by), channel=channel)
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
) -> list[SubmittedReading]:
    """Take the meters of one service point in one breath, the garden meter after the main one; all or none.

    Like submit_reading for each. Raises NotAllTaken with every meter's problem.
    """
    sent, problems = [], {}
    main_ok = False
    for entry in sorted(entries, key=lambda one: one.meter.kind == MeterKind.GARDEN):
        try:
            with transaction.atomic():
                sent.append(
                    submit_reading(
                        meter=entry.meter, values=entry.values, taken_at=entry.taken_at, by=by, channel=channel,
                        profile=profile, at=at, photo=entry.photo, note=entry.note, role=role, with_main=main_ok,
                    )
                )  # fmt: skip
            main_ok = main_ok or entry.meter.kind != MeterKind.GARDEN
        except ReadingProblem as problem:
            problems[entry.meter.pk] = problem
    if problems:
        raise NotAllTaken(problems)
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
    ReadingProblem of submit_reading.
    """
    sent = _locked(submitted)
    judged = preview(
        meter=sent.meter, values=values, taken_at=taken_at, channel=SentBy(sent.channel), profile=profile, at=at,
        role=role, correcting=sent,
    )  # fmt: skip
    rules = of_rules.rules_for(profile, sent.meter.service_point)
    if photo or sent.photo is None:
        sent.photo = _stored(photo, rules, by=_name(by), channel=SentBy(sent.channel))
    sent.taken_on, sent.sent_by, sent.sent_at, sent.question = taken_at, _name(by), at, ""
    sent.note = note or sent.note
    _judged(sent, judged, values, at=at)
    sent.save()
    if sent.state == SubmissionState.ACCEPTED:
        tell(sent, Topic.READING_ACCEPTED, profile=profile, at=at)
    return sent


@transaction.atomic
def withdraw_reading(*, submitted: SubmittedReading, by: User | str, at: datetime) -> None:
    """Take a reading back before it is decided; it stays in the history. Raises NotOpen."""
    sent = _locked(submitted)
    sent.state, sent.decided_by, sent.decided_at = SubmissionState.WITHDRAWN, _name(by), at
    sent.save(update_fields=["state", "decided_by", "decided_at"])


def _check_may(rules: Readings, meter: Meter, role: AccessRole | str | None) -> None:
    if not of_rules.is_read_here(rules, meter):
        raise ReadingsNotTaken
    if not of_rules.may_send(rules, role):
        raise NotYourPlace


def _check_day(rules: Readings, meter: Meter, day: date, today: date) -> None:
    earliest = today - timedelta(days=rules.days_back)
    if not earliest <= day <= today:
        raise WrongDay(earliest, today)
    if of_rules.unusable(rules, meter, day):
        assert meter.verification_until is not None
        raise VerificationOver(meter.verification_until)
    if rules.outside_window == "refuse" and of_rules.opening_on(rules, meter.service_point, today) is None:
        ahead = of_rules.next_opening(rules, meter.service_point, today)
        raise ReadingWindowClosed(ahead.first if ahead else None)


def _check_repetition(rules: Readings, meter: Meter, day: date, correcting: SubmittedReading | None) -> None:
    """One open reading a meter, and a pause since the last one that people sent, here or otherwise."""
    sent = sent_for_meter(meter)
    if correcting:
        sent = sent.exclude(pk=correcting.pk)
    if sent.filter(state__in=OPEN_STATES).exists():
        raise AlreadySent
    days = [sent.values_list("taken_on", flat=True).first()]
    given = Reading.objects.filter(meter=meter, kind=ReadingKind.CUSTOMER).order_by("-taken_on")
    days.append(given.values_list("taken_on", flat=True).first())
    last = max((one for one in days if one), default=None)
    if last and day < last + timedelta(days=rules.min_days_between):
        raise TooSoon(last + timedelta(days=rules.min_days_between))


def _check_garden(rules: Readings, meter: Meter, day: date, *, with_main: bool) -> None:
    if meter.kind != MeterKind.GARDEN or not rules.garden_with_main or with_main:
        return
    of_day = {"meter__service_point": meter.service_point_id, "taken_on": day}
    gone = (SubmissionState.WITHDRAWN, SubmissionState.REJECTED)
    sent = SubmittedReading.objects.filter(**of_day).exclude(meter__kind=MeterKind.GARDEN)
    read = Reading.objects.filter(**of_day).exclude(meter__kind=MeterKind.GARDEN)
    if not sent.exclude(state__in=gone).exists() and not read.exists():
        raise GardenNeedsMain


def _state_of(judgement: Judgement, rules: Readings) -> SubmissionState:
    if judgement.doubts:
        return SubmissionState.DOUBTFUL
    return SubmissionState.ACCEPTED if rules.accept == "by_rules" else SubmissionState.SUBMITTED


def _sent_before(
    meter: Meter, values: Sequence[Decimal], day: date, idempotency_key: str
) -> SubmittedReading | None:
    if idempotency_key:
        by_key = SubmittedReading.objects.filter(idempotency_key=idempotency_key)
        if known := by_key.select_related("meter__service_point").first():
            return known
    second = values[1] if len(values) > 1 else None
    same = (
        sent_for_meter(meter).filter(taken_on=day, first_m3=values[0], second_m3=second) if values else None
    )
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
