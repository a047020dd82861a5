"""Reading FA(3): every sample of the Ministry, our own three, and what must never be read."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest

from tenants.billing.fa3 import MAX_BYTES, NAMESPACE, NotAnInvoice, read_fa3
from tenants.billing.ksef import kod_i_url
from tests.shared_samples import SHARED, needs_samples, sample_files

MINIMAL = (
    f'<Faktura xmlns="{NAMESPACE}"><Podmiot1><DaneIdentyfikacyjne><NIP>8567346215</NIP></DaneIdentyfikacyjne>'
    "</Podmiot1><Fa><P_1>2026-11-02</P_1><P_2>FV/1</P_2><P_15>108</P_15>%s</Fa></Faktura>"
)


def minimal(inside: str = "") -> bytes:
    return (MINIMAL % inside).encode()


@needs_samples
def test_all_samples_are_there():
    assert (len(sample_files("samples")), len(sample_files("synthetic"))) == (43, 3)


@needs_samples
@pytest.mark.parametrize("path", sample_files("samples"), ids=lambda path: path.stem[-40:])
def test_sample_of_the_ministry_is_read_as_its_manifest_says(path):
    listed = {one["file"]: one for one in json.loads((SHARED / "ksef/samples/manifest.json").read_text())}[
        path.name
    ]
    xml = path.read_bytes()
    invoice = read_fa3(xml)
    assert (invoice.number, invoice.issued_on.isoformat(), invoice.seller_nip, invoice.kind) == (
        listed["P_2"], listed["P_1"], listed["nip1"], listed["rodzaj"]
    )  # fmt: skip
    assert invoice.gross_grosze == Decimal(listed["P_15"]) * 100
    url = kod_i_url(seller_nip=invoice.seller_nip, issued_on=invoice.issued_on, xml_hash=invoice.sha256)
    assert url == listed["kod1"]
    assert hashlib.sha256(xml.replace(b"><", b"> <", 1) + b"\n").digest() != invoice.sha256


@needs_samples
def test_water_invoice_with_settlement_and_garden_meter():
    invoice = read_fa3((SHARED / "ksef/synthetic/water_b2b_vat.xml").read_bytes(), seller_nip="1234563218")
    assert (invoice.number, invoice.net_grosze, invoice.vat_grosze, invoice.gross_grosze, invoice.to_pay_grosze) == (
        "FV/2026/11/000123", 14638, 1171, 15809, 15000
    )  # fmt: skip
    assert (invoice.sold_from, invoice.sold_to, invoice.due_on) == (
        date(2026, 9, 1), date(2026, 10, 31), date(2026, 11, 18)
    )  # fmt: skip
    assert (invoice.buyer_customer_number, invoice.account) == ("0012345", "86109010141234000000012345")
    assert [(line.name, line.quantity, line.net_grosze) for line in invoice.lines] == [
        ("Dostawa wody - grupa W1", Decimal(12), 6148),
        ("Odprowadzanie ścieków - grupa S1", Decimal(9), 7650),
        ("Opłata abonamentowa woda", Decimal(2), 840),
    ]
    assert (
        dict(invoice.notes)["Wodomierz ogrodowy"] == "SN 87654321: 20 -> 23 m3, woda bezpowrotnie zużyta 3 m3"
    )


@needs_samples
def test_correction_names_what_it_corrects_and_shows_before_and_after():
    invoice = read_fa3((SHARED / "ksef/synthetic/water_b2b_kor.xml").read_bytes())
    assert [(one.number, one.issued_on) for one in invoice.corrects] == [
        ("FV/2026/09/000100", date(2026, 9, 2))
    ]
    assert [(line.before_correction, line.net_grosze) for line in invoice.lines] == [
        (True, 10000),
        (False, 6000),
    ]
    assert (invoice.to_pay_grosze, invoice.correction_reason) == (-4320, "Błędny odczyt wodomierza")


@needs_samples
def test_consumer_without_tax_number_is_read():
    invoice = read_fa3((SHARED / "ksef/synthetic/water_b2c_brakid.xml").read_bytes())
    assert (invoice.buyer_nip, invoice.buyer_name) == ("", "Jan Kowalski")


def test_line_may_lack_unit_quantity_price_and_rate():
    line = read_fa3(minimal("<FaWiersz><P_7>Woda</P_7><P_11>1.10</P_11></FaWiersz>")).lines[0]
    assert (line.name, line.unit, line.quantity, line.unit_price, line.net_grosze, line.vat_rate) == (
        "Woda", "", None, None, 110, ""
    )  # fmt: skip


def test_credit_in_the_settlement_is_money_the_seller_owes():
    assert (
        read_fa3(minimal("<Rozliczenie><DoRozliczenia>5.50</DoRozliczenia></Rozliczenie>")).to_pay_grosze
        == -550
    )


def test_unknown_elements_are_kept_with_their_path():
    invoice = read_fa3(minimal("<Nowosc><Pole>wartość</Pole></Nowosc>"))
    assert invoice.other == (("Fa/Nowosc/Pole", "wartość"),)


def test_byte_order_mark_and_comments_do_no_harm():
    assert read_fa3(b"\xef\xbb\xbf" + minimal("<!-- uwaga --><P_6>2026-10-01</P_6>")).sold_from == date(
        2026, 10, 1
    )


def test_invoice_of_another_seller_is_refused():
    with pytest.raises(NotAnInvoice, match="8567346215.*1234563218"):
        read_fa3(minimal(), seller_nip="1234563218")


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
HOSTILE = {
    "empty": b"",
    "no xml": b"%PDF-1.7",
    "half": minimal()[:-20],
    "entity bomb": BOMB,
    "external entity": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    "utf-16": minimal().decode().encode("utf-16"),
    "cp1250": b'<?xml version="1.0" encoding="windows-1250"?>' + minimal("<P_6B>żółć</P_6B>"),
    "cp1250 bytes": MINIMAL.replace("%s", "<X>żółć</X>").encode("cp1250"),
    "dtd behind utf-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>',
    "too big": minimal("<X>" + "a" * MAX_BYTES + "</X>"),
    "too deep": minimal("<a>" * 100 + "</a>" * 100),
    "far too deep": minimal("<a>" * 100_000 + "</a>" * 100_000),
    "fa2": minimal().replace(NAMESPACE.encode(), b"http://crd.gov.pl/wzor/2023/06/29/12648/"),
    "other root": f'<Paragon xmlns="{NAMESPACE}"/>'.encode(),
    "no namespace": minimal().replace(f' xmlns="{NAMESPACE}"'.encode(), b""),
    "no number": minimal().replace(b"<P_2>FV/1</P_2>", b""),
    "no date": minimal().replace(b"<P_1>2026-11-02</P_1>", b""),
    "no gross": minimal().replace(b"<P_15>108</P_15>", b""),
    "no seller": minimal().replace(b"<NIP>8567346215</NIP>", b""),
    "wrong date": minimal().replace(b"2026-11-02", b"2026-02-31"),
    "wrong amount": minimal().replace(b">108<", b">1 234,56<"),
    "huge amount": minimal().replace(b">108<", b">" + b"9" * 4000 + b"<"),
    "not a number": minimal().replace(b">108<", b">NaN<"),
}  # fmt: skip


@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_invoice_is_refused_with_a_sentence(xml):
    with pytest.raises(NotAnInvoice) as refusal:
        read_fa3(xml)
    assert len(str(refusal.value)) > 20
    assert str(refusal.value).endswith(".")


def test_old_schema_is_named():
    with pytest.raises(NotAnInvoice, match=r"FA\(2\)"):
        read_fa3(HOSTILE["fa2"])
