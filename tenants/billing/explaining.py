"""Why this bill is higher or lower than the one before: the difference in parts that add up to the grosz.

Each service that both bills have is parted in two exact products: what was used more or less, at the old price, and what the
price rose or fell by, on what was used now. Products are summed as fractions and rounded once per cause. OTHER is what is left: services
that came or went. Some grosze of rounding alone go to the largest part; so the parts always make the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from tenants.billing.lines import Service

# Two bills of two months differ by a day or three without anybody having lived longer.
_SAME_LENGTH_DAYS = 3
# Grosze for each service: amounts are rounded on both bills.
_ROUNDING = 2


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
    """One part of the difference. `m3` and `days` say how much more or less of it there was, where that is the cause.

    `service` names the service where use of several changed by different volumes: with a garden meter, water and sewage do.
    """

    cause: Cause
    grosze: int
    m3: Decimal | None = None
    days: int | None = None
    service: str = ""


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
    used: list[_Used] = []
    known = {_key(service): service for service in before.services}
    for service in after.services:
        old = known.get(_key(service))
        if old is None:
            continue  # what came, as what went, is left for OTHER
        if old.quantity is None or service.quantity is None:
            sums[Cause.FIXED_FEE] += service.gross_grosze - old.gross_grosze
        elif service.is_water:
            used.append(_part_water(sums, old, service, stretch))
        else:
            _part_fee(sums, old, service)
    use = Cause.ESTIMATE if before.estimated != after.estimated else Cause.USAGE
    parts = [*_parts_of_use(used, use)]
    parts += [
        Part(cause, _rounded(amount), days=days if cause == Cause.DAYS else None)
        for cause, amount in sums.items()
    ]
    rest = after.gross_grosze - before.gross_grosze - sum(part.grosze for part in parts)
    same = {_key(service) for service in after.services} == set(known)
    parts = _with_rest(parts, rest, is_rounding=same and abs(rest) <= _ROUNDING * len(known))
    order = list(Cause)
    told = sorted((part for part in parts if part.grosze), key=lambda part: order.index(part.cause))
    return Explanation(before.gross_grosze, after.gross_grosze, tuple(told))


def _with_rest(parts: list[Part], rest: int, *, is_rounding: bool) -> list[Part]:
    """The parts with what is left: as OTHER, or, where it is only rounding, with the largest, which it does not change."""
    largest = max(parts, key=lambda part: abs(part.grosze), default=None)
    if not is_rounding or largest is None or not largest.grosze:
        return [*parts, Part(Cause.OTHER, rest)]
    return [replace(part, grosze=part.grosze + rest) if part is largest else part for part in parts]


@dataclass(frozen=True, slots=True)
class _Used:
    """How much more of one service was used, in m³ over the same number of days, and what that came to."""

    service: str
    more_m3: Fraction
    grosze: Fraction


def _part_water(sums: defaultdict[Cause, Fraction], old: Service, new: Service, stretch: Fraction) -> _Used:
    """old quantity → old quantity over the new number of days → new quantity at the old price → at the new price."""
    was, now = Fraction(old.quantity or 0), Fraction(new.quantity or 0)
    price, new_price = _prices(old, new)
    sums[Cause.DAYS] += was * (stretch - 1) * price
    sums[Cause.PRICE] += now * (new_price - price)
    more = now - was * stretch
    return _Used(new.name, more, more * price)


def _part_fee(sums: defaultdict[Cause, Fraction], old: Service, new: Service) -> None:
    """So much a month: more months are more days, and another rate is another fee."""
    was, now = Fraction(old.quantity or 0), Fraction(new.quantity or 0)
    price, new_price = _prices(old, new)
    sums[Cause.DAYS] += (now - was) * price
    sums[Cause.FIXED_FEE] += now * (new_price - price)


def _parts_of_use(used: list[_Used], cause: Cause) -> Iterator[Part]:
    """One part where all services changed by the same volume, as water and sewage mostly do; else one of each."""
    if len({one.more_m3 for one in used}) <= 1:
        more = used[0].more_m3 if used else Fraction(0)
        yield Part(cause, _rounded(sum((one.grosze for one in used), Fraction(0))), m3=_volume(more))
        return
    for one in used:
        yield Part(cause, _rounded(one.grosze), m3=_volume(one.more_m3), service=one.service)


def _volume(m3: Fraction) -> Decimal:
    return Decimal(_rounded(m3 * 1000)) / 1000


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


def _rounded(amount: Fraction) -> int:
    """To a whole grosz, halves away from zero."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _key(service: Service) -> tuple[str, str]:
    return " ".join(service.name.split()).casefold(), service.unit.strip().casefold()
