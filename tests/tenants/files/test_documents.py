"""Documents can be read by everybody and by machines, and nothing that people typed becomes code in them."""

import hashlib
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.utils.translation import override

from tenants.files.documents import (
    DOCUMENTS,
    UNPRINTABLE,
    Attachment,
    DocumentFailed,
    UnknownDocument,
    render_document,
)
from tests.tenants.files import sample

Make = Callable[[], dict[str, Any]]
SAMPLES: dict[str, Make] = {
    "paper_form": sample.paper_form,
    "invoice": sample.invoice,
    "letter": sample.letter,
    "confirmation": sample.confirmation,
    "wording": sample.wording,
    "handover": sample.handover,
    "septic": sample.septic,
}
HOSTILE = (
    '#panic("out")',
    '"); #sys.inputs //',
    "$x^2$ *bold* _it_ `raw` <label> @ref \\u{41} = Head",
    '#image("/etc/passwd")',
    '#eval("1+1")',
    "[[[ ]]] {{{ }}} ((( )))",
    "// comment /* more */",
)


def text_of(pdf: bytes) -> str:
    """All text, with each run of white space as one space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def codes_in(pdf: bytes) -> list[str]:
    """What a scanner reads off the printed pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = [page.render(scale=200 / 72).to_pil() for page in document]
    finally:
        document.close()
    return [code.text for image in images for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_tagged_titled_and_in_its_language(name: str) -> None:
    data = SAMPLES[name]()
    with pikepdf.open(BytesIO(render_document(name, data))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "pl"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == data.get("title", data.get("subject"))
        assert {str(font) for font in structure(pdf)} >= {"/H1", "/P"}


def structure(pdf: pikepdf.Pdf) -> set[str]:
    """Names of all tags in the document's structure."""
    found: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            found |= {str(node.S)} if "/S" in node else set()
            waiting.extend([node.K] if "/K" in node else [])
    return found


def alternatives(pdf: pikepdf.Pdf) -> list[str]:
    return [
        str(thing.Alt) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
    ]


def test_an_invoice_has_real_tables_with_headers_and_described_codes() -> None:
    with pikepdf.open(BytesIO(render_document("invoice", sample.invoice()))) as pdf:
        assert structure(pdf) >= {"/Table", "/THead", "/TH", "/TR", "/TD", "/Figure", "/Link"}
        assert sorted(alternatives(pdf)) == [
            "Kod QR do przelewu w aplikacji banku: 187,42 zł",
            "Kod QR do sprawdzenia faktury w KSeF",
        ]


def test_codes_can_be_scanned_off_the_paper() -> None:
    assert codes_in(render_document("paper_form", sample.paper_form())) == [sample.REGISTRATION]
    assert sorted(codes_in(render_document("invoice", sample.invoice()))) == sorted(
        [sample.TRANSFER_QR, sample.KSEF_QR]
    )


def test_the_paper_form_says_what_the_utility_needs() -> None:
    text = text_of(render_document("paper_form", sample.paper_form()))
    for said in (
        "Formularz A",
        "Zgoda na korzystanie z internetowego Biura Obsługi Klienta (iBOK) oraz na otrzymywanie e-faktur",
        "Żaneta Gęślą-Jaźń",
        "OBOWIĄZKOWA",
        "DOBROWOLNA",
        "Z dopiskiem: iBOK",
        "ul. Naruszewicza 18 35-055 Rzeszów",
        "Jak chronimy Twoje dane",
        sample.REGISTRATION,
    ):
        assert said in text, said
    assert text.count("data i czytelny podpis") == 2


def test_the_invoice_says_that_it_is_a_visualisation_and_names_the_original() -> None:
    text = text_of(render_document("invoice", sample.invoice()))
    for said in (
        "Wizualizacja faktury",
        sample.KSEF_NUMBER,
        "61 1090 1014 0000 0712 1981 2874",
        "Анна Новак",
        "187,42 zł",
    ):
        assert said in text.replace("\u00a0", " "), said
    assert sample.KSEF_QR in text.replace(" ", "")


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_only_text(name: str, hostile: str) -> None:
    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: poisoned(thing, inner) for inner, thing in value.items()}
        if isinstance(value, list):
            return [poisoned(thing, key) for thing in value]
        return hostile if isinstance(value, str) and key not in ("svg", "colour", "content") else value

    text = text_of(render_document(name, poisoned(SAMPLES[name]())))
    assert hostile.replace(" ", "")[:20] in re.sub(r"\s", "", text)
    assert "root:" not in text


def test_characters_that_no_font_has_become_a_visible_box() -> None:
    data = sample.confirmation() | {"lead": "Żółć 😀 漢字 \x00\x1b\u202e koniec"}
    text = text_of(render_document("confirmation", data))
    assert f"Żółć {UNPRINTABLE} {UNPRINTABLE * 2} {UNPRINTABLE * 3} koniec" in text


def test_every_character_that_is_let_through_can_be_drawn() -> None:
    from tenants.files.documents import _PRINTABLE  # noqa: PLC0415 -- the very set that is used

    through = "".join(chr(code) for code in range(0x20, 0x3000) if not _PRINTABLE.match(chr(code)))
    assert len(through) > 500
    assert render_document("confirmation", sample.confirmation() | {"lead": " ".join(through)})


def test_words_follow_the_active_language() -> None:
    with override("en"):
        made = render_document("confirmation", sample.confirmation())
    assert "What happens next" in text_of(made)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_the_same_data_gives_the_same_bytes_whoever_asks() -> None:
    prints: list[str] = []

    def make() -> None:
        with override("pl"):
            prints.append(hashlib.sha256(render_document("letter", sample.letter())).hexdigest())

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make()
    assert len(prints) == 5
    assert len(set(prints)) == 1


def test_an_invoice_can_carry_its_xml() -> None:
    xml = "<?xml version='1.0'?><Faktura>zażółć</Faktura>".encode()
    made = render_document(
        "invoice",
        sample.invoice(),
        standard=("ua-1", "a-3a"),
        attachments=[Attachment("faktura.xml", xml, "application/xml", "Faktura ustrukturyzowana FA(3)")],
        made_at=datetime(2026, 11, 20, 13, 5, tzinfo=UTC),
    )
    with pikepdf.open(BytesIO(made)) as pdf:
        assert {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()} == {
            "faktura.xml": xml
        }
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "3")


