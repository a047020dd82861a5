"""The picture of a dial: which digits to type. Black ones count, red ones do not; on a white dial all do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.metering.models import Dial, Meter

_WIDTH, _GAP, _MARGIN = 34, 6, 14
_EXAMPLE = "000001238"


@dataclass(frozen=True, slots=True)
class Cell:
    """One digit of the picture: where it stands, what it shows, whether it is typed."""

    x: int
    digit: str
    typed: bool

    @property
    def middle(self) -> int:
        return self.x + _WIDTH // 2


@dataclass(frozen=True, slots=True)
class DialPicture:
    """What <c-dial> draws; `alt` says the same in words."""

    cells: tuple[Cell, ...]
    width: int
    alt: str
    typed: str


def dial_of(meter: Meter, *, whole_only: bool) -> DialPicture:
    """The picture for a meter. A dial without red digits in the data still shows three: that is what people see."""
    red = meter.decimals or 3
    counts_all = meter.dial == Dial.ALL
    black = _EXAMPLE[-meter.digits :]
    shown = [(digit, True) for digit in black] + [
        (digit, counts_all and not whole_only) for digit in "507"[:red]
    ]
    if counts_all:
        shown = [(digit, True) for digit in black]
    cells = tuple(
        Cell(_MARGIN + at * (_WIDTH + _GAP), digit, typed) for at, (digit, typed) in enumerate(shown)
    )
    typed = "".join(cell.digit for cell in cells if cell.typed)
    said = (
        ngettext("Type the %(count)d black digit.", "Type the %(count)d black digits.", meter.digits)
        if not counts_all
        else ngettext("Type the %(count)d digit.", "Type all %(count)d digits.", meter.digits)
    ) % {"count": meter.digits}
    if not counts_all:
        said += " " + _("Leave out the red ones.")
    said += " " + _("On this picture: %(typed)s.") % {"typed": typed}
    return DialPicture(cells, cells[-1].x + _WIDTH + _MARGIN, said, typed)
