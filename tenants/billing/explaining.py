"""Why this bill is higher or lower than the one before: the difference in parts that add up to the grosz.

Each service that both bills have is parted in two exact products: what was used more or less, at the old price, and what the
price rose or fell by, on what was used now. Products are summed as fractions and rounded once per cause. OTHER is what is left: services
that came or went, and some grosze of rounding; so the parts always make the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from tenants.billing.lines import Service

# Two bills of two months differ by a day or three without anybody having lived longer.
_SAME_LENGTH_DAYS = 3


class Cause(StrEnum):
    """What made a difference, in the order in which it is told."""

    CORRECTION = "correction"
    USAGE = "usage"
    ESTIMATE = "estimate"
    PRICE = "price"
    DAYS = "days"
    FIXED_FEE = "fixed_fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bill:
    """What a bill is compared by. `gross_grosze` is as issued; `services` are as its corrections left them, and
    `corrections_grosze` is what those came to. `days` is the length of its period, `estimated` whether it rests on no
    reading of a meter.
    """

    gross_grosze: int
    services: tuple[Service, ...]
    days: int | None = None
    estimated: bool = False
    corrections_grosze: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the difference. `m3` and `days` say how much more or less of it there was, where that is the cause."""

    cause: Cause
    grosze: int
    m3: Decimal | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """From `before_grosze` by `parts` to `after_grosze`; parts of nothing are left out."""

    before_grosze: int
    after_grosze: int
    parts: tuple[Part, ...]

    @property
    def difference_grosze(self) -> int:
        return self.after_grosze - self.before_grosze

    def part(self, cause: Cause) -> Part | None:
        """The part of this cause, if it made a difference."""
        return next((part for part in self.parts if part.cause == cause), None)


def explain(*, before: Bill, after: Bill) -> Explanation:
    """Part the difference of two bills. The parts' sum is exactly `after.gross_grosze - before.gross_grosze`.

    CORRECTION is what the earlier bill was corrected by since; everything else compares with the corrected one. Use counts
    as ESTIMATE where one bill rested on a reading and the other did not: then it is not known who used when.
    """
    days = _more_days(before, after)
    stretch = Fraction(after.days, before.days) if days and before.days and after.days else Fraction(1)
    sums: defaultdict[Cause, Fraction] = defaultdict(Fraction)
    sums[Cause.CORRECTION] += before.corrections_grosze
    water: list[tuple[Fraction, Fraction]] = []  # (used before, over as many days as now; used now)
    known = {_key(service): service for service in before.services}
    for service in after.services:
        old = known.get(_key(service))
        if old is None:
            continue  # what came, as what went, is left for OTHER
        if old.quantity is None or service.quantity is None:
            sums[Cause.FIXED_FEE] += service.gross_grosze - old.gross_grosze
            continue
        _part(sums, old, service, stretch, estimate=before.estimated != after.estimated)
        if service.is_water:
            water.append((Fraction(old.quantity) * stretch, Fraction(service.quantity)))
    difference = after.gross_grosze - before.gross_grosze
    rounded: dict[Cause, int] = {cause: _rounded(sums[cause]) for cause in Cause if cause != Cause.OTHER}
    rounded[Cause.OTHER] = difference - sum(rounded.values())
    more_m3 = _more_water(water)
    parts = (
        Part(
            cause,
            rounded[cause],
            m3=more_m3 if cause in (Cause.USAGE, Cause.ESTIMATE) else None,
            days=days if cause == Cause.DAYS else None,
        )
        for cause in Cause
        if rounded[cause]
    )
    return Explanation(before.gross_grosze, after.gross_grosze, tuple(parts))


def _part(
    sums: defaultdict[Cause, Fraction], old: Service, new: Service, stretch: Fraction, *, estimate: bool
) -> None:
    """old quantity → old quantity over the new number of days → new quantity at the old price → at the new price."""
    was, now = Fraction(old.quantity or 0), Fraction(new.quantity or 0)
    price, new_price = _prices(old, new)
    if new.is_water:
        expected = was * stretch
        sums[Cause.DAYS] += (expected - was) * price
        sums[Cause.ESTIMATE if estimate else Cause.USAGE] += (now - expected) * price
        sums[Cause.PRICE] += now * (new_price - price)
    else:  # so much a month: more months are more days, and another rate is another fee
        sums[Cause.DAYS] += (now - was) * price
        sums[Cause.FIXED_FEE] += now * (new_price - price)


def _prices(old: Service, new: Service) -> tuple[Fraction, Fraction]:
    """Both prices with VAT per unit: as the bills say, else what the amounts come to.

    The amounts are rounded, so a price reckoned from them differs a little from bill to bill though the tariff is the same;
    therefore both are taken from the same source. Where a service was not used, the other bill's price counts.
    """
    if old.price is not None and new.price is not None:
        return Fraction(old.price), Fraction(new.price)
    reckoned = [
        Fraction(one.gross_grosze) / Fraction(one.quantity) if one.quantity else None for one in (old, new)
    ]
    known = next((price for price in reckoned if price is not None), Fraction(0))
    before, after = (known if price is None else price for price in reckoned)
    return before, after


def _more_days(before: Bill, after: Bill) -> int | None:
    """By how many days the period is longer; None where the two are about as long, or not known."""
    if not before.days or not after.days:
        return None
    more = after.days - before.days
    return more if abs(more) > _SAME_LENGTH_DAYS else None


def _more_water(water: Iterable[tuple[Fraction, Fraction]]) -> Decimal | None:
    """How much more went through the meter: by the largest service, since sewage is the same water once more."""
    largest = max(water, key=max, default=None)
    if largest is None:
        return None
    more = largest[1] - largest[0]
    return Decimal(_rounded(more * 1000)) / 1000


def _rounded(amount: Fraction) -> int:
    """To a whole grosz, halves away from zero."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _key(service: Service) -> tuple[str, str]:
    return " ".join(service.name.split()).casefold(), service.unit.strip().casefold()