@pytest.mark.parametrize(("captions", "lines"), [(0, 2), (1, 2), (2, 2), (3, 3)])
def test_each_consent_has_its_own_signature_and_only_further_ones_stand_at_the_end(
    captions: int, lines: int
) -> None:
    data = sample.paper_form() | {"signatures": [f"podpis numer {at}" for at in range(captions)]}
    text = text_of(render_document("paper_form", data))
    assert text.count("podpis numer") == captions
    assert text.count("podpis numer") + text.count("data i czytelny podpis") == lines


@pytest.mark.parametrize("shape", ["w", "h", "hw", "hhw", "hhhw", "whwh", "hwwh", "hhhhh"])
def test_fields_of_a_form_may_come_in_any_order_of_widths(shape: str) -> None:
    fields = [
        {"label": f"Pole {at} koniec", "value": "", "wide": kind == "w"} for at, kind in enumerate(shape)
    ]
    data = sample.paper_form() | {"sections": [{"title": "Dane", "fields": fields}]}
    text = text_of(render_document("paper_form", data))
    assert [said for said in (field["label"] for field in fields) if said not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_optional_may_be_missing(name: str) -> None:
    needed = {
        "paper_form": {"utility", "title", "sections"},
        "invoice": {"utility", "title", "issued_on", "seller", "buyer", "to_pay", "lines", "vat", "totals"},
        "letter": {"utility", "subject", "place_and_date", "recipient", "paragraphs"},
        "confirmation": {"utility", "title", "received_at"},
        "wording": {"utility", "title", "blocks"},
        "handover": {"utility", "title", "number", "facts", "meters", "giver", "taker"},
        "septic": {"utility", "title", "period", "facts", "rows", "totals"},
    }[name]
    bare = {key: value for key, value in SAMPLES[name]().items() if key in needed}
    bare["utility"] = {"name": "MZK", "address": []}
    assert render_document(name, bare)


def test_a_pale_brand_is_darkened_until_its_words_can_be_read() -> None:
    document = pypdfium2.PdfDocument(
        render_document("confirmation", sample.confirmation() | {"colour": "#ffe600"})
    )
    try:
        seen = document[0].render(scale=2).to_pil().convert("L").getextrema()
        colours = {
            pixel for _count, pixel in document[0].render(scale=2).to_pil().convert("RGB").getcolors(1 << 24)
        }
    finally:
        document.close()
    assert seen[0] < 60
    yellow = [(red, green, blue) for red, green, blue in colours if red > 200 and green > 180 and blue < 60]
    assert yellow == []


def test_unknown_names_and_unfit_data_are_refused_in_words() -> None:
    with pytest.raises(UnknownDocument, match="paper_form"):
        render_document("../paper_form", {})
    with pytest.raises(DocumentFailed, match="letter"):
        render_document("letter", {"utility": {"name": "x", "address": []}})
