"""Bills with their lines and files, the ledger and the balance, of the customers a login owns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenants.billing.models import Balance, Invoice, InvoiceFile, InvoiceLine, LedgerEntry
from tenants.files.naming import safe_name
from tenants.privacy.parts.subject import Entry, Subject, folder_of


def entries(subject: Subject) -> Iterator[Entry]:
    """By customer: `faktury.json`, `operacje.json`, and each file as the billing system sent it, byte for byte."""
    for customer in subject.customers:
        folder = folder_of(customer)
        lines: dict[int, list[Any]] = {}
        names = ("name", "unit", "quantity", "unit_price", "net_grosze", "gross_grosze", "vat_rate")
        of_all = InvoiceLine.objects.filter(invoice__customer=customer).order_by("invoice", "position")
        for line in of_all.only("invoice_id", *names):
            lines.setdefault(line.invoice_id, []).append({name: getattr(line, name) for name in names})
        invoices = Invoice.objects.filter(customer=customer).order_by("issued_on", "pk")
        yield f"{folder}/faktury.json", [
            {
                **{
                    name: getattr(one, name)
                    for name in (
                        "number", "kind", "status", "issued_on", "sold_from", "sold_to", "due_on", "net_grosze",
                        "vat_grosze", "gross_grosze", "to_pay_grosze", "paid_grosze", "left_grosze", "ksef_number",
                    )
                },
                "lines": lines.get(one.pk, []),
            }
            for one in invoices
        ]  # fmt: skip
        yield (
            f"{folder}/operacje.json",
            {
                "balance": list(Balance.objects.filter(customer=customer).values("amount_grosze", "as_of")),
                "operations": list(
                    LedgerEntry.objects.filter(customer=customer)
                    .order_by("booked_on", "pk")
                    .values("code", "booked_on", "title", "debit_grosze", "credit_grosze", "balance_grosze")
                ),
            },
        )
        files = (
            InvoiceFile.objects.filter(invoice__customer=customer).select_related("invoice").order_by("pk")
        )
        for file in files.iterator(chunk_size=20):  # a manager's may weigh hundreds of megabytes
            name = f"{safe_name(file.invoice.number)}-{file.invoice_id}.{safe_name(file.kind)}"
            yield f"{folder}/faktury/{name}", bytes(file.content)
