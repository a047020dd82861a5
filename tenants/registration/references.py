"""The short code of a registration: on the form, in the QR, over the telephone."""

from __future__ import annotations

import re
import secrets

# Crockford's alphabet: no I, L, O and U, so that nothing can be misread; I, L and O are forgiven when typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = str.maketrans("ILO", "110")
_REFERENCE = re.compile(rf"([{ALPHABET}]{{4}})[\s-]?([{ALPHABET}]{{4}})")


class NotAReference(ValueError):
    """The text holds no registration code, or one sign of it is wrong."""


def new_reference() -> str:
    """Seven random signs and a check sign (any one wrong sign and most swaps of two are noticed)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return body + _check_sign(body)


def shown(reference: str) -> str:
    """As people read it: `7K4X-2MQP`."""
    return f"{reference[:4]}-{reference[4:]}"


def find_reference(text: str) -> str:
    """The code in what a scanner or a person typed: bare, with spaces or dashes, or inside the QR's address.

    Raises NotAReference.
    """
    last_part = text.strip().rstrip("/").rsplit("/", 1)[-1]
    found = _REFERENCE.fullmatch(last_part.upper().translate(_FORGIVEN))
    if not found:
        raise NotAReference(text)
    reference = "".join(found.groups())
    if _check_sign(reference[:7]) != reference[7]:
        raise NotAReference(text)
    return reference


def _check_sign(body: str) -> str:
    # Odd weights are invertible modulo 32, so that every single wrong sign changes the sum.
    weights = (1, 3, 5, 7, 9, 11, 13)
    return ALPHABET[
        sum(weight * ALPHABET.index(sign) for weight, sign in zip(weights, body, strict=True)) % 32
    ]
