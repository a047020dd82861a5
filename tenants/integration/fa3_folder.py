"""A folder of FA(3) XML files turned into a billing package, for systems that can give nothing else.

An FA(3) does not say what was paid nor, before KSeF answers, its number; those columns are therefore left as they are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from tenants.billing.fa3 import MAX_BYTES, Fa3Invoice, NotAnInvoice, read_fa3
from tenants.billing.ksef import parse_ksef_number
from tenants.billing.models import Invoice, InvoiceKind
from tenants.customers.identifiers import InvalidIdentifier
from tenants.customers.models import Customer
from tenants.customers.selectors import find_customer
from tenants.identity.models import User
from tenants.integration.models import FINISHED
from tenants.integration.package.spec import entities
from tenants.integration.package.writing import PackageWriter
from tenants.integration.problems import Problems
from tenants.integration.report import ImportReport
from tenants.integration.services import carry_out, refuse, register_run

_MOST_FILES = 200_000
_KINDS = {
    "VAT": InvoiceKind.VAT,
    "UPR": InvoiceKind.VAT,
    "ROZ": InvoiceKind.VAT,
    "ZAL": InvoiceKind.ADVANCE,
    "KOR": InvoiceKind.CORRECTION,
    "KOR_ZAL": InvoiceKind.CORRECTION,
    "KOR_ROZ": InvoiceKind.CORRECTION,
}
_LEFT_ALONE = {"service_point", "status", "paid_grosze"}


def import_fa3_folder(
    *,
    folder: Path,
    dry_run: bool,
    by: User | str,
    at: datetime,
    seller_nip: str,
    idempotency_key: str,
    account_prefixes: tuple[str, ...] = (),
) -> ImportReport:
    """Import every .xml in a folder as an invoice with lines and its file; like import_package otherwise.

    The customer is found by NrKlienta, else by the buyer's NIP when only one customer has it. A file named after its
    KSeF number (`<number>.xml`) gives the invoice that number. Problems name the XML file.
    Raises ImportInProgress, KeyUsedOtherwise.
    """
    run = register_run(dry_run=dry_run, by=by, at=at, idempotency_key=idempotency_key)
    if run.state in FINISHED:
        return ImportReport.from_json(run.report)
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="ebok-fa3-") as made:
        _write_package(folder, Path(made), seller_nip, at, problems)
        if problems.total:
            return refuse(run, problems, at=at)
        return carry_out(
            run, package=Path(made), by=by, at=at, seller_nip=seller_nip, account_prefixes=account_prefixes
        )


def _write_package(folder: Path, made: Path, seller_nip: str, at: datetime, problems: Problems) -> None:
    numbered = any(_ksef_number(path.stem) for path in _files(folder))
    left_alone = _LEFT_ALONE if numbered else _LEFT_ALONE | {"ksef_number", "ksef_status", "ksef_mode"}
    columns = [name for name in entities()["invoices"].field_names if name not in left_alone]
    with PackageWriter(made, utility_nip=seller_nip, as_of=at, columns={"invoices": columns}) as package:
        found = False
        for path in _files(folder):
            found = True
            _add(package, path, seller_nip, numbered, problems)
        if not found:
            problems.add(folder.name, 0, "", _("There is no XML file in this folder."))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.glob("*.xml") if path.is_file() and not path.is_symlink())[
        :_MOST_FILES
    ]


def _add(package: PackageWriter, path: Path, seller_nip: str, numbered: bool, problems: Problems) -> None:
    content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b"\x00" * (MAX_BYTES + 1)
    try:
        invoice = read_fa3(content, seller_nip=seller_nip)
    except NotAnInvoice as error:
        problems.add(path.name, 0, "", str(error))
        return
    customer = _customer_of(invoice)
    if customer is None:
        problems.add(
            path.name, 0, "Podmiot2",
            _("It cannot be told whose invoice this is: neither NrKlienta nor NIP leads to one customer."),
        )  # fmt: skip
        return
    if invoice.currency != "PLN":
        problems.add(path.name, 0, "KodWaluty", _("Only invoices in złoty are taken in."))
        return
    ksef_number = _ksef_number(path.stem)
    # An invoice in KSeF stays in KSeF when its XML comes again under another name.
    known = "" if ksef_number or not numbered else _known_ksef_number(invoice.number)
    ksef = {}
    if numbered:
        number = ksef_number or known
        ksef = {"ksef_number": number, "ksef_status": "assigned" if number else "pending", "ksef_mode": ""}
    package.add(
        "invoices", number=invoice.number, customer=customer.number,
        kind=_KINDS.get(invoice.kind, InvoiceKind.OTHER), issued_on=invoice.issued_on.isoformat(),
        sold_from=invoice.sold_from and invoice.sold_from.isoformat(),
        sold_to=invoice.sold_to and invoice.sold_to.isoformat(),
        due_on=invoice.due_on and invoice.due_on.isoformat(),
        net_grosze=invoice.gross_grosze - invoice.vat_grosze, vat_grosze=invoice.vat_grosze,
        gross_grosze=invoice.gross_grosze, to_pay_grosze=invoice.to_pay_grosze,
        split_payment=invoice.split_payment, corrects=_corrected(invoice),
        correction_reason=invoice.correction_reason, seller_nip=invoice.seller_nip, **ksef,
    )  # fmt: skip
    for line in invoice.lines:
        package.add(
            "invoice_lines", invoice=invoice.number, position=line.position, name=line.name or "–", unit=line.unit,
            quantity=None if line.quantity is None else f"{line.quantity:f}",
            unit_price=None if line.unit_price is None else f"{line.unit_price:f}",
            net_grosze=0 if line.net_grosze is None and line.gross_grosze is None else line.net_grosze,
            gross_grosze=line.gross_grosze, vat_rate=line.vat_rate, before_correction=line.before_correction,
        )  # fmt: skip
    package.attach(invoice=invoice.number, kind="xml", name=path.name, content=content)


def _customer_of(invoice: Fa3Invoice) -> Customer | None:
    by_number = find_customer(invoice.buyer_customer_number)
    if by_number or not invoice.buyer_nip:
        return by_number
    found = list(Customer.objects.filter(nip=invoice.buyer_nip)[:2])
    return found[0] if len(found) == 1 else None


def _corrected(invoice: Fa3Invoice) -> str | None:
    """The corrected invoice where it is known here; one from before the platform's time is not."""
    numbers = [one.number for one in invoice.corrects]
    return numbers[0] if len(numbers) == 1 and Invoice.objects.filter(number=numbers[0]).exists() else None


def _known_ksef_number(number: str) -> str:
    return Invoice.objects.filter(number=number).values_list("ksef_number", flat=True).first() or ""


def _ksef_number(name: str) -> str:
    try:
        return parse_ksef_number(name)
    except InvalidIdentifier:
        return ""
