"""Why a reading is not taken: one named failure each, its text a sentence for whoever sent it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tenants.profile.formats import date_text, m3


class ReadingProblem(ValueError):
    """A reading is not taken. `counter` is 1 or 2 where one counter is meant, `field` the part of the form."""

    field = "first"


class ReadingsNotTaken(ReadingProblem):
    """The utility takes no readings here, or not of this meter."""

    def __init__(self) -> None:
        super().__init__(_("The state of this meter is not sent here: we read it ourselves."))


class NotYourPlace(ReadingProblem):
    """The person's access does not include sending readings."""

    def __init__(self) -> None:
        super().__init__(_("Your access lets you look, but not send readings."))


class ReadingWindowClosed(ReadingProblem):
    """Readings are taken on other days."""

    def __init__(self, opens_on: date | None) -> None:
        self.opens_on = opens_on
        if opens_on:
            sentence = _("Readings are not taken on this day. You can send one from %(day)s.") % {
                "day": date_text(opens_on)
            }
        else:
            sentence = _("Readings are not taken on this day.")
        super().__init__(sentence)


class TooSoon(ReadingProblem):
    """The last one was sent a short time ago."""

    def __init__(self, next_on: date) -> None:
        self.next_on = next_on
        super().__init__(
            _("A reading of this meter has been sent already. You can send the next one from %(day)s.")
            % {"day": date_text(next_on)}
        )


class AlreadySent(ReadingProblem):
    """Another reading of the meter still waits for a decision."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A reading of this meter is waiting to be checked. Correct that one instead of sending another."
            )
        )


class WrongDay(ReadingProblem):
    """The day lies ahead or too far back."""

    field = "taken_on"

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(
            _("The day of the reading may be from %(first)s to %(last)s.")
            % {"first": date_text(earliest), "last": date_text(latest)}
        )


class WrongValue(ReadingProblem):
    """The value cannot stand on this dial."""

    def __init__(self, sentence: str, counter: int = 1) -> None:
        self.counter = counter
        self.field = "first" if counter == 1 else "second"
        super().__init__(sentence)


class BelowPrevious(WrongValue):
    """The dial would have gone back."""

    def __init__(self, previous: Decimal, taken_on: date, counter: int = 1) -> None:
        self.previous = previous
        super().__init__(
            _("On %(day)s the meter showed %(value)s, so it cannot show less now. Type what the dial shows, not what you used.")
            % {"day": date_text(taken_on), "value": m3(previous)},
            counter,
        )  # fmt: skip


class VerificationOver(ReadingProblem):
    """A garden meter whose verification has run out."""

    def __init__(self, until: date) -> None:
        super().__init__(
            _("The verification of this meter ended on %(day)s, so its readings cannot be used for bills. Have it exchanged first.")
            % {"day": date_text(until)}
        )  # fmt: skip


class GardenNeedsMain(ReadingProblem):
    """A garden meter is read together with the main one."""

    def __init__(self) -> None:
        super().__init__(_("Send the reading of the main meter of the same day too."))


class PhotoMissing(ReadingProblem):
    """The utility wants to see the dial."""

    field = "photo"

    def __init__(self) -> None:
        super().__init__(_("Add a photo of the dial."))


class PhotoRefused(ReadingProblem):
    """The file is no picture that can be kept; the text is the file room's."""

    field = "photo"


class NotOpen(ReadingProblem):
    """The reading was decided or withdrawn in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This reading has been decided already and can no longer be changed."))


class NotAllTaken(ReadingProblem):
    """Of readings sent together at least one is not taken, so none is. `problems` by the meter's id."""

    def __init__(self, problems: dict[int, ReadingProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems.values()))
