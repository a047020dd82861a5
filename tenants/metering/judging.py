"""Is a sent value believable? Pure: what was known, what was sent, the utility's limits → how it is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from tenants.metering.models import Dial, Meter, MeterKind
from tenants.metering.problems import BelowPrevious, WrongValue
from tenants.metering.use import Known, counted_on, stretches, usual_in
from tenants.profile.schema.readings import Readings

_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?", re.ASCII)
_DAYS_OF_MONTH = 30


class Doubt(StrEnum):
    """Why staff look at a reading before it counts."""

    MUCH_MORE = "much_more"
    ROLLED_OVER = "rolled_over"
    BELOW_ESTIMATE = "below_estimate"
    NOTHING_USED = "nothing_used"
    GARDEN_ABOVE_MAIN = "garden_above_main"
    VERIFICATION_OVER = "verification_over"
    BY_GUEST = "by_guest"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reading means: use since the last known one in m³ (None for the first), and what speaks against it."""

    used_m3: Decimal | None
    since: date | None
    usual_m3: Decimal | None
    doubts: tuple[Doubt, ...]


def limit_of(meter: Meter) -> Decimal:
    """Where the dial begins anew."""
    return Decimal(10) ** meter.digits


def parse_value(text: str, *, meter: Meter, rules: Readings, counter: int = 1) -> Decimal:
    """The value a person typed, in m³; leading zeros and spaces do not matter. Raises WrongValue with a sentence."""
    plain = "".join(text.split())
    whole_only = rules.whole_cubic_metres or meter.decimals == 0
    if not _NUMBER.fullmatch(plain):
        raise WrongValue(_("Type the digits of the dial, for example 00123."), counter)
    value = Decimal(plain.replace(",", "."))
    if whole_only and value != value.to_integral_value():
        raise WrongValue(_("Type whole cubic metres only, without the red digits."), counter)
    return check_value(value, meter=meter, counter=counter)


def check_value(value: Decimal, *, meter: Meter, counter: int = 1) -> Decimal:
    """The value itself when the dial can show it. Raises WrongValue."""
    if not 0 <= value < limit_of(meter):
        if meter.dial == Dial.ALL:
            sentence = _("This dial has %(digits)d digits. Type all of them, and no more.")
        else:
            sentence = _("This dial has %(digits)d digits before the point. Type the black ones only.")
        raise WrongValue(sentence % {"digits": meter.digits}, counter)
    return value


def judge(
    *,
    meter: Meter,
    values: Sequence[Decimal],
    taken_on: date,
    history: Sequence[Known],
    rules: Readings,
) -> Judgement:
    """Compare what was sent with what is known. Raises BelowPrevious for a dial that would have gone back.

    A value below an estimate is no mistake of the sender's, and a dial may begin anew after its last digit: both are
    taken and doubted.
    """
    limit = limit_of(meter)
    past = [known for known in history if known.taken_on <= taken_on]
    used, doubts = Decimal(0), []
    since: date | None = None
    for counter, value in enumerate(values, start=1):
        former = max(
            (one for one in past if one.counter == counter), key=lambda one: one.taken_on, default=None
        )
        if former is None:
            continue
        since = former.taken_on
        counted = counted_on(former.value_m3, value, limit=limit)
        if counted is None:
            if not former.estimated:
                raise BelowPrevious(former.value_m3, former.taken_on, counter)
            doubts.append(Doubt.BELOW_ESTIMATE)
        elif value < former.value_m3:
            doubts.append(Doubt.ROLLED_OVER)
        used += counted or Decimal(0)
    if since is None:
        return Judgement(None, None, None, ())
    known = stretches(past, limit=limit)
    usual = usual_in(known, since + timedelta(days=1), taken_on) if taken_on > since else None
    if taken_on > since and _is_much(used, usual, days=(taken_on - since).days, rules=rules):
        doubts.append(Doubt.MUCH_MORE)
    if Doubt.BELOW_ESTIMATE not in doubts and _stands_still(meter, used, usual):
        doubts.append(Doubt.NOTHING_USED)
    return Judgement(used, since, usual, tuple(dict.fromkeys(doubts)))


def _is_much(used: Decimal, usual: Decimal | None, *, days: int, rules: Readings) -> bool:
    """Above so many times the usual, or, where nothing usual is known, above the plain limit."""
    if usual:
        # A cubic metre more than a very small usual use is no news.
        return used > usual * rules.question_above_times_usual and used - usual > 2
    return used > Decimal(rules.question_above_m3_a_month) * days / _DAYS_OF_MONTH


def _stands_still(meter: Meter, used: Decimal, usual: Decimal | None) -> bool:
    """Nothing through a main meter where something usually goes: it may be broken, or last time's value was typed."""
    return meter.kind != MeterKind.GARDEN and used == 0 and usual is not None and usual > 3
