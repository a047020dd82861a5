"""Lists to take away: which columns documents and operations have, and the answer that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from customer_portal.bills.tags import tag_of
from tenants.billing.demands import Demanded, demanded_by_each
from tenants.billing.models import Invoice, InvoiceKind, LedgerEntry
from tenants.billing.presenting import kind_word
from tenants.billing.selectors import settlement
from tenants.files.spreadsheets import Cell, Column, Shape, as_csv, as_xlsx

Format = Literal["csv", "xlsx"]
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def documents_table(invoices: Iterable[Invoice], *, today: date, as_of: str, form: str) -> HttpResponse:
    """All documents that were asked for; `as_of` says how fresh what is left is, and heads its column."""
    columns = [
        Column(_("Number")), Column(_("Kind")), Column(_("Issued"), Shape.DAY), Column(_("Due"), Shape.DAY),
        Column(_("Period from"), Shape.DAY), Column(_("Period to"), Shape.DAY), Column(_("Net"), Shape.MONEY),
        Column(_("VAT"), Shape.MONEY), Column(_("Gross"), Shape.MONEY), Column(_("To pay"), Shape.MONEY),
        Column(_("Paid"), Shape.MONEY), Column(f"{_('Left to pay')} {as_of}".strip(), Shape.MONEY),
        Column(_("State")), Column(_("KSeF number")),
    ]  # fmt: skip
    shown = list(invoices)
    demands = demanded_by_each(one for one in shown if one.kind == InvoiceKind.PAYMENT_DEMAND)
    rows: list[list[Cell]] = [
        [
            one.number, kind_word(one.kind), one.issued_on, one.due_on, one.sold_from, one.sold_to, one.net_grosze,
            one.vat_grosze, one.gross_grosze, *_money_of(one, demands),
            tag_of(settlement(one, today)).word, one.ksef_number,
        ]
        for one in shown
    ]  # fmt: skip
    return table_answer(_("Documents"), columns, rows, form)


def _money_of(one: Invoice, demands: dict[int, Demanded]) -> list[Cell]:
    """To pay, paid, left. Of a demand only what it alone charges: whoever adds up the column counts nothing twice."""
    if one.kind != InvoiceKind.PAYMENT_DEMAND:
        return [one.to_pay_grosze, one.paid_grosze, one.left_grosze]
    alone = demands[one.pk].besides_grosze
    # What was paid on a demand goes to the documents it repeats as well: how much of it, only billing knows.
    return [alone, None, min(alone, max(one.left_grosze, 0))] if alone else [None, None, None]


def ledger_table(entries: Iterable[LedgerEntry], *, form: str) -> HttpResponse:
    """All operations that were asked for."""
    columns = [
        Column(_("Day"), Shape.DAY), Column(_("Operation")), Column(_("Document")),
        Column(_("Charged"), Shape.MONEY), Column(_("Credited"), Shape.MONEY),
        Column(_("Balance after"), Shape.MONEY),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.booked_on, one.title, one.invoice.number if one.invoice else "", one.debit_grosze, one.credit_grosze,
            one.balance_grosze,
        ]
        for one in entries
    ]  # fmt: skip
    return table_answer(_("Operations"), columns, rows, form)


def table_answer(title: str, columns: list[Column], rows: list[list[Cell]], form: str) -> HttpResponse:
    """A table as a file to take away, in the form named; 404 for a form that is none."""
    if form not in _TYPES:
        raise Http404
    content = as_csv(columns, rows) if form == "csv" else as_xlsx(title, columns, rows)
    response = HttpResponse(content, content_type=_TYPES[form])
    name = title.lower().encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response
