"""What a document shows beside its own columns: what it is called, where to check it, and itself as an accessible PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tenants.billing.demands import amount_of, demanded_by
from tenants.billing.ksef import kod_i_url
from tenants.billing.lines import Service, VatRow, is_cubic_metre, vat_table
from tenants.billing.models import Invoice, InvoiceKind, InvoiceLine, KsefStatus
from tenants.billing.paying import Transfer, transfer_for
from tenants.files.documents import render_document
from tenants.files.qr import QrCode, qr_code
from tenants.metering.models import Reading, ReadingKind
from tenants.metering.selectors import readings_settled_in
from tenants.profile.formats import date_table, date_text, m3, nrb, price, zl
from tenants.profile.schema import Profile

# Only these are invoices in the sense of the VAT act; notes and demands never go to KSeF.
INVOICES = (InvoiceKind.VAT, InvoiceKind.CORRECTION, InvoiceKind.ADVANCE)


def kind_word(kind: str) -> str:
    """What a document of this kind is called."""
    return {
        InvoiceKind.VAT.value: _("Invoice"),
        InvoiceKind.CORRECTION.value: _("Correcting invoice"),
        InvoiceKind.INTEREST_NOTE.value: _("Interest note"),
        InvoiceKind.PAYMENT_DEMAND.value: _("Demand for payment"),
        InvoiceKind.ADVANCE.value: _("Advance invoice"),
    }.get(kind, _("Document"))


def reading_word(kind: str) -> str:
    """How a reading came about."""
    return {
        ReadingKind.BILLING.value: _("read by us"),
        ReadingKind.CUSTOMER.value: _("given by you"),
        ReadingKind.ESTIMATE.value: _("estimated"),
        ReadingKind.EXCHANGE.value: _("meter exchange"),
    }.get(kind, kind)


def readings_of_invoice(invoice: Invoice) -> list[Reading]:
    """The readings a document rests on, each with `previous_m3` and `previous_on`."""
    found = readings_settled_in(
        invoice.number, customer_id=invoice.customer_id, service_point_id=invoice.service_point_id
    )
    return list(found)


def ksef_banner(invoice: Invoice) -> str:
    """Where an invoice stands in KSeF, in the words that are usual; its number follows them. Empty for what is no invoice."""
    if invoice.kind not in INVOICES:
        return ""
    if invoice.ksef_number:
        return _("Invoice in KSeF: number")
    if invoice.ksef_status == KsefStatus.PENDING:
        return _("OFFLINE – waiting for its KSeF number")
    return _("Invoice outside KSeF")


def is_visualisation(invoice: Invoice) -> bool:
    """Whether what the portal shows is only an image of the invoice: for a buyer with a NIP the invoice itself is in KSeF."""
    return bool(
        invoice.kind in INVOICES and invoice.customer.nip and invoice.ksef_status != KsefStatus.NOT_APPLICABLE
    )


def ksef_address(invoice: Invoice) -> str:
    """The KOD I address of an invoice whose XML we hold; empty otherwise (law 1.4: the hash of the exact bytes)."""
    if not invoice.xml_sha256 or not invoice.seller_nip:
        return ""
    return kod_i_url(
        seller_nip=invoice.seller_nip, issued_on=invoice.issued_on, xml_hash=bytes(invoice.xml_sha256)
    )


def ksef_code(invoice: Invoice) -> QrCode | None:
    """KOD I as a code; its caption is the KSeF number, or OFFLINE while there is none."""
    address = ksef_address(invoice)
    return qr_code(address, alt=_("QR code that shows this invoice in KSeF")) if address else None


def invoice_pdf(invoice: Invoice, profile: Profile, *, today: date) -> bytes:
    """The document as PDF/UA-1: a visualisation for people, never the invoice itself for those who get it in KSeF.

    `today` decides what a transfer must quote. A document with nothing left to pay says so and shows no code to pay.
    """
    return render_document("invoice", _data(invoice, profile, today))


def _data(invoice: Invoice, profile: Profile, today: date) -> dict[str, Any]:
    office, contacts, customer = profile.office, profile.contacts, invoice.customer
    address = contacts.postal_address
    utility = {
        "name": str(office.legal_name),
        "address": [
            *(line for line in address.lines if line != str(office.legal_name)),
            f"{address.postcode} {address.city}",
        ],
        "contact": [_("tel. %(number)s") % {"number": contacts.phones[0].number}, contacts.email],
    }
    lines = list(invoice.lines.all())
    transfer = transfer_for(invoice, profile, today=today)
    data: dict[str, Any] = {
        "colour": profile.branding.primary,
        "utility": utility,
        "title": f"{kind_word(invoice.kind)} {invoice.number}",
        "subtitle": _period(invoice),
        "issued_on": date_text(invoice.issued_on),
        "seller": utility | ({"nip": invoice.seller_nip} if invoice.seller_nip else {}),
        "buyer": {
            "name": customer.name,
            "address": [customer.address, f"{customer.postal_code} {customer.city}".strip()],
            "number": f"{profile.glossary.customer_number.label}: {customer.number}",
        }
        | ({"nip": customer.nip} if customer.nip else {}),
        "to_pay": _to_pay(invoice, transfer),
        "lines": [_line(line) for line in lines],
        "vat": [_vat(row) for row in vat_table(invoice)],
        "totals": {
            "net": zl(invoice.net_grosze), "vat": zl(invoice.vat_grosze), "gross": zl(invoice.gross_grosze),
        },
        "readings": [_reading(reading) for reading in readings_of_invoice(invoice)],
        "notes": _notes(invoice),
    }  # fmt: skip
    if invoice.kind not in INVOICES:
        data["no_invoice"] = "yes"
    if invoice.service_point:
        data["facts"] = [
            {"label": str(profile.glossary.service_point.one), "value": invoice.service_point.address}
        ]
    if transfer and transfer.code:
        data["transfer_qr"] = transfer.code.for_document() | {
            "caption": _("Pay in your bank's app"), "text": _("The same data stand beside."),
        }  # fmt: skip
    if invoice.ksef_number:
        data["ksef"] = {"number": invoice.ksef_number}
        if code := ksef_code(invoice):
            data["ksef"]["qr"] = code.for_document() | {"caption": invoice.ksef_number}
    return {key: value for key, value in data.items() if value not in ([], "") or key in ("lines", "vat")}


def _to_pay(invoice: Invoice, transfer: Transfer | None) -> dict[str, str]:
    """What is left, and into which account; a credit and a paid document name no account."""
    left = invoice.left_grosze
    if invoice.kind == InvoiceKind.PAYMENT_DEMAND:
        shown = {"label": _("Amount demanded"), "amount": zl(invoice.to_pay_grosze)}
        return shown | ({"note": note} if (note := _what_it_adds(invoice)) else {})
    if left < 0:
        return {"label": _("In your favour"), "amount": zl(-left)}
    shown = {"label": _("Left to pay") if invoice.paid_grosze else _("To pay"), "amount": zl(left)}
    if left and invoice.due_on:
        shown["due"] = date_text(invoice.due_on)
    if transfer:
        shown |= {"account": nrb(transfer.account), "title": transfer.split_title or transfer.title}
        if transfer.split_title:
            shown["note"] = _("Split payment mechanism: copy the title exactly as it stands.")
    return shown


def _what_it_adds(demand: Invoice) -> str:
    """What a demand asks for beside the documents it repeats; empty where its lines tell nothing."""
    demanded = demanded_by(demand)
    if demanded.only_repeats:
        return _("Nothing in addition: it repeats the documents named below.")
    named = [(line.name, amount_of(line)) for line in demanded.besides]
    besides = "; ".join(name if grosze is None else f"{name}: {zl(grosze)}" for name, grosze in named)
    return _("Nothing in addition, except: %(besides)s.") % {"besides": besides} if besides else ""


def _notes(invoice: Invoice) -> list[str]:
    notes = []
    if invoice.kind == InvoiceKind.CORRECTION and invoice.corrects:
        said = {"number": invoice.corrects.number, "day": date_text(invoice.corrects.issued_on)}
        notes.append(_("Corrects the invoice %(number)s of %(day)s.") % said)
    if invoice.correction_reason:
        notes.append(_("Reason: %(reason)s") % {"reason": invoice.correction_reason})
    if invoice.split_payment:
        notes.append(_("Split payment mechanism."))
    return notes


def _period(invoice: Invoice) -> str:
    if invoice.sold_from and invoice.sold_to:
        return f"{date_text(invoice.sold_from)} – {date_text(invoice.sold_to)}"
    return ""


def quantity_text(line: InvoiceLine | Service) -> str:
    """`12,345 m³`, or the bare number with its unit."""
    if line.quantity is None:
        return ""
    if is_cubic_metre(line.unit):
        return m3(line.quantity)
    return f"{line.quantity.normalize():f} {line.unit}".strip().replace(".", ",")


def price_text(line: InvoiceLine) -> str:
    """The net price per unit; tariffs have four decimals."""
    if line.unit_price is None:
        return ""
    return price(line.unit_price * 100, unit="m³" if is_cubic_metre(line.unit) else line.unit or _("piece"))


def rate_text(rate: str) -> str:
    """`8%`, or a word such as zw as it stands."""
    return f"{rate}%" if rate.isdigit() else rate


def _line(line: InvoiceLine) -> dict[str, str]:
    name = f"{line.name} ({_('before the correction')})" if line.before_correction else line.name
    return {
        "name": name,
        "quantity": quantity_text(line),
        "price": price_text(line),
        "net": zl(line.net_grosze) if line.net_grosze is not None else "",
        "vat_rate": rate_text(line.vat_rate),
        "gross": zl(line.gross_grosze) if line.gross_grosze is not None else "",
    }


def _vat(row: VatRow) -> dict[str, str]:
    return {
        "rate": rate_text(row.rate),
        "net": zl(row.net_grosze),
        "vat": zl(row.vat_grosze),
        "gross": zl(row.gross_grosze),
    }


def _reading(reading: Any) -> dict[str, str]:
    before = ""
    if reading.previous_m3 is not None:
        before = f"{m3(reading.previous_m3)}, {date_table(reading.previous_on)}"
    return {
        "meter": reading.meter.serial,
        "from": before,
        "to": f"{m3(reading.value_m3)}, {date_table(reading.taken_on)}",
        "usage": "" if reading.consumption_m3 is None else m3(reading.consumption_m3),
        "kind": reading_word(reading.kind),
    }


def estimated(readings: Sequence[Reading]) -> bool:
    """Whether a bill rests on no reading of a meter but on an estimate."""
    return any(reading.kind == ReadingKind.ESTIMATE for reading in readings)
