"""What an invoice shows beside its own columns: how to pay it, where to check it, and itself as an accessible PDF."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenants.billing.ksef import kod_i_url
from tenants.billing.models import Invoice, InvoiceLine
from tenants.billing.zbp import transfer_text
from tenants.customers.identifiers import InvalidIdentifier
from tenants.files.documents import render_document
from tenants.files.qr import QrCode, qr_code
from tenants.profile.formats import date_text, m3, nrb, price, zl
from tenants.profile.schema import Profile


def transfer_title(invoice: Invoice) -> str:
    """What to write in a transfer so that it finds the invoice and the customer."""
    return f"{invoice.number} {invoice.customer.number}"


def transfer_code(invoice: Invoice, profile: Profile) -> QrCode | None:
    """The ZBP code for what is left to pay; None when nothing is, or when account or NIP would be refused by a bank."""
    if invoice.left_grosze <= 0 or not invoice.customer.account:
        return None
    try:
        content = transfer_text(
            recipient_nip=profile.office.nip or invoice.seller_nip,
            account=invoice.customer.account,
            amount_grosze=invoice.left_grosze,
            recipient=str(profile.office.short_name),
            title=transfer_title(invoice),
        )
    except InvalidIdentifier:
        return None
    return qr_code(
        content,
        alt=_("QR code for a transfer in your bank's app: %(amount)s") % {"amount": zl(invoice.left_grosze)},
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


def invoice_pdf(invoice: Invoice, profile: Profile) -> bytes:
    """The invoice as PDF/UA-1: a visualisation for people, never the invoice itself for those who get it in KSeF."""
    return render_document("invoice", _data(invoice, profile))


def _data(invoice: Invoice, profile: Profile) -> dict[str, Any]:
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
    data: dict[str, Any] = {
        "colour": profile.branding.primary,
        "utility": utility,
        "title": _("Invoice %(number)s") % {"number": invoice.number},
        "subtitle": _period(invoice),
        "issued_on": date_text(invoice.issued_on),
        "seller": utility | ({"nip": invoice.seller_nip} if invoice.seller_nip else {}),
        "buyer": {
            "name": customer.name,
            "address": [customer.address, f"{customer.postal_code} {customer.city}".strip()],
            "number": f"{profile.glossary.customer_number.label}: {customer.number}",
        },
        "to_pay": {
            "label": _("To pay"),
            "amount": zl(invoice.to_pay_grosze),
            "due": date_text(invoice.due_on) if invoice.due_on else "–",
            "account": nrb(customer.account),
            "title": transfer_title(invoice),
        },
        "lines": [_line(line) for line in lines],
        "vat": _vat(lines),
        "totals": {
            "net": zl(invoice.net_grosze), "vat": zl(invoice.vat_grosze), "gross": zl(invoice.gross_grosze),
        },
    }  # fmt: skip
    if invoice.service_point:
        data["facts"] = [
            {"label": str(profile.glossary.service_point.one), "value": invoice.service_point.address}
        ]
    if transfer := transfer_code(invoice, profile):
        data["transfer_qr"] = transfer.for_document() | {
            "caption": _("Pay in your bank's app"), "text": _("The same data stand beside."),
        }  # fmt: skip
    if invoice.ksef_number:
        data["ksef"] = {"number": invoice.ksef_number}
        if code := ksef_code(invoice):
            data["ksef"]["qr"] = code.for_document() | {"caption": invoice.ksef_number}
    return data


def _period(invoice: Invoice) -> str:
    if invoice.sold_from and invoice.sold_to:
        return f"{date_text(invoice.sold_from)} – {date_text(invoice.sold_to)}"
    return ""


def quantity_text(line: InvoiceLine) -> str:
    """`12,345 m³`, or the bare number with its unit."""
    if line.quantity is None:
        return ""
    if line.unit.lower() in ("m3", "m³"):
        return m3(line.quantity)
    return f"{line.quantity.normalize():f} {line.unit}".strip().replace(".", ",")


def price_text(line: InvoiceLine) -> str:
    """The net price per unit; tariffs have four decimals."""
    if line.unit_price is None:
        return ""
    return price(
        line.unit_price * 100, unit="m³" if line.unit.lower() in ("m3", "m³") else line.unit or _("piece")
    )


def _line(line: InvoiceLine) -> dict[str, str]:
    return {
        "name": line.name,
        "quantity": quantity_text(line),
        "price": price_text(line),
        "net": zl(line.net_grosze) if line.net_grosze is not None else "",
        "vat_rate": f"{line.vat_rate}%" if line.vat_rate.isdigit() else line.vat_rate,
        "gross": zl(line.gross_grosze) if line.gross_grosze is not None else "",
    }


def _vat(lines: list[InvoiceLine]) -> list[dict[str, str]]:
    net: dict[str, int] = defaultdict(int)
    gross: dict[str, int] = defaultdict(int)
    for line in lines:
        sign = -1 if line.before_correction else 1
        net[line.vat_rate] += sign * (line.net_grosze or 0)
        gross[line.vat_rate] += sign * (
            line.gross_grosze if line.gross_grosze is not None else _gross_of(line)
        )
    return [
        {
            "rate": f"{rate}%" if rate.isdigit() else rate,
            "net": zl(net[rate]),
            "vat": zl(gross[rate] - net[rate]),
            "gross": zl(gross[rate]),
        }
        for rate in sorted(net)
    ]


def _gross_of(line: InvoiceLine) -> int:
    rate = Decimal(line.vat_rate) if line.vat_rate.isdigit() else Decimal(0)
    return round((line.net_grosze or 0) * (100 + rate) / 100)
