"""Whether an address lies in a street with house numbers written the way staff write them. Pure functions.

„1–15”, „1-15 nieparzyste”, „2, 4, 6a, 20–30 parzyste”: a range takes every house between, or only the odd or even ones; a
letter after a bare number counts as its own house, and a range includes the letters of its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tenants.customers.streets import after_street, house_after, same_town

_RANGE = re.compile(r"(\d{1,4})([a-z]?)(?:-(\d{1,4})([a-z]?))?(odd|even)?")
_HOUSE = re.compile(r"(\d{1,4})\s*([a-z]?)(?![a-z0-9])", re.IGNORECASE)
_FLAT = re.compile(r"/|\bm\.?\s*\d|\blok\b|\bmieszk", re.IGNORECASE)
_ODD = re.compile(r"\bnieparz\w*\.?|\bodd\b|\bнепарн\w*", re.IGNORECASE)
_EVEN = re.compile(r"\bparz\w*\.?|\beven\b|\bпарн\w*", re.IGNORECASE)


class NumbersUnreadable(ValueError):
    """House numbers that cannot be understood; the text is the piece that cannot."""


@dataclass(frozen=True, slots=True)
class House:
    """A house on a street: `number` with its `letter` (small, may be empty)."""

    number: int
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Houses from `first` to `last`; `parity` is 0 for even, 1 for odd, None for all."""

    first: House
    last: House
    parity: int | None

    def holds(self, house: House) -> bool:
        if self.first == self.last:
            # „6” is the house 6 with all its letters, „6a” only that one.
            return house.number == self.first.number and self.first.letter in ("", house.letter)
        if self.parity is not None and house.number % 2 != self.parity:
            return False
        if not self.first.number <= house.number <= self.last.number:
            return False
        if house.number == self.first.number and house.letter < self.first.letter:
            return False
        return not (house.number == self.last.number and self.last.letter and house.letter > self.last.letter)


def spans_of(numbers: str) -> list[Span]:
    """The houses that a text names; an empty text names none in particular. Raises NumbersUnreadable."""
    found = []
    for piece in re.split(r"[,;]", numbers):
        plain = _EVEN.sub("even", _ODD.sub("odd", piece))
        compact = "".join(plain.lower().replace("–", "-").replace("—", "-").replace("/", "").split())
        if not compact:
            continue
        match = _RANGE.fullmatch(compact)
        if match is None:
            raise NumbersUnreadable(piece.strip())
        first = House(int(match[1]), match[2])
        last = House(int(match[3]), match[4]) if match[3] else first
        if last.number < first.number:
            raise NumbersUnreadable(piece.strip())
        found.append(Span(first, last, {"odd": 1, "even": 0, None: None}[match[5]]))
    return found


def house_in(address: str) -> House | None:
    """The house of an address as people write it: `ul. 3 Maja 12b/4` → 12b. None when there is no number."""
    without_flat = _FLAT.split(address)[0]
    found = list(_HOUSE.finditer(without_flat))
    return House(int(found[-1][1]), found[-1][2].lower()) if found else None


def same_street(address: str, street: str) -> bool:
    """Whether the address is in the street, however either is written; see tenants.customers.streets."""
    return after_street(address, street) is not None


def touches(*, place: tuple[str, str, str], city: str, address: str) -> bool:
    """Whether (city, street, numbers) of an outage holds the address. What cannot be read touches, rather than not."""
    place_city, street, numbers = place
    if city and not same_town(place_city, city):
        return False
    if not street:
        return True
    rest = after_street(address, street)
    if rest is None:
        return False
    spans, found = _readable(numbers), house_after(rest)
    house = House(*found) if found else None
    return not spans or house is None or any(span.holds(house) for span in spans)


def touches_any(places: Iterable[tuple[str, str, str]], *, city: str, address: str) -> bool:
    """Whether any of the places holds the address."""
    return any(touches(place=place, city=city, address=address) for place in places)


def _readable(numbers: str) -> list[Span]:
    try:
        return spans_of(numbers)
    except NumbersUnreadable:
        return []
