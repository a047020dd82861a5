"""Invoice files and FA(3) folders: evidence is kept byte for byte and never replaced."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from tenants.billing.models import Invoice, InvoiceFile
from tenants.customers.models import Customer
from tenants.integration.demo.generator import generate
from tenants.integration.demo.towns import RZESZOW
from tenants.integration.fa3_folder import import_fa3_folder
from tenants.integration.models import ImportState
from tenants.integration.package.writing import PackageWriter
from tests.shared_samples import SHARED, needs_samples
from tests.tenants.billing.test_fa3 import minimal
from tests.tenants.integration.conftest import AT, NIP
from tests.tenants.integration.rows import customer, invoice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
AMOUNTS = {"net_grosze": 10800, "vat_grosze": 0, "gross_grosze": 10800}


def package(folder: Path, xml: bytes | None = None, pdf: bytes | None = None, **fields) -> Path:
    with PackageWriter(folder, utility_nip=NIP, as_of=AT) as out:
        out.add("customers", **customer())
        out.add("invoices", **invoice() | AMOUNTS | fields)
        if xml is not None:
            out.attach(invoice="FV/1", kind="xml", name="a.xml", content=xml)
        if pdf is not None:
            out.attach(invoice="FV/1", kind="pdf", name="a.pdf", content=pdf)
    return folder


def test_files_are_kept_byte_for_byte_with_the_hash_of_the_xml(rzeszow, tmp_path, bring):
    xml, pdf = minimal("<!-- żółć -->"), b"%PDF-1.7 \x00\xff\\N"
    with rzeszow:
        report = bring(package(tmp_path / "a", xml, pdf))
        assert report.entities["invoice_files"].added == 2, report.problems
        assert {one.kind: bytes(one.content) for one in InvoiceFile.objects.all()} == {"xml": xml, "pdf": pdf}
        assert bytes(Invoice.objects.get().xml_sha256) == hashlib.sha256(xml).digest()
        assert bring(package(tmp_path / "a", xml, pdf)).entities["invoice_files"].unchanged == 2


def test_xml_cannot_be_replaced_and_another_pdf_is_left_aside(rzeszow, tmp_path, bring):
    xml, pdf = minimal(), b"%PDF-1.7 first"
    with rzeszow:
        bring(package(tmp_path / "a", xml, pdf))
        assert bring(package(tmp_path / "b", xml + b"\n")).state == ImportState.REFUSED
        report = bring(package(tmp_path / "c", xml, b"%PDF-1.7 second"))
        assert (report.state, report.warnings_total) == (ImportState.DONE, 1)
        assert {one.kind: bytes(one.content) for one in InvoiceFile.objects.all()} == {"xml": xml, "pdf": pdf}


@pytest.mark.parametrize(
    ("files", "fields", "words"),
    [
        ({"xml": minimal().replace(b"FV/1", b"FV/2")}, {}, "another invoice"),
        ({"xml": minimal().replace(b">108<", b">109<")}, {}, "gross"),
        ({"xml": minimal().replace(b"8567346215", b"1234563218")}, {}, "not your invoice"),
        ({"xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, {}, "DTD"),
        ({"pdf": b"<html>"}, {}, "PDF"),
    ],
)
def test_file_that_is_not_the_invoices_is_refused_and_nothing_written(
    rzeszow, tmp_path, bring, files, fields, words
):
    with rzeszow:
        report = bring(package(tmp_path / "a", **files, **fields))
        assert (report.state, report.problems_total) == (ImportState.REFUSED, 1)
        assert words in report.problems[0].message
        assert (Customer.objects.count(), InvoiceFile.objects.count()) == (0, 0)


def test_changed_and_missing_files_are_named(rzeszow, tmp_path, bring):
    folder = package(tmp_path / "a", minimal(), b"%PDF-1.7")
    (folder / "files" / "a.xml").write_bytes(minimal() + b" ")
    (folder / "files" / "a.pdf").unlink()
    with rzeszow:
        report = bring(folder)
    assert [(one.line, one.field) for one in report.problems] == [(1, "sha256"), (2, "path")]


# --- folders of FA(3) ---------------------------------------------------------------------------------------------


def bring_folder(folder: Path, key: str, *, dry_run: bool = False, nip: str = "1234563218"):
    return import_fa3_folder(
        folder=folder, dry_run=dry_run, by="test", at=AT, seller_nip=nip, idempotency_key=key
    )


@needs_samples
def test_folder_of_fa3_becomes_invoices_with_lines_and_files(rzeszow, write, bring):
    rows = [customer("0012345"), customer("0012346", name="Jan Kowalski")]
    with rzeszow:
        bring(write(customers=rows))
        report = bring_folder(SHARED / "ksef/synthetic", "a")
        assert report.state == ImportState.DONE, report.problems
        assert (report.entities["invoices"].added, report.entities["invoice_files"].added) == (3, 3)
        found = Invoice.objects.get(number="FV/2026/11/000123")
        assert (found.customer.number, found.to_pay_grosze, found.due_on) == (
            "0012345",
            15000,
            date(2026, 11, 18),
        )
        assert found.lines.count() == 3
        assert not bring_folder(SHARED / "ksef/synthetic", "b").changes_something


@needs_samples
def test_paid_amount_survives_the_xml_that_does_not_know_it(rzeszow, write, bring):
    with rzeszow:
        bring(write(customers=[customer("0012345"), customer("0012346")]))
        bring_folder(SHARED / "ksef/synthetic", "a")
        Invoice.objects.filter(number="FV/2026/11/000123").update(paid_grosze=15000)
        bring_folder(SHARED / "ksef/synthetic", "b")
        assert Invoice.objects.get(number="FV/2026/11/000123").left_grosze == 0


def test_folder_with_a_stranger_and_a_broken_file_names_both_and_writes_nothing(rzeszow, tmp_path):
    (tmp_path / "good.xml").write_bytes(minimal())
    (tmp_path / "broken.xml").write_bytes(b"<Faktura")
    with rzeszow:
        report = bring_folder(tmp_path, "a", nip=NIP)
        assert [one.file for one in report.problems] == ["broken.xml", "good.xml"]
        assert Invoice.objects.count() == 0
        assert bring_folder(tmp_path, "a", nip=NIP) == report


def test_empty_folder_is_refused(rzeszow, tmp_path):
    with rzeszow:
        assert bring_folder(tmp_path, "a").state == ImportState.REFUSED


@needs_samples
def test_demo_xml_is_valid_against_the_ministrys_schema(tmp_path, today):
    class Offline(etree.Resolver):
        def resolve(self, url, public_id, context):
            local = SHARED / "ksef/xsd" / url.rsplit("/", 1)[-1]
            return self.resolve_filename(str(local), context) if local.exists() else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    schema = etree.XMLSchema(etree.parse(SHARED / "ksef/xsd/schemat_FA(3)_v1-0E.xsd", parser))
    made = generate(town=RZESZOW, customers=5, seed=7, today=today, out=tmp_path / "demo")
    files = sorted((made.folder / "files").glob("*.xml"))
    assert len(files) >= 6
    for path in files:
        schema.assertValid(etree.fromstring(path.read_bytes()))
