"""May this be sent, and what would come of it: the questions before a reading is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from tenants.customers.models import AccessRole
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
    NotYourPlace,
    ReadingsNotTaken,
    ReadingWindowClosed,
    TooSoon,
    VerificationOver,
    WrongDay,
    WrongValue,
)
from tenants.metering.selectors.history import history_of
from tenants.metering.selectors.submitted import sent_for_meter, sent_for_point
from tenants.profile.formats import WARSAW
from tenants.profile.schema import Profile
from tenants.profile.schema.readings import Readings

_NOT_LOGGED_IN = (SentBy.GUEST, SentBy.LABEL)


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
    correcting: SubmittedReading | None = None,
) -> Preview:
    """Judge a reading without writing anything; `meter` comes with its service point.

    Raises every ReadingProblem that sending would raise, but for those about a photo.
    """
    rules, today = of_rules.rules_for(profile, meter.service_point), at.astimezone(WARSAW).date()
    _check_may(rules, meter, role)
    _check_day(rules, meter, taken_at, today)
    _check_repetition(rules, meter, taken_at, correcting)
    _check_garden(rules, meter, taken_at)
    if len(values) != meter.counters:
        raise WrongValue(_("Type what each counter of this meter shows."), counter=2)
    for counter, value in enumerate(values, start=1):
        check_value(value, meter=meter, counter=counter)
    history = history_of([meter], until=taken_at)[meter.pk]
    judgement = judge(meter=meter, values=values, taken_on=taken_at, history=history, rules=rules)
    judgement = _with_garden_doubts(judgement, meter, taken_at)
    # Who sends without signing in shows no more than two numbers: staff look at what they send when it looks odd
    # at all, and so they do at the first reading of a meter of which nothing is known.
    if channel in _NOT_LOGGED_IN and judgement.used_m3 is None:
        judgement = Judgement(None, None, None, (Doubt.BY_GUEST,))
    follows = of_rules.follows(rules, meter.service_point, today)
    return Preview(judgement, follows, _state_of(judgement, rules))


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


def _check_garden(rules: Readings, meter: Meter, day: date) -> None:
    if meter.kind != MeterKind.GARDEN or not rules.garden_with_main:
        return
    read = Reading.objects.filter(meter__service_point=meter.service_point_id, taken_on=day)
    read = read.exclude(meter__kind=MeterKind.GARDEN)
    if not sent_for_point(meter.service_point_id, day).exists() and not read.exists():
        raise GardenNeedsMain


def _with_garden_doubts(judgement: Judgement, meter: Meter, day: date) -> Judgement:
    """What only the main meter's reading of the same day, or the calendar, can say against a garden meter's."""
    if meter.kind != MeterKind.GARDEN:
        return judgement
    doubts = list(judgement.doubts)
    if of_rules.verification_over(meter, day):
        doubts.append(Doubt.VERIFICATION_OVER)
    main = (
        sent_for_point(meter.service_point_id, day)
        .exclude(used_m3=None)
        .aggregate(used=Sum("used_m3"))["used"]
    )
    if main is not None and judgement.used_m3 is not None and judgement.used_m3 > main:
        doubts.append(Doubt.GARDEN_ABOVE_MAIN)
    return replace(judgement, doubts=tuple(doubts))


def _state_of(judgement: Judgement, rules: Readings) -> SubmissionState:
    if judgement.doubts:
        return SubmissionState.DOUBTFUL
    return SubmissionState.ACCEPTED if rules.accept == "by_rules" else SubmissionState.SUBMITTED
