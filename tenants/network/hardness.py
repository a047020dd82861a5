"""Hardness of water in the units people meet, and what to set on a dishwasher. Pure functions.

1 °dH (German degree) = 17.848 mg CaCO₃/l; 1 mval/l = 50.04 mg CaCO₃/l. Classes follow the usual Polish table.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_MG_PER_DEGREE = Decimal("17.848")
_MG_PER_MVAL = Decimal("50.04")


class Softness(StrEnum):
    """How hard water is, in a word."""

    VERY_SOFT = "very_soft"
    SOFT = "soft"
    MEDIUM = "medium"
    HARD = "hard"
    VERY_HARD = "very_hard"


@dataclass(frozen=True, slots=True)
class Hardness:
    """One hardness in three units, rounded for people. `dishwasher` is the setting of a common scale from 0 to 6."""

    mg: Decimal
    degrees: Decimal
    mval: Decimal
    softness: Softness
    dishwasher: int


def hardness(mg: Decimal) -> Hardness:
    """What a hardness in mg CaCO₃/l means."""
    degrees = (mg / _MG_PER_DEGREE).quantize(Decimal("0.1"))
    return Hardness(
        mg=mg.quantize(Decimal(1)),
        degrees=degrees,
        mval=(mg / _MG_PER_MVAL).quantize(Decimal("0.1")),
        softness=_softness(mg),
        # The upper end of each setting in °dH, as most makers of dishwashers print it.
        dishwasher=sum(degrees > end for end in (3, 8, 14, 21, 28, 35)),
    )


def _softness(mg: Decimal) -> Softness:
    for end, word in (
        (100, Softness.VERY_SOFT),
        (200, Softness.SOFT),
        (350, Softness.MEDIUM),
        (550, Softness.HARD),
    ):
        if mg < end:
            return word
    return Softness.VERY_HARD
