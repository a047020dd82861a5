"""Each utility speaks to people in one way, and the library of cases in a way that fits both."""

from __future__ import annotations

import pytest

from tenants.profile import library
from tenants.profile.checks.address import _POLITE, _SECOND_PERSON
from tenants.profile.schema import LocalisedText
from tenants.profile.schema.cases import CaseType
from tests.tenants.profile.support import changed, mistakes

POLITE, PLAIN = "  polite_form: true\n", "  polite_form: false\n"
TITLE = {
    "kostrzyn": "    title: { pl: Szanowni Państwo, en: Ladies and Gentlemen, uk: Шановні пані та панове }\n",
    "rzeszow": "      pl: Internetowe Biuro Obsługi Klienta\n",
}


@pytest.mark.parametrize("words", ["Podaj numer", "Twoje dane", "Gdy możesz", "Damy Ci znać", "Gdzie byłeś"])
def test_a_polite_utility_never_says_you_in_the_second_person(words: str) -> None:
    (found,) = mistakes(
        "kostrzyn", TITLE["kostrzyn"], f'    title: {{ pl: "{words}", en: Hello, uk: Вітаємо }}\n'
    )
    assert "office.polite_form" in found.message and any(word in found.message for word in words.split())


@pytest.mark.parametrize("words", ["Szanowni Państwo", "Niech Pan zadzwoni", "Państwa dane"])
def test_the_other_kind_of_utility_never_says_panstwo(words: str) -> None:
    (found,) = mistakes("rzeszow", TITLE["rzeszow"], f"      pl: {words}\n")
    assert "office.polite_form" in found.message


@pytest.mark.parametrize(
    "words", ["Klawisz i afisz w Kaliszu, nasz arkusz", "Państwowe Gospodarstwo Wodne", "Ci, którzy dzwonią"]
)
def test_neutral_words_fit_both(words: str) -> None:
    if not words.startswith("Ci,"):
        assert changed(
            "kostrzyn", TITLE["kostrzyn"], f'    title: {{ pl: "{words}", en: Hello, uk: Вітаємо }}\n'
        ).profile.office.polite_form
    assert not changed("rzeszow", TITLE["rzeszow"], f"      pl: {words}\n").profile.office.polite_form


def test_the_switch_itself_is_held_to_the_texts() -> None:
    assert len(mistakes("kostrzyn", POLITE, PLAIN)) >= 1
    assert len(mistakes("rzeszow", PLAIN, POLITE)) >= 1


def texts_of(value: object) -> list[str]:
    if isinstance(value, LocalisedText):
        return [value.pl]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)]
    fields = getattr(type(value), "model_fields", {})
    return [text for name in fields for text in texts_of(getattr(value, name))]


@pytest.mark.parametrize("name", library.names())
def test_the_library_addresses_nobody(name: str) -> None:
    texts = texts_of(CaseType.model_validate(library.expanded({"use": name})))
    assert len(texts) > 3
    assert [text for text in texts if _SECOND_PERSON.search(text) or _POLITE.search(text)] == []


def test_the_statuses_of_the_library_address_nobody() -> None:
    texts = [
        one[part]["pl"] for one in library.statuses() for part in ("title", "text", "action") if part in one
    ]
    assert len(texts) > 10
    assert [text for text in texts if _SECOND_PERSON.search(text) or _POLITE.search(text)] == []
