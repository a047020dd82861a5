"""Filing through the door: every kind of the library, conditions, mistakes, files, guests, twice, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdfium2 import PdfDocument

from tenants.cases.models import Case, CaseFile, Draft
from tenants.customers.models import Customer
from tenants.files import storing
from tenants.files.models import StoredFile
from tenants.profile import library
from tenants.registry.models import Tenant
from tests.case_forms import (
    A_TRIAL,
    begin,
    file_case,
    fill_in,
    linked_anna,
    picture,
    publish,
    publish_library,
)
from tests.cast import Browser, post_of


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    return linked_anna(rzeszow)


@pytest.mark.parametrize("key", library.names())
def test_every_kind_of_the_library_can_be_filed(rzeszow: Tenant, anna: Browser, key: str) -> None:
    with rzeszow:
        publish_library()

    case = file_case(anna, key)

    with rzeszow:
        assert re.fullmatch(r"MPWIK/[A-Z]{2}/\d{4}/0001", case.signature)
        assert case.customer == Customer.objects.get() and case.open
        assert all(one["shown"] not in ("", "–") for one in case.answers)
        (confirmation,) = case.documents.all()
        text = "".join(
            page.get_textpage().get_text_range() for page in PdfDocument(bytes(confirmation.content))
        )
        assert case.signature in text and "Anna Nowak" in text
        assert not Draft.objects.filter(case=None).exists()
    (letter,) = [one for one in post_of(rzeszow) if case.signature in one.subject]
    assert letter.to == "anna@poczta.example"
    done = anna.get(f"/sprawy/{case.uuid}/zlozona/").content.decode()
    assert case.signature in done
    assert anna.get(f"/sprawy/{case.uuid}/").status_code == 200


def test_a_second_press_files_no_second_case(rzeszow: Tenant, anna: Browser) -> None:
    check = fill_in(anna, begin(anna, "pytanie"))

    first, second = anna.post(check), anna.post(check)

    assert first.headers["Location"] == second.headers["Location"]
    assert anna.get(check).headers["Location"] == first.headers["Location"], "the way back leads to the case"
    with rzeszow:
        assert Case.objects.count() == 1
    assert len([one for one in post_of(rzeszow) if "/PY/" in one.subject]) == 1


def test_signatures_of_a_kind_have_no_gaps(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL])
    signatures = [file_case(anna, "proba", ile="2").signature for _again in range(3)]
    assert [one[-4:] for one in signatures] == ["0001", "0002", "0003"]


def test_signatures_may_tell_nothing_of_how_many_there_are(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL], signatures={"prefix": "WOD", "numbering": "random"})
    signatures = {file_case(anna, "proba", ile="2").signature for _again in range(2)}
    assert all(re.fullmatch(r"WOD/PR/\d{4}/[2-9A-Z]{6}", one) for one in signatures) and len(signatures) == 2


def test_an_answer_opens_another_question_without_javascript(rzeszow: Tenant, anna: Browser) -> None:
    step = anna.get(begin(anna, "reklamacja")).headers["Location"]
    first = anna.get(step).content.decode()
    assert "Przedmiot reklamacji" in first and 'name="od_kiedy"' not in first

    again = anna.post(step, {"asked": "przedmiot", "przedmiot": "jakosc_wody"})

    page = again.content.decode()
    assert again.status_code == 200
    assert 'name="od_kiedy"' in page and 'name="adres_street"' in page
    assert re.search(r'value="jakosc_wody"[^>]*checked', page), "what was chosen stays"
    assert "Sprawdź te odpowiedzi" not in page, "nobody is blamed for a question they had not seen"
    whole = {"przedmiot": "jakosc_wody", "od_kiedy": "2026-01-02", "adres_street": "Polna 3", "adres_postal_code": "35-055", "adres_city": "Rzeszów"}  # fmt: skip
    asked = "przedmiot,od_kiedy,adres"
    assert anna.post(step, whole | {"asked": asked}).headers["Location"].endswith("/krok/opis/")
    with rzeszow:
        assert Draft.objects.get().answers["od_kiedy"] == "2026-01-02"


def test_a_question_hidden_by_a_later_answer_is_not_filed(rzeszow: Tenant, anna: Browser) -> None:
    address = begin(anna, "reklamacja")
    check = fill_in(anna, address)
    step = check.replace("sprawdz/", "krok/opis/")
    anna.post(
        step, {"asked": "opis,zadanie,kwota", "opis": "Za dużo", "zadanie": "odszkodowanie", "kwota": "100"}
    )
    anna.post(step, {"asked": "opis,zadanie,kwota", "opis": "Za dużo", "zadanie": "korekta", "kwota": "100"})

    anna.post(check)

    with rzeszow:
        assert "kwota" not in {one["key"] for one in Case.objects.get().answers}


@pytest.mark.parametrize(
    ("ile", "sentence"),
    [
        ("abc", "Wpisz liczbę"),
        ("0", "Najmniej"),
        ("11", "Najwięcej"),
        ("1,25", "miejsc po przecinku"),
        ("1e9", "Wpisz liczbę"),
        ("-0,00", "Najmniej"),
    ],
)
def test_a_wrong_answer_is_said_at_its_question_and_what_was_typed_stays(
    rzeszow: Tenant, anna: Browser, ile: str, sentence: str
) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL])
    step = anna.get(begin(anna, "proba")).headers["Location"]

    page = anna.post(step, {"asked": "opis,ile", "opis": "Mój opis", "ile": ile}).content.decode()

    assert sentence in page
    assert 'value="Mój opis"' in page and f'value="{ile}"' in page
    assert 'href="#q_ile"' in page


def test_a_required_answer_is_asked_for(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL])
    address = begin(anna, "proba")
    step = anna.get(address).headers["Location"]

    page = anna.post(step, {"asked": "opis,ile", "opis": " "}).content.decode()

    assert "Uzupełnij: Opis." in page
    assert anna.get(f"{address}sprawdz/").headers["Location"] == step, "nobody gets past it"
    assert anna.post(f"{address}sprawdz/").headers["Location"] == step


NAUGHTY = [
    "<script>alert(1)</script>", "'; DROP TABLE tenants_case; --", "{{7*7}} {% debug %} #{1} $x$", "\u202egnp.exe",
    "Ω≈ç√∫˜µ≤≥÷", "👩‍👩‍👧‍👧", "﷽", "../../etc/passwd", "=cmd|' /C calc'!A0", "\ufeffBOM", "ё" * 40, "１２３",
]  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_text(rzeszow: Tenant, anna: Browser, text: str) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL])

    case = file_case(anna, "proba", opis=text, ile="2")

    page = anna.get(f"/sprawy/{case.uuid}/").content.decode()
    assert "<script>alert" not in page and "{{7*7}}" not in page.replace("{{7*7}} {% debug %}", "")
    assert case.answers[0]["value"] == text.replace("\u202e", "").strip()


@pytest.mark.parametrize(
    "typed",
    ["\x00nul", "a" * 51, "dwie\nlinie"],
)
def test_what_is_no_line_of_text_is_refused(rzeszow: Tenant, anna: Browser, typed: str) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL])
    step = anna.get(begin(anna, "proba")).headers["Location"]
    answer = anna.post(step, {"asked": "opis,ile", "opis": typed})
    assert answer.status_code in (200, 400)
    with rzeszow:
        assert "opis" not in Draft.objects.get().answers


FILES: list[tuple[str, bytes, str]] = [
    ("pusty.pdf", b"", "pusty"),
    ("program.jpg", b"MZ\x90\x00 program", "PDF, JPEG"),
    ("urwany.pdf", b"%PDF-1.7\n1 0 obj", "uszkodzony"),
    ("obraz.svg", b"<svg onload='alert(1)'/>", "PDF, JPEG"),
    ("urwany.jpg", b"\xff\xd8\xff\xe0 nie obraz", "Nie da się odczytać"),
    ("arkusz.html", b"<html><script>1</script>", "PDF, JPEG"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES)
def test_a_bad_file_is_refused_with_a_sentence_and_the_good_one_stays(
    rzeszow: Tenant, anna: Browser, name: str, content: bytes, sentence: str
) -> None:
    step = anna.get(begin(anna, "pytanie")).headers["Location"]
    bad = SimpleUploadedFile(name, content, "image/jpeg")
    data: dict[str, Any] = {"asked": "temat,tresc,zalaczniki", "temat": "T", "tresc": "Treść", "zalaczniki": [picture(), bad]}  # fmt: skip

    page = anna.post(step, data).content.decode()

    assert sentence in page and "wodomierz.jpg" in page
    assert "Treść" in page
    with rzeszow:
        assert [one.file.name for one in CaseFile.objects.select_related("file")] == ["wodomierz.jpg"]


def test_there_are_only_so_many_files_and_one_may_be_taken_out(rzeszow: Tenant, anna: Browser) -> None:
    address = begin(anna, "pytanie")
    step = anna.get(address).headers["Location"]
    data: dict[str, Any] = {"asked": "temat,tresc,zalaczniki", "temat": "T", "tresc": "x"}

    page = anna.post(step, data | {"zalaczniki": [picture(f"{n}.jpg") for n in range(4)]}).content.decode()

    assert "najwyżej 3" in page
    with rzeszow:
        file = CaseFile.objects.select_related("file").first()
        assert file is not None and CaseFile.objects.count() == 3
    assert anna.post(f"{address}plik/{file.uuid}/usun/").headers["Location"] == step
    post_of(rzeszow)  # what was ordered is done
    with rzeszow:
        assert CaseFile.objects.count() == StoredFile.objects.count() == 2
        with pytest.raises(FileNotFoundError):
            storing.read(file.file)


def test_a_form_is_kept_and_found_again(rzeszow: Tenant, anna: Browser) -> None:
    address = begin(anna, "reklamacja")
    step = anna.get(address).headers["Location"]
    anna.post(step, {"asked": "przedmiot", "przedmiot": "obsluga"})

    assert address in anna.get("/sprawy/").content.decode()
    assert anna.get(address).headers["Location"].endswith("/krok/opis/"), "where one stopped"
    assert anna.post(f"{address}usun/").headers["Location"] == "/sprawy/"
    assert anna.get(address).status_code == 404
