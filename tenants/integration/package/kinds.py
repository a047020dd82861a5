"""Kinds of field: each turns what a file says into text for COPY, or says what it expected.

A million cells pass here, so each kind has two ways: `column` takes a batch at once with a few calls into C, and
`convert` takes one cell and explains. A batch that `column` cannot take whole is gone through cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tenants.billing.ksef import parse_ksef_number
from tenants.customers.identifiers import (
    InvalidIdentifier,
    parse_account,
    parse_nip,
    parse_phone,
    parse_postal_code,
)

NULL = "\\N"
# Control characters, and the marks that turn the direction of text and so can disguise it.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_BIGGEST = 10**15
_MEMO_SIZE = 100_000
NONE = type(None)


class Expected(ValueError):
    """The cell is not what the format says; the message completes "there should be …"."""


class Kind:
    """`sql` is the type of the staging column. `missing` is the COPY text of an absent value."""

    sql = "text"
    missing = NULL

    def __init__(self) -> None:
        self._memo: dict[Any, str] = _Memo(self._present)

    def convert(self, value: Any) -> str:
        """COPY text of a value that is there; raises Expected."""
        raise NotImplementedError

    def _present(self, value: Any) -> str:
        return self.missing if value is None or value == "" else self.convert(value)

    def column(self, values: Sequence[Any]) -> list[str]:
        """COPY text of a whole column, absent values included; raises Expected or TypeError at the first bad cell."""
        if bool in set(map(type, values)):  # True would find the memo of 1
            return [self._present(value) for value in values]
        return list(map(self._memo.__getitem__, values))


class _Memo(dict[Any, str]):
    """Remembers converted cells: dates, rates and the like come by the thousand in few different values."""

    def __init__(self, convert: Callable[[Any], str]) -> None:
        self._convert = convert

    def __missing__(self, value: Any) -> str:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        text = self[value] = self._convert(value)
        return text


class Text(Kind):
    missing = ""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def convert(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Expected(_("text in quotation marks"))
        if _CONTROL.search(value):
            raise Expected(_("text in one line, without control characters"))
        if len(value.strip()) > self.longest:
            raise Expected(_("text of at most %(longest)d characters") % {"longest": self.longest})
        return value.strip().replace("\\", "\\\\")

    def column(self, values: Sequence[Any]) -> list[str]:
        distinct = set(values)
        if len(distinct) * 2 < len(values):  # units, rates, the invoice of its lines: convert each text once
            known = list(distinct)
            return list(map(dict(zip(known, self._texts(known), strict=True)).__getitem__, values))
        return self._texts(values)

    def _texts(self, values: Sequence[Any]) -> list[str]:
        types = set(map(type, values))
        if not types <= {str, NONE}:
            raise TypeError
        texts: list[str] = [value or "" for value in values] if NONE in types else list(values)
        joined = "".join(texts)
        if _CONTROL.search(joined) or max(map(len, texts), default=0) > self.longest:
            return list(map(self._present, texts))
        if len(joined.split(None, 1)) > 1 or joined != joined.strip():  # most numbers have no blank at all
            texts = list(map(str.strip, texts))
        return [text.replace("\\", "\\\\") for text in texts] if "\\" in joined else texts


class Integer(Kind):
    sql = "bigint"

    def __init__(
        self, what: Callable[[], str], lowest: int = -_BIGGEST, highest: int = _BIGGEST, missing: str = NULL
    ) -> None:
        super().__init__()
        self.what, self.lowest, self.highest, self.missing = what, lowest, highest, missing

    def convert(self, value: Any) -> str:
        if type(value) is int:
            number = value
        elif isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            number = int(value)
        else:
            raise Expected(self.what())
        if not self.lowest <= number <= self.highest:
            raise Expected(
                _("a number between %(lowest)d and %(highest)d")
                % {"lowest": self.lowest, "highest": self.highest}
            )
        return str(number)

    def column(self, values: Sequence[Any]) -> list[str]:
        if set(map(type, values)) == {int} and self.lowest <= min(values) and max(values) <= self.highest:
            return list(map(str, values))
        return list(map(self._present, values))


class Fixed(Kind):
    """A decimal number with at most so many places: volumes, quantities, unit prices."""

    def __init__(self, places: int, whole: int) -> None:
        super().__init__()
        self.places, self.whole = places, whole
        self.sql = f"numeric({places + whole},{places})"
        self._shape = re.compile(rf"-?\d{{1,{whole}}}(?:\.\d{{1,{places}}})?", re.ASCII)

    def convert(self, value: Any) -> str:
        # repr of a float is the shortest text that gives it back, so 12.345 in JSON stays 12.345.
        text = value.strip() if isinstance(value, str) else repr(value)
        if isinstance(value, bool) or not self._shape.fullmatch(text):
            raise Expected(
                _("a number with a full stop and at most %(places)d places, for example 12.5")
                % {"places": self.places}
            )
        try:
            return str(Decimal(text))
        except InvalidOperation as error:
            raise Expected(_("a number")) from error


class Day(Kind):
    sql = "date"

    def convert(self, value: Any) -> str:
        with suppress(ValueError):
            if isinstance(value, str) and _DATE.fullmatch(value.strip()):
                day = date.fromisoformat(value.strip())
                if 1900 <= day.year <= 2200:
                    return day.isoformat()
        raise Expected(_("a date such as 2026-11-20"))


class Moment(Kind):
    sql = "timestamptz"

    def convert(self, value: Any) -> str:
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 2200:
            raise Expected(_("a date and time with its zone, such as 2026-11-20T04:00:00Z"))
        return moment.isoformat()


class Choice(Kind):
    def __init__(self, choices: Sequence[str], missing: str = "") -> None:
        super().__init__()
        self.choices, self.missing = tuple(choices), missing

    def convert(self, value: Any) -> str:
        if isinstance(value, str) and value.strip() in self.choices:
            return value.strip()
        raise Expected(_("one of: %(choices)s") % {"choices": ", ".join(filter(None, self.choices))})


class Flag(Kind):
    sql = "boolean"
    _words = {"true": "t", "false": "f", "1": "t", "0": "f", "tak": "t", "nie": "f"}

    def __init__(self, missing: bool) -> None:
        super().__init__()
        self.missing = "t" if missing else "f"

    def convert(self, value: Any) -> str:
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, str) and value.strip().lower() in self._words:
            return self._words[value.strip().lower()]
        raise Expected(_("true or false"))

    def column(self, values: Sequence[Any]) -> list[str]:
        if set(map(type, values)) == {bool}:
            return ["t" if value else "f" for value in values]
        return list(map(self._present, values))


class Identifier(Kind):
    """A number with a check digit: the parser of the customers' or billing room decides and explains."""

    missing = ""

    def __init__(self, parse: Callable[[str], str]) -> None:
        super().__init__()
        self.parse = parse

    def convert(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Expected(_("text in quotation marks"))
        try:
            return self.parse(value)
        except InvalidIdentifier as error:
            raise Expected(str(error)) from error


def parse_email(text: str) -> str:
    """An address that could receive mail; raises InvalidIdentifier."""
    if len(text.strip()) > 254 or not _EMAIL.fullmatch(text.strip()):
        raise InvalidIdentifier(_("An e-mail address looks like anna.nowak@example.pl."))
    return text.strip()


def grosze(missing: str = NULL) -> Integer:
    return Integer(lambda: _("an amount in grosze, a whole number: 15809 means 158,09 zł"), missing=missing)


def whole(lowest: int, highest: int) -> Integer:
    return Integer(lambda: _("a whole number"), lowest, highest)


def parse_sha256(text: str) -> str:
    """64 small hexadecimal digits; raises InvalidIdentifier."""
    if not _SHA256.fullmatch(text.strip().lower()):
        raise InvalidIdentifier(_("A SHA-256 has 64 hexadecimal digits."))
    return text.strip().lower()


def sha256() -> Identifier:
    return Identifier(parse_sha256)


def nip() -> Identifier:
    return Identifier(parse_nip)


def account() -> Identifier:
    return Identifier(parse_account)


def ksef_number() -> Identifier:
    return Identifier(parse_ksef_number)


def postal_code() -> Identifier:
    return Identifier(parse_postal_code)


def phone() -> Identifier:
    return Identifier(parse_phone)


def email() -> Identifier:
    return Identifier(parse_email)
