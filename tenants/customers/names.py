"""Polish names and addresses made comparable: searched without diacritics, sorted with them.

The embedded PostgreSQL has neither unaccent nor ICU, so both forms are columns that this file makes.
"""

import re
import unicodedata

# NFKD splits off every diacritic but bars; the Polish ones stand here too, to spare almost every name that step.
_PLAIN = str.maketrans("ąćęłńóśźżøđ", "acelnoszzod") | {ord("ß"): "ss"}
_NOT_IN_KEY = re.compile(r"[^0-9a-z~]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# "~" stands behind every letter in byte order: ą sorts behind az… and before b…, ż behind ź.
_POLISH_ORDER = str.maketrans(
    {"ą": "a~", "ć": "c~", "ę": "e~", "ł": "l~", "ń": "n~", "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~"}
)
# Prefixes of a street that people write or leave out.
_STREET_WORDS = frozenset(
    ["ul", "ulica", "al", "aleja", "aleje", "pl", "plac", "os", "osiedle", "m", "lok", "mieszkanie", "nr"]
)


def words_of(text: str) -> list[str]:
    """Lower-case ASCII words: `Łukasz  Żółć-Nowak` → `lukasz zolc nowak`."""
    return _NOT_WORD.sub(" ", _without_marks(text.lower().translate(_PLAIN))).split()


def for_search(text: str) -> str:
    """The words with a space on either side, so that ` kow` finds the beginning of a word."""
    words = words_of(text)
    return f" {' '.join(words)} " if words else ""


def address_words(text: str) -> list[str]:
    """The words of an address without those that carry nothing: `ul. Polna 7 m. 3` → `polna 7 3`."""
    return [word for word in words_of(text) if word not in _STREET_WORDS]


def address_for_search(text: str) -> str:
    """The telling words of an address with a space on either side."""
    words = address_words(text)
    return f" {' '.join(words)} " if words else ""


def sort_key(text: str) -> str:
    """A key whose plain byte order is the order of a Polish telephone book."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_POLISH_ORDER)
    return _NOT_IN_KEY.sub(" ", _without_marks(lowered)).strip()[:400]


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
