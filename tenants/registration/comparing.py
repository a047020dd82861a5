"""What people type against what the billing system knows (the classic failure: exact strings, name order, capitals)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tenants.customers.names import words_of

_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def same_number(given: str, known: str, *, tolerant: bool) -> bool:
    """Invoice numbers: spaces and case aside, `fv/2026/11/123` is `FV / 2026 / 11 / 123`."""
    if not tolerant:
        return given.strip() == known
    return bool(given.strip()) and _bare(given) == _bare(known)


def same_amount(given: str, grosze: int) -> bool:
    """`1 234,56 zł`, `1234.56` and `1234,56` are all 123456 grosze; a sum without grosze means whole złote."""
    try:
        return grosze_of(given) == grosze
    except ValueError:
        return False


def grosze_of(text: str) -> int:
    """An amount as people type it, in grosze; raises ValueError for anything else."""
    bare = _SPACES.sub("", text.lower()).removesuffix("pln").removesuffix("zł").removesuffix("zl")
    if bare.count(",") == 1 and "." in bare:
        bare = bare.replace(".", "")  # 1.234,56
    bare = bare.replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", bare):
        raise ValueError(text)
    try:
        return int(Decimal(bare) * 100)
    except InvalidOperation as error:
        raise ValueError(text) from error


def same_name(given: str, known: str, *, tolerant: bool) -> bool:
    """Names: case, diacritics, hyphens and the order of words aside."""
    if not tolerant:
        return given.strip() == known
    return bool(given.strip()) and sorted(words_of(given)) == sorted(words_of(known))


def same_nip(given: str, known: str) -> bool:
    """NIP: spaces, hyphens and the prefix PL aside."""
    digits = re.sub(r"[\s-]", "", given.upper()).removeprefix("PL")
    return bool(digits) and digits == known


def _bare(number: str) -> str:
    return "".join(words_of(number))
