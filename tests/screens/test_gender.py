"""Polish words for everybody: no sentence takes its reader for a man or a woman, and none solves that with brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GENDERED = re.compile(
    r"\b\w+(?:łeś|łaś|łbyś|łabyś|łbym|łabym)\b"  # zapomniałeś, chciałabyś
    r"|\w\(-?(?:a|y|ła)\)|\w/-?a\b"  # zalogowany(-a), zalogowany/a
    r"|\b[Jj]esteś (?:już |teraz |nadal |nie )?\w+(?:ny|na|ty|ta|wy)\b"  # jesteś zalogowany
    r"|\b[Bb]ędziesz \w+(?:ny|na|ty|ta)\b"
    r"|\b(?:sam|sama|pewien|pewna)\b(?= (?:swój|swoje|zmienisz|podasz|że))",
)
# What is quoted or is no address to the reader: a sentence of the seeds stays as it is.
CATALOGUES = (
    ROOT / "locale" / "pl" / "LC_MESSAGES" / "django.po",
    ROOT / "tenants" / "profile" / "locale" / "pl" / "LC_MESSAGES" / "profile.po",
)
TEXTS = (ROOT / "tenants" / "profile" / "presets", ROOT / "tenants" / "profile" / "library")


def sentences() -> Iterator[tuple[str, str]]:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
                yield from ((path.parent.parent.name, str(text)) for text in texts)
    for folder in TEXTS:
        for path in [*folder.rglob("*.yaml"), *folder.rglob("*.md")]:
            yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())


def test_no_sentence_takes_its_reader_for_a_man_or_a_woman() -> None:
    found = [
        f"{where}: {match[0]} in {text[:120]!r}"
        for where, text in sentences()
        for match in GENDERED.finditer(text)
    ]
    assert found == []


def test_the_forms_are_found_where_they_stand() -> None:
    for gendered in (
        "Zapomniałeś hasła?",
        "zalogowany(-a)",
        "Jesteś zalogowany innym adresem",
        "Czy chciałabyś",
    ):
        assert GENDERED.search(gendered), gendered
    for fine in (
        "Nie pamiętasz hasła?",
        "Protokół jest gotowy.",
        "przez pewien czas",
        "Twoje konto jest otwarte",
    ):
        assert not GENDERED.search(fine), fine
