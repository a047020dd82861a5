"""How a case is shown: its status, whose move it is, its clocks and its story in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tenants.cases import clocks
from tenants.cases.documents import decision_word
from tenants.cases.models import Actor, Case, CaseEvent, EventKind, Move
from tenants.cases.services.moving import status_of, statuses_of
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType


@dataclass(frozen=True)
class Shown:
    """A status as a tag and a sentence."""

    title: str
    text: str
    tone: str


def status_shown(case: Case, profile: Profile) -> Shown:
    """Where the case stands; a status that the profile has dropped is said plainly."""
    status = status_of(case, profile)
    if status is None:
        return Shown(_("in progress") if case.open else _("closed"), "", "neutral")
    return Shown(str(status.title), str(status.text), status.tone)


def move_words(case: Case) -> Shown:
    """„Czyj ruch”: whose move it is, in words for the customer."""
    return {
        Move.US: Shown(_("Our move"), _("We have to do something now. You need not do anything."), "info"),
        Move.CUSTOMER: Shown(_("Your move"), _("We wait for you."), "warning"),
        Move.NOBODY: Shown(_("Closed"), _("Nobody has to do anything."), "neutral"),
    }[Move(case.whose_move)]


@dataclass(frozen=True)
class ClockShown:
    """One clock as a figure: the day, what is left, and why it is there."""

    label: str
    day: str
    note: str
    tone: str


def clocks_of(case: Case, case_type: CaseType | None, today: date) -> list[ClockShown]:
    """Both clocks of an open case, the one of the law first; of a closed one none."""
    if not case.open:
        return []
    found = []
    law = clocks.statutory(case, case_type, today)
    if law is not None:
        rule = case_type.statutory if case_type else None
        label = _("Answer by law") if clocks.by_law(case, case_type) else _("We answer by")
        found.append(_clock(label, law, str(rule.words_for(case.consumer)) if rule else ""))
    own = clocks.own(case, case_type, today)
    if own is not None:
        found.append(_clock(_("We mean to answer"), own, ""))
    return found


def _clock(label: str, clock: clocks.Clock, note: str) -> ClockShown:
    if clock.stopped:
        left = _("The clock stands still while we wait for you.")
        tone = ""
    elif clock.left < 0:
        left, tone = _("The day has passed."), "danger"
    elif clock.left == 0:
        left, tone = _("This is today."), ""
    else:
        left, tone = _("Days left: %(days)s.") % {"days": clock.left}, ""
    return ClockShown(label, date_text(clock.due_on), " ".join(filter(None, [left, note])), tone)


@dataclass(frozen=True)
class Told:
    """One event in words, with its files."""

    title: str
    at: datetime
    text: str
    icon: str
    tone: str
    mine: bool
    files: list[Any]


def story(case: Case, profile: Profile, events: Iterable[CaseEvent]) -> list[Told]:
    """What happened, newest first. Names of staff are not shown; their words are the utility's."""
    titles = {one.key: str(one.title) for one in statuses_of(case, profile)}
    return [_told(event, titles) for event in reversed(list(events))]


def _told(event: CaseEvent, titles: dict[str, str]) -> Told:
    mine = event.actor == Actor.CUSTOMER
    title, icon, tone = _WORDS[EventKind(event.kind)](event, titles)
    return Told(title, event.at, event.text, icon, tone, mine, list(event.files.all()))


def _status(event: CaseEvent, titles: dict[str, str]) -> tuple[str, str, str]:
    return _("Now: %(status)s") % {"status": titles.get(event.status, event.status)}, "refresh-cw", "info"


def _message(event: CaseEvent, titles: dict[str, str]) -> tuple[str, str, str]:
    mine = event.actor == Actor.CUSTOMER
    return (_("You wrote") if mine else _("We wrote")), "mail", "neutral" if mine else "info"


def _clock_event(event: CaseEvent, titles: dict[str, str]) -> tuple[str, str, str]:
    what = event.data.get("what")
    if what == "silence":
        since = date_text(date.fromisoformat(event.data["since"]))
        if event.data.get("certain", True):
            return _("No answer in time: by law your complaint counts as accepted from %(day)s") % {"day": since}, "clock", "success"  # fmt: skip
        return _("No answer in time: if a consumer filed it, by law the complaint counts as accepted from %(day)s") % {"day": since}, "clock", "success"  # fmt: skip
    return (
        _("The time was extended by %(days)s days") % {"days": event.data.get("days", "")},
        "clock",
        "warning",
    )


def _party(event: CaseEvent, titles: dict[str, str]) -> tuple[str, str, str]:
    said = event.data.get("what") == "said"
    if event.data.get("party") == "giver":
        return (_("The side that hands over entered the meters") if said else _("The side that hands over confirmed")), "user", "info"  # fmt: skip
    return (_("The side that takes over entered the meters") if said else _("The side that takes over confirmed")), "user", "info"  # fmt: skip


_WORDS: dict[EventKind, Any] = {
    EventKind.FILED: lambda event, titles: (_("Filed"), "send", "success"),
    EventKind.STATUS: _status,
    EventKind.MESSAGE: _message,
    EventKind.NOTE: lambda event, titles: (_("Internal note"), "lock", "neutral"),
    EventKind.DECISION: lambda event, titles: (
        _("Decision: %(word)s") % {"word": decision_word(event.data["decision"])}, "file-check", "success",
    ),
    EventKind.CLOCK: _clock_event,
    EventKind.HANDED_OVER: lambda event, titles: (_("Handed over"), "users", "neutral"),
    EventKind.WITHDRAWN: lambda event, titles: (_("Withdrawn"), "x", "neutral"),
    EventKind.REOPENED: lambda event, titles: (_("Reopened"), "refresh-cw", "warning"),
    EventKind.RATED: lambda event, titles: (
        _("Rated %(stars)s of 5") % {"stars": event.data.get("stars", "")}, "circle-check", "neutral",
    ),
    EventKind.PARTY: _party,
}  # fmt: skip
