"""SMS leave through the outbox as e-mails do. Which provider hands them over the top floor says by `use_provider`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tenants.outbox.services import GiveUp, Work, handles

SMS = "notifications.sms"
# One segment holds 160 signs of the GSM alphabet and only 70 as soon as one sign lies outside it.
_NO_MARKS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "–": "-",
        "—": "-",
        "„": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "’": "'",
        "\u00a0": " ",
        "…": "...",
    }
)


@dataclass(frozen=True)
class ShortMessage:
    """An SMS as a provider takes it. `to` is in E.164, `sender` at most 11 signs."""

    to: str
    sender: str
    text: str


Provider = Callable[[ShortMessage, str], None]
_providers: list[Provider] = []


def use_provider(provider: Provider) -> None:
    """Name the one function that hands an SMS (and its idempotency key) to the world."""
    _providers[:] = [provider]


def plain(text: str) -> str:
    """The text without Polish marks, on one line: a segment then holds 160 signs instead of 70."""
    signs = (_unmarked(sign) for sign in unicodedata.normalize("NFC", text.translate(_NO_MARKS)))
    return " ".join("".join(signs).split())


def _unmarked(sign: str) -> str:
    """A Latin letter without its mark. A Cyrillic one stays whole: „ї” and „й” are letters of their own."""
    if unicodedata.name(sign, "").startswith("CYRILLIC"):
        return sign
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


@handles(SMS, lease=timedelta(seconds=60))
def deliver(work: Work) -> None:
    """Hand one SMS to the provider. A crash in between may send it twice, never not at all."""
    if not _providers:
        raise GiveUp("No provider of SMS is set up.")
    _providers[0](ShortMessage(**work.payload), work.key)
