"""Every word of the screens, mails and documents is in the Polish catalogue, and the compiled one is up to date."""

import re

import pytest

from infra import words


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    catalogue = words.gathered(language)
    assert len(catalogue) > 500
    assert [message.id for message in words.missing(catalogue)] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_catalogue_is_gathered_and_compiled(language: str) -> None:
    """`make words` would change nothing."""
    catalogue, path = words.gathered(language), words.catalogue_path(language)
    assert path.read_bytes() == words.as_po(catalogue)
    assert path.with_suffix(".mo").read_bytes() == words.as_mo(catalogue)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_asks_for_nothing_that_is_not_filled_in(language: str) -> None:
    """A placeholder that the msgid does not have would break the page."""
    wrong = [
        message.id
        for message in words.gathered(language)
        if message.id
        and any(_placeholders(said) - _placeholders(_first(message.id)) for said in _all(message.string))
    ]
    assert wrong == []


def test_nobody_is_told_that_an_error_occurred() -> None:
    assert "Wystąpił błąd" not in words.catalogue_path("pl").read_text()


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|{\w+}|%[sd]", text))


def _first(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]


def _all(value: str | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
