"""A case opened by signature and PIN, without an account: the same answer for every wrong pair, and few guesses."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from tenants.cases.errors import NotYourCase, TooMany
from tenants.cases.models import Case
from tenants.cases.signatures import as_typed, pin_hash, pin_is_right
from tenants.identity import throttling

GUESSES_OF_A_CASE, GUESSES_OF_A_NETWORK = 5, 20
_NOBODYS = UUID("00000000-0000-4000-8000-000000000000")


def open_by_pin(*, signature: str, pin: str, network: str, at: datetime) -> Case:
    """The case of this signature and PIN. Raises NotYourCase, or TooMany after five guesses in a quarter of an hour.

    Guesses are counted per signature, known or not, and per network; a known signature tells nothing by its time.
    """
    wanted = as_typed(signature)
    windows = (
        (f"case-pin:{wanted}", GUESSES_OF_A_CASE, timedelta(minutes=15)),
        (f"case-pin-day:{wanted}", 4 * GUESSES_OF_A_CASE, timedelta(days=1)),
        (f"case-pin-net:{network}", GUESSES_OF_A_NETWORK, timedelta(hours=1)),
    )
    if not all(
        [throttling.allowed(key, limit=limit, window=window, at=at) for key, limit, window in windows]
    ):
        raise TooMany
    case = Case.objects.filter(signature=wanted).first()
    if case is None:
        secrets.compare_digest(pin_hash(_NOBODYS, pin), pin_hash(_NOBODYS, "000000"))
        raise NotYourCase
    if not pin_is_right(case, pin.strip()):
        raise NotYourCase
    return case
