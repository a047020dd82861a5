"""The catalogue of cases: what the library gives, what lies over it, and every mistake in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.profile import canonical, library, loading, presets
from tenants.profile.problems import ProfileError
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType, Choice

FORM = {
    "key": "proba", "title": "Próba", "description": "Do prób.", "group": "other",
    "fields": [
        {"key": "rodzaj", "label": "Rodzaj", "kind": "choice", "choices": ["Jeden", "Dwa słowa"]},
        {"key": "ile", "label": "Ile", "kind": "number", "shown_when": {"field": "rodzaj", "equals": "dwa_slowa"}},
    ],
}  # fmt: skip


def with_services(**services: Any) -> Profile:
    """Kostrzyn's preset with another theme `services`; its leaks ask for no case that may not be there then."""
    source = presets.source("kostrzyn")
    document = canonical.document(source.profile)
    document["water"]["leaks"].pop("relief_case")
    return loading.from_document(document | {"services": services}, source.files)


def mistakes(**services: Any) -> set[str]:
    with pytest.raises(ProfileError) as caught:
        with_services(**services)
    return {problem.message for problem in caught.value.problems}


def changed(index: int, **change: Any) -> dict[str, Any]:
    """The form with one question changed."""
    fields = [dict(one) for one in FORM["fields"]]  # type: ignore[union-attr]  # a list of dicts
    fields[index] |= change
    return FORM | {"fields": fields}


@pytest.mark.parametrize("name", library.names())
def test_a_type_of_the_library_speaks_polish_and_english(name: str) -> None:
    case_type = CaseType.model_validate(library.expanded({"use": name}))
    assert case_type.key == name
    texts = [case_type.title, case_type.description, *(one.label for one in case_type.fields)]
    texts += [one.sentence for one in case_type.preconditions] + [one.title for one in case_type.statuses]
    assert all(text.en and text.pl for text in texts)


def test_every_type_of_the_library_fits_a_whole_profile() -> None:
    source = with_services(case_types=[{"use": name} for name in library.names()])
    assert [one.key for one in source.services.case_types] == library.names()


def test_what_a_utility_says_lies_over_the_library() -> None:
    source = with_services(
        case_types=[
            {
                "use": "reklamacja", "title": "Skarga", "answer_days": 7,
                "fields": [
                    {"key": "kwota", "absent": True},
                    {"key": "opis", "longest": 100},
                    {"key": "nowe", "label": "Nowe", "kind": "text", "step": "opis"},
                ],
            }
        ]
    )  # fmt: skip
    complaint = source.services.case_type("reklamacja")
    assert (complaint.title.pl, complaint.answer_days) == ("Skarga", 7)
    keys = [one.key for one in complaint.fields]
    assert "kwota" not in keys and keys[-1] == "nowe"
    assert (complaint.field("opis").longest, complaint.field("opis").required) == (100, True)
    assert complaint.statutory is not None and complaint.statutory.days == 14


def test_an_answer_in_words_gets_a_key() -> None:
    assert [Choice.model_validate(words).key for words in ("Dwa słowa", "3 dni", "Łódź, ul.")] == [
        "dwa_slowa", "o_3_dni", "lodz_ul",
    ]  # fmt: skip


def test_the_form_of_these_tests_is_right() -> None:
    assert with_services(case_types=[FORM]).services.case_types[0].key == "proba"


@pytest.mark.parametrize(
    ("case_type", "sentence"),
    [
        ({"use": "nie_ma"}, "Biblioteka nie ma rodzaju sprawy „nie_ma”"),
        (changed(1, shown_when={"field": "nikt", "equals": "x"}), "Przed tym pytaniem nie ma pytania „nikt”."),
        (changed(1, shown_when={"field": "rodzaj", "equals": "trzy"}), "Pytanie „rodzaj” nie ma odpowiedzi „trzy”."),
        (changed(1, shown_when={"field": "rodzaj"}), "Podaj, po jakiej odpowiedzi pytać"),
        (changed(1, step="inny"), "Formularz nie ma kroku „inny”."),
        (changed(1, least=5, most=1), "Największa wartość jest mniejsza od najmniejszej."),
        (changed(1, min_count=4, max_count=2), "Największa wartość jest mniejsza od najmniejszej."),
        (changed(0, kind="text", choices=[]), "O tym może decydować tylko wybór"),
        (FORM | {"steps": [{"key": "sprawdz", "title": "Mój krok"}]}, "to nazwa strony, którą ma każdy formularz"),
        (FORM | {"flow": "handover"}, "Przekazanie pyta o punkt poboru i o datę"),
        (FORM | {"statutory": {"days": 5, "law": "x", "days_when": [{"field": "y", "equals": "z", "days": 1}]}}, "nie ma pytania „y”"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_form_is_a_sentence(case_type: dict[str, Any], sentence: str) -> None:
    assert any(sentence in message for message in mistakes(case_types=[case_type]))


@pytest.mark.parametrize(
    ("position", "change", "sentence"),
    [
        (0, {"marks": None}, "Dokładnie jeden status musi mieć znak „filed”."),
        (0, {"next": ["nie_ma"]}, "Na tej liście nie ma statusu „nie_ma”."),
        (0, {"next": []}, "Po otwartym statusie musi coś następować."),
        (2, {"after_reply": "nie_ma"}, "Na tej liście nie ma statusu „nie_ma”."),
        (4, {"final": False, "next": ["w_toku"]}, "Sprawa rozpatrzona albo wycofana jest zamknięta"),
        (5, {"whose_move": "us"}, "W zamkniętej sprawie nikt nie ma ruchu"),
    ],
)
def test_a_mistake_in_the_statuses_is_a_sentence(
    position: int, change: dict[str, Any], sentence: str
) -> None:
    statuses = library.statuses()
    statuses[position] |= change
    assert any(sentence in message for message in mistakes(case_types=[FORM], statuses=statuses))


def test_what_orders_an_emptying_is_in_the_catalogue() -> None:
    septic = {"order_tank": "nie_ma", "rule": "Reguła"}
    assert "Nie ma rodzaju sprawy „nie_ma”." in mistakes(case_types=[FORM], septic=septic)


@pytest.mark.parametrize("topic", ["case_received", "case_verify"])
def test_the_messages_that_filing_needs_are_there(topic: str) -> None:
    source = presets.source("kostrzyn")
    document = canonical.document(source.profile)
    document["notifications"]["topics"] = [
        one for one in document["notifications"]["topics"] if one["topic"] != topic
    ]
    with pytest.raises(ProfileError) as caught:
        loading.from_document(document, source.files)
    assert any(f"„{topic}”" in problem.message for problem in caught.value.problems)
