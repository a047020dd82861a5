"""Every word of the screens, mails and documents is in each catalogue, rightly filled in, and compiled."""

import re

import pytest
from django.utils.translation import gettext, ngettext, override

from infra import words

# Django fills in the name of a field of the model, which nobody on the page knows.
WITHOUT_NAMES = {"The password is too similar to the %(verbose_name)s."}
# What a person has to recognise on a Polish form, in a bank or on a bill stays Polish, as names do.
KEPT_POLISH = r"mechanizm podzielonej płatności|Rzecznik Praw Obywatelskich|\bzł\b|Rzeszów"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    catalogue = words.gathered(language)
    assert len(catalogue) > 500
    assert [message.id for message in words.missing(catalogue)] == []


@pytest.mark.parametrize("language", [*words.LANGUAGES, *words.CORRECTED])
def test_the_catalogue_is_gathered_and_compiled(language: str) -> None:
    """`make words` would change nothing."""
    catalogue, path = words.gathered(language), words.catalogue_path(language)
    assert path.read_bytes() == words.as_po(catalogue)
    assert path.with_suffix(".mo").read_bytes() == words.as_mo(catalogue)


@pytest.mark.parametrize("language", [*words.LANGUAGES, *words.CORRECTED])
def test_a_translation_fills_in_what_the_msgid_fills_in(language: str) -> None:
    """No placeholder invented, which would break the page, and none forgotten, which would lose a figure."""
    wrong = [
        message.id
        for message in words.gathered(language)
        if message.id
        and message.id not in WITHOUT_NAMES
        and any(_placeholders(said) != _placeholders(_first(message.id)) for said in _all(message.string))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", [*words.LANGUAGES, *words.CORRECTED])
def test_a_translation_has_the_tags_of_its_msgid(language: str) -> None:
    wrong = [
        message.id
        for message in words.gathered(language)
        if message.id and any(_tags(said) != _tags(_first(message.id)) for said in _all(message.string))
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "forms"), [("pl", 3), ("uk", 3)])
def test_every_count_has_as_many_forms_as_the_language(language: str, forms: int) -> None:
    catalogue = words.gathered(language)
    assert catalogue.num_plurals == forms
    counted = [message for message in catalogue if isinstance(message.id, tuple)]
    assert len(counted) > 15
    assert [message.id for message in counted if len(message.string) != forms] == []


def test_english_says_itself_unless_another_word_reads_better() -> None:
    corrected = [message for message in words.gathered("en") if message.id]
    assert 20 < len(corrected) < 100
    assert [message.id for message in corrected if message.string in ("", message.id)] == []
    with override("en"):
        assert gettext("Email") == "E-mail address"
        assert gettext("Invoices") == "Invoices"


COUNTED = {
    "pl": {1: "1 dokument", 2: "2 dokumenty", 5: "5 dokumentów", 12: "12 dokumentów", 22: "22 dokumenty"},
    "en": {1: "1 document", 2: "2 documents", 5: "5 documents", 12: "12 documents", 22: "22 documents"},
    "uk": {
        1: "1 документ",
        2: "2 документи",
        5: "5 документів",
        12: "12 документів",
        22: "22 документи",
        21: "21 документ",
    },
}


@pytest.mark.parametrize("language", COUNTED)
def test_documents_are_counted_as_people_count(language: str) -> None:
    with override(language):
        said = {
            count: ngettext("%(total)s document", "%(total)s documents", count) % {"total": count}
            for count in COUNTED[language]
        }
    assert said == COUNTED[language]


def test_ukrainian_is_written_in_ukrainian() -> None:
    """A Polish sentence left in the catalogue would show; so would letters that look Cyrillic and are Latin."""
    texts = [said for message in words.gathered("uk") if message.id for said in _all(message.string)]
    assert [
        text for text in texts if re.search(r"[ąćęłńśźż]", text) and not re.search(KEPT_POLISH, text)
    ] == []
    assert [text for text in texts if re.search(r"[а-яіїєґ][a-z]|[a-z][а-яіїєґ]", text)] == []
    assert [text for text in texts if re.search(r"[ыэъё]", text)] == []


def test_nobody_is_told_that_an_error_occurred() -> None:
    assert "Wystąpił błąd" not in words.catalogue_path("pl").read_text()


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|{\w+}|%[sd]", text))


def _tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?[a-z][^>]*>", text))


def _first(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]


def _all(value: str | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
