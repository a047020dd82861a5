"""YAML that is broken, hostile, or only surprising: each gets its place and one sentence."""

import time
from datetime import date

import pytest

from tenants.profile.problems import ProfileError
from tenants.profile.yaml_text import decode, parse


def problem(text: str) -> tuple[int, int, str]:
    with pytest.raises(ProfileError) as caught:
        parse(text, "profile.yaml")
    (only,) = caught.value.problems
    return only.line, only.column, only.message


def test_plain_values_mean_what_they_look_like() -> None:
    text = (
        "hours: 07:30\nword: no\ncode: 010\nnumber: 12\npart: 1.5\n"
        "yes: true\nday: 2026-02-28\nnone: ~\ntext: '12'\n"
    )
    assert parse(text, "profile.yaml").data == {
        "hours": "07:30",
        "word": "no",
        "code": "010",
        "number": 12,
        "part": 1.5,
        "yes": True,
        "day": date(2026, 2, 28),
        "none": None,
        "text": "12",
    }


def test_every_value_and_key_knows_its_place() -> None:
    parsed = parse("office:\n  languages:\n    - pl\n    - en\n", "profile.yaml")
    place = parsed.place(("office", "languages", 1))
    assert (place.line, place.column) == (4, 7)
    key = parsed.place(("office", "languages"), of_key=True)
    assert (key.line, key.column) == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("a: 1\n\tb: 2\n", 2, 1, "Jest tu tabulator. W YAML wcięcia robi się spacjami."),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "„a” występuje tu po raz drugi; pierwszy raz jest w wierszu 1."),
        ("a: 2026-02-30\n", 1, 4, "Nie ma takiego dnia: 2026-02-30."),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            1,
            4,
            "W profilu nie używa się znaczników (słów z wykrzyknikiem).",
        ),
        ("a: !secret x\n", 1, 4, "W profilu nie używa się znaczników (słów z wykrzyknikiem)."),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, 3, "W profilu nie używa się „<<”. Wypisz wartości wprost."),
        ("? [a, b]\n: 1\n", 1, 3, "Klucz musi być zwykłym słowem."),
        ("a: b: c\n", 1, 5, "Jest tu dwukropek, którego YAML się nie spodziewa. Ujmij tekst w cudzysłów."),
        ("a: *nobody\n", 1, 4, "Gwiazdka * odwołuje się do nazwy, której nie nadano znakiem &."),
        ("a: 1\n---\nb: 2\n", 2, 1, "Tu zaczyna się drugi dokument (---). Profil to jeden dokument."),
        ("", 1, 1, "Plik jest pusty."),
        ("# tylko komentarz\n", 1, 1, "Plik jest pusty."),
        ("a: [1, 2\nb: 3\n", 2, 2, "Wcięcie albo nawias nie pasuje do tego, co stoi wyżej."),
        ('a: "open\n', 2, 1, "Cudzysłów został otwarty i niezamknięty."),
    ],
)
def test_broken_yaml_is_explained_at_its_place(text: str, line: int, column: int, sentence: str) -> None:
    assert problem(text) == (line, column, sentence)


def test_all_duplicates_are_reported_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}\n", "profile.yaml")
    assert [found.line for found in caught.value.problems] == [2, 3]


def test_a_billion_laughs_are_refused_quickly() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 5)}]" for n in range(1, 10)]
    started = time.monotonic()
    line, _, sentence = problem("\n".join(lines))
    assert time.monotonic() - started < 2
    assert sentence in (
        "W pliku jest więcej wartości niż 50000.",
        "Pola są zagnieżdżone głębiej niż na 30 poziomów.",
    )
    assert line >= 1


def test_aliases_are_bounded() -> None:
    text = "a: &a 1\nb: [" + ", ".join(["*a"] * 51) + "]\n"
    assert problem(text)[2] == "Plik powtarza się przez * więcej razy niż 50."


def test_a_document_inside_itself_is_refused() -> None:
    assert problem("a: &a [*a]\n")[2] == "Pola są zagnieżdżone głębiej niż na 30 poziomów."


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000 + "a"])
def test_deep_nesting_is_refused(text: str) -> None:
    started = time.monotonic()
    assert problem(text)[2] == "Pola są zagnieżdżone głębiej niż na 30 poziomów."
    assert time.monotonic() - started < 2


def test_too_many_values_are_refused() -> None:
    assert problem("- a\n" * 50_001)[2] == "W pliku jest więcej wartości niż 50000."


@pytest.mark.parametrize(
    ("raw", "line", "column", "sentence"),
    [
        (
            "a: 1\nnazwa: Wodociągi\n".encode("cp1250"),
            2,
            14,
            "Plik jest w kodowaniu Windows-1250 (starym polskim). Zapisz go jako UTF-8.",
        ),
        ("a: żółw\n".encode("utf-16"), 1, 1, "Plik jest w kodowaniu UTF-16. Zapisz go jako UTF-8."),
        ("a: zwykły\n".encode("utf-16-le"), 1, 1, "Plik jest w kodowaniu UTF-16. Zapisz go jako UTF-8."),
        (b"a: 1\nb: \x81\x83\n", 2, 4, "To nie jest tekst w kodowaniu UTF-8."),
        (
            b"a" * (2 * 1024 * 1024 + 1),
            1,
            1,
            "Plik jest większy niż 2 MB. Długie teksty i obrazy umieść w plikach obok.",
        ),
    ],
)
def test_other_encodings_are_named(raw: bytes, line: int, column: int, sentence: str) -> None:
    with pytest.raises(ProfileError) as caught:
        decode(raw, "profile.yaml")
    (only,) = caught.value.problems
    assert (only.line, only.column, only.message) == (line, column, sentence)


def test_a_byte_order_mark_is_allowed() -> None:
    assert decode("a: ż\n".encode("utf-8-sig"), "profile.yaml") == "a: ż\n"


def test_a_control_character_is_named() -> None:
    assert problem("a: x\x07y\n")[2] == "Jest tu niewidoczny znak sterujący. Usuń go."
