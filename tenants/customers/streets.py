"""Polish streets made comparable: the same one is written in many ways, by staff, by billing and by whoever lives there.

Accents, case, spaces and signs never matter; „ul.”, ranks and degrees („gen.”, „ks.”) may be left out; „św.”, „AK”, „T.” and
„1-go” mean what they stand for. First names are not guessed: „Kościuszki” alone is not „Tadeusza Kościuszki”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenants.customers.names import words_of


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# „ul.” and „al.” are mixed up in practice; a square or an estate of the same name is another place.
_STREET, _SQUARE, _ESTATE = "street", "square", "estate"
_KINDS = (
    dict.fromkeys(["ul", "ulica", "ulicy", "al", "aleja", "aleje", "alei"], _STREET)
    | dict.fromkeys(["pl", "plac", "placu"], _SQUARE)
    | dict.fromkeys(["os", "osiedle", "osiedlu", "osiedla"], _ESTATE)
)
# Ranks and degrees: written out, shortened, or left out altogether.
_TITLES = _listed(
    """gen generala plk pulkownika pplk podpulkownika mjr majora kpt kapitana por porucznika ppor podporucznika rtm
    rotmistrza adm admirala kmdr komandora marsz marszalka hetm hetmana ks ksiedza bp biskupa abp arcybiskupa kard
    kardynala pral pralata prof profesora dr doktora inz inzyniera mgr magistra hr hrabiego prez prezydenta"""
)
_MEANING = {
    word: meaning.split()
    for meaning, words in {
        "sw": "sw swiety swieta swietego swietej swietych",
        "bl": "bl blogoslawionego blogoslawionej",
        "kr": "kr krola krolowej",
        "rondo": "rondo ronda",
        "bulwar": "bulwar bulw",
        "wybrzeze": "wybrzeze wyb",
        "boh": "boh bohaterow",
        "powst": "powst powstancow",
        "armii krajowej": "ak",
        "wojska polskiego": "wp",
        "batalionow chlopskich": "bch",
        "komisji edukacji narodowej": "ken",
        "najswietszej maryi panny": "nmp",
        "maryi": "marii",
        "1000 lecia": "tysiaclecia",
    }.items()
    for word in words.split()
}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMERALS = {word: str(at) for at, word in enumerate(_ROMAN, start=1)}
# What may follow a street instead of a number of a house.
_NO_HOUSE = _listed("dz dzialka dzialki blok bl kl klatka lok lokal m mieszkanie b bn bez")
_BEFORE_HOUSE = _listed("nr numer dom domu bud budynek")
# „Lipowa4”, „3Maja”; the letter of „12b” stays with its number.
_SEAM = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z]{2})")
_HOUSE = re.compile(r"(\d{1,4})([a-z]?)")


@dataclass(frozen=True, slots=True)
class _Named:
    """A street's telling words and what sort of place it is; no sort where nobody said."""

    kind: str
    words: list[str]


def address_key(address: str) -> str:
    """The telling words without spaces, in ASCII: any spelling of a street's longest word stands in it."""
    # Written-out abbreviations could outgrow the column only where somebody plays.
    return "".join(_telling(address))[:320]


def key_of_street(street: str) -> str:
    """The word that names a street, as address_key holds it; empty where its spelling may vary."""
    word = _name(_named(_telling(street)).words)
    return word if len(word) > 1 else ""


def same_town(one: str, other: str) -> bool:
    """Whether two names of a town are one: „Kostrzyn n. Odrą” is Kostrzyn nad Odrą."""
    return _same(words_of(one), words_of(other))


def after_street(address: str, street: str) -> list[str] | None:
    """What follows the street in an address, as words, when the address is in that street; None when it is not."""
    wanted = _named(_telling(street))
    if not wanted.words:
        return None
    for kind, words in _readings(_telling(address)):
        if kind and wanted.kind and kind != wanted.kind:
            continue
        for cut in range(1, len(words) + 1):
            if _ends_here(words[cut:]) and _same_street(words[:cut], wanted.words):
                return words[cut:]
    return None


def house_after(rest: Sequence[str]) -> tuple[int, str] | None:
    """Number and letter of the house from what follows a street; None where there is none to be read."""
    words = [word for word in rest if word not in _BEFORE_HOUSE]
    found = _HOUSE.fullmatch(words[0]) if words else None
    if found is None:
        return None
    apart = words[1] if len(words) > 1 and len(words[1]) == 1 and words[1].isalpha() else ""
    return int(found[1]), found[2] or ("" if apart in _NO_HOUSE - {"b"} else apart)


def _telling(text: str) -> list[str]:
    """Every word in its one spelling, without ranks, degrees and the „-go” of „1-go”."""
    found: list[str] = []
    for word in " ".join(_SEAM.sub(" ", word) for word in words_of(text)).split():
        if word in ("go", "ego") and found and found[-1].isdigit():
            continue
        if word not in _TITLES:
            found += _MEANING.get(word, [word])
    return found


def _named(words: list[str]) -> _Named:
    """The sort of place in front („ul. Plac Wolności” is a square), and the rest."""
    at, kind = 0, ""
    while at < len(words) and words[at] in _KINDS:
        kind, at = _KINDS[words[at]], at + 1
    return _Named(kind, words[at:])


def _readings(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The address from its beginning, and from each „ul.” or „os.” within it: „os. Nowe, ul. Lipowa 4”."""
    for at in range(len(words)):
        if at == 0 or (words[at] in _KINDS and words[at - 1] not in _KINDS):
            named = _named(words[at:])
            yield named.kind, named.words


def _ends_here(rest: Sequence[str]) -> bool:
    return not rest or rest[0][0].isdigit() or rest[0] in _NO_HOUSE | _BEFORE_HOUSE | _KINDS.keys()


def _name(words: Sequence[str]) -> str:
    """The last word that is no number: „Lipowa”, of „Jana Pawła II” „pawla”. It is never shortened to a letter."""
    return next((word for word in reversed(words) if not word.isdigit() and word not in _NUMERALS), "")


def _same_street(one: list[str], other: list[str]) -> bool:
    return (_name(one) == _name(other) and _same(one, other)) or "".join(one) == "".join(other)


def _same(one: list[str], other: list[str]) -> bool:
    return len(one) == len(other) and all(map(_same_word, one, other))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    initial = len(short) == 1 and short.isalpha() and long.startswith(short)
    return one == other or initial or _numeral(one) == _numeral(other)


def _numeral(word: str) -> str:
    return _NUMERALS.get(word, word)
