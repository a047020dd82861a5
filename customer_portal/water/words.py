"""Words and tones for states, doubts and kinds, looked up when a page is made, in its language."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.metering.judging import Doubt
from tenants.metering.models import LeakCause, LeakState, MeterKind, SubmissionState


@dataclass(frozen=True)
class Tag:
    """A word and a tone, as <c-status-tag> takes them."""

    word: str
    tone: str


def way_back(*, to_readings: bool = False) -> list[dict[str, str]]:
    """The breadcrumb of the pages below water."""
    trail = [{"label": _("Water"), "url": reverse("meters")}]
    if to_readings:
        trail.append({"label": _("Meter readings"), "url": reverse("readings_now")})
    return trail


def state_tag(state: str) -> Tag:
    """Where a sent reading stands."""
    return {
        SubmissionState.SUBMITTED: Tag(_("received, waits to be checked"), "info"),
        SubmissionState.DOUBTFUL: Tag(_("being checked"), "warning"),
        SubmissionState.ACCEPTED: Tag(_("accepted"), "success"),
        SubmissionState.SETTLED: Tag(_("settled"), "success"),
        SubmissionState.REJECTED: Tag(_("rejected"), "danger"),
        SubmissionState.WITHDRAWN: Tag(_("withdrawn"), "neutral"),
    }[SubmissionState(state)]


def doubt_sentences(reasons: list[str]) -> list[str]:
    """Why a reading is looked at, for the sender."""
    said = {
        Doubt.MUCH_MORE: _("The use is much higher than usual."),
        Doubt.ROLLED_OVER: _("The dial seems to have begun anew from zero."),
        Doubt.BELOW_ESTIMATE: _(
            "The state is below our last estimate. That happens; we will put the bill right."
        ),
        Doubt.NOTHING_USED: _("The meter has not moved since the last reading."),
        Doubt.GARDEN_ABOVE_MAIN: _("More went through the garden meter than through the main one."),
        Doubt.VERIFICATION_OVER: _("The verification of the meter has run out."),
        Doubt.BY_GUEST: _("It is the first reading of this meter that we got."),
    }
    return [said[Doubt(reason)] for reason in reasons if reason in list(Doubt)]


def kind_word(kind: str) -> str:
    """The kind of a meter as people call it."""
    return {
        MeterKind.MAIN: _("main meter"),
        MeterKind.GARDEN: _("garden meter"),
        MeterKind.COUPLED: _("coupled meter"),
        MeterKind.FLAT: _("flat meter"),
        MeterKind.SEWAGE: _("sewage meter"),
    }[MeterKind(kind)]


def leak_tag(state: str) -> Tag:
    """Where a suspicion stands."""
    return {
        LeakState.OPEN: Tag(_("waits for your answer"), "warning"),
        LeakState.LOOKING: Tag(_("you are looking for the cause"), "warning"),
        LeakState.EXPLAINED: Tag(_("explained"), "success"),
        LeakState.REPAIRED: Tag(_("repaired"), "success"),
        LeakState.PASSED: Tag(_("use is usual again"), "success"),
    }[LeakState(state)]


def cause_choices() -> list[tuple[str, str]]:
    """What it may have been, as the customer answers."""
    return [
        (LeakCause.WATERING, _("I watered the garden")),
        (LeakCause.POOL, _("I filled a pool or a tank")),
        (LeakCause.GUESTS, _("There were more people at home")),
        (LeakCause.UNKNOWN, _("I do not know, I will look for a leak")),
        (LeakCause.REPAIRED, _("There was a leak and it is repaired")),
    ]
