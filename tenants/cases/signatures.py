"""What a case is called, and the PIN that opens it without an account."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from tenants.cases.models import Case, CaseSeries
from tenants.profile.formats import WARSAW
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType

# Without signs that are misread for one another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PIN_DIGITS = 6


def next_signature(case_type: CaseType, profile: Profile, at: datetime) -> str:
    """The signature of a case filed at `at`, in a transaction that files it.

    `MZK/RK/2026/0007`: prefix, letters of the kind, year in Warsaw, and the next number of that series. The row of the
    series stays locked until the transaction ends and goes back with it, so the numbers have no gaps. Utilities that
    would rather not tell how many cases they have take random signs instead.
    """
    rule = profile.services.signatures
    year = at.astimezone(WARSAW).year
    if rule.numbering == "random":
        body = "".join(secrets.choice(_ALPHABET) for _sign in range(6))
    else:
        series = f"{case_type.code}/{year}"
        CaseSeries.objects.get_or_create(name=series)
        row = CaseSeries.objects.select_for_update().get(name=series)
        row.last += 1
        row.save(update_fields=["last"])
        body = f"{row.last:04d}"
    return f"{rule.prefix}/{case_type.code}/{year}/{body}"


def as_typed(text: str) -> str:
    """A signature as somebody typed it, in the form in which it is kept."""
    return re.sub(r"\s+", "", text).upper()[:40]


def new_pin() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def pin_hash(case_uuid: UUID, pin: str) -> str:
    """What is kept of a PIN. Keyed, because six digits alone are found in a moment."""
    return salted_hmac("cases.pin", f"{case_uuid}:{pin}", algorithm="sha256").hexdigest()


def pin_is_right(case: Case, pin: str) -> bool:
    """Whether this is the PIN of the case, in constant time."""
    return bool(case.pin_hash) and constant_time_compare(case.pin_hash, pin_hash(case.uuid, pin))
