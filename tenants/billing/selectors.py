"""Invoices, ledger and balance for a customer's eyes: the access comes first, a stranger's invoice does not exist."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tenants.billing.models import Balance, Invoice, InvoiceFile, InvoiceKind, InvoiceStatus
from tenants.billing.working_days import overdue_before
from tenants.customers.glances import Glance
from tenants.customers.models import Access, Customer


class Settlement(StrEnum):
    """Where an invoice stands on a day. Not stored: it follows from what is left, the due date and the day."""

    CANCELLED = "cancelled"
    PAID = "paid"
    CREDIT = "credit"
    OVERDUE = "overdue"
    PARTLY_PAID = "partly_paid"
    DUE = "due"
    # A demand for payment: it asks for what other documents charge, and nothing is paid on it itself.
    REMINDS = "reminds"


def settlement_of(
    *, kind: str, status: str, left_grosze: int, paid_grosze: int, due_on: date | None, today: date
) -> Settlement:
    """How an invoice stands today; a negative rest is the customer's credit. A demand owes nothing by itself."""
    if status == InvoiceStatus.CANCELLED:
        return Settlement.CANCELLED
    if kind == InvoiceKind.PAYMENT_DEMAND:
        return Settlement.REMINDS
    if left_grosze == 0:
        return Settlement.PAID
    if left_grosze < 0:
        return Settlement.CREDIT
    if due_on and due_on < overdue_before(today):
        return Settlement.OVERDUE
    return Settlement.PARTLY_PAID if paid_grosze > 0 else Settlement.DUE


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """One line of a list of invoices, amounts in grosze."""

    public_id: UUID
    number: str
    kind: InvoiceKind
    status: str
    issued_on: date
    due_on: date | None
    gross_grosze: int
    to_pay_grosze: int
    paid_grosze: int
    left_grosze: int

    def settlement(self, today: date) -> Settlement:
        return settlement_of(
            kind=self.kind,
            status=self.status,
            left_grosze=self.left_grosze,
            paid_grosze=self.paid_grosze,
            due_on=self.due_on,
            today=today,
        )


@dataclass(frozen=True, slots=True)
class MeterSummary:
    """One meter with what it last showed, in m³."""

    id: int
    serial: str
    kind: str
    service_point: str
    address: str
    verification_until: date | None
    last_taken_on: date | None
    last_value_m3: Decimal | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the first page after login needs. Positive balance: the customer owes. `as_of` is None before the
    first import of balances.
    """

    balance_grosze: int | None
    as_of: datetime | None
    account: str
    # Accounts of service points with their addresses, where points have their own.
    point_accounts: tuple[tuple[str, str], ...]
    overdue_grosze: int
    next_due_on: date | None
    invoices: tuple[InvoiceSummary, ...]
    meters: tuple[MeterSummary, ...]
    # Answers to the glances that rode along, by their names.
    glances: Mapping[str, Any] = field(default_factory=dict)


# One statement, because statements and ORM instances were the whole cost of this page when it was measured.
_OVERVIEW = """
SELECT json_build_object(
  'account', c.account,
  'balance', (SELECT json_build_array(b.amount_grosze, b.as_of) FROM tenants_balance b WHERE b.customer_id = c.id),
  'due', (SELECT json_build_array(coalesce(sum(i.left_grosze) FILTER (WHERE i.due_on < %(late)s), 0),
                                  min(i.due_on) FILTER (WHERE i.due_on >= %(late)s))
          FROM tenants_invoice i
          WHERE i.customer_id = c.id AND i.left_grosze > 0 AND i.status = 'issued' AND i.kind <> 'payment_demand'),
  'points', (SELECT coalesce(json_agg(json_build_array(p.account, p.address) ORDER BY p.number), '[]')
             FROM tenants_servicepoint p WHERE p.customer_id = c.id AND p.active AND p.account <> ''),
  'invoices', (SELECT coalesce(json_agg(json_build_array(i.public_id, i.number, i.kind, i.status, i.issued_on, i.due_on,
                      i.gross_grosze, i.to_pay_grosze, i.paid_grosze, i.left_grosze)
                      ORDER BY i.issued_on DESC, i.id DESC), '[]')
               FROM (SELECT * FROM tenants_invoice WHERE customer_id = c.id
                     ORDER BY issued_on DESC, id DESC LIMIT %(invoices)s) i),
  'meters', (SELECT coalesce(json_agg(json_build_array(m.id, m.serial, m.kind, p.number, p.address,
                    m.verification_until, r.taken_on, r.value_m3::text) ORDER BY p.number, m.kind, m.id), '[]')
             FROM (SELECT m.*, coalesce(k.valid_from, '-infinity') AS began, coalesce(k.valid_to, 'infinity') AS ended
                   FROM tenants_meter m JOIN tenants_servicepoint q ON q.id = m.service_point_id
                   LEFT JOIN tenants_contract k ON k.id = q.contract_id
                   WHERE q.customer_id = c.id AND m.removed_on IS NULL
                     AND (m.installed_on IS NULL OR k.valid_to IS NULL OR m.installed_on <= k.valid_to)
                   ORDER BY q.number, m.id LIMIT %(meters)s) m
             JOIN tenants_servicepoint p ON p.id = m.service_point_id
             LEFT JOIN LATERAL (SELECT taken_on, value_m3 FROM tenants_reading
                                WHERE meter_id = m.id AND counter = 1 AND taken_on BETWEEN m.began AND m.ended
                                ORDER BY taken_on DESC, id DESC LIMIT 1) r ON true),
  'glances', json_build_object({glances})
)::text
FROM tenants_customer c WHERE c.id = %(customer)s
"""


def overview_of(
    access: Access, *, today: date, invoices: int = 12, meters: int = 12, glances: Sequence[Glance] = ()
) -> Overview:
    """The dashboard of a customer in one statement: balance, last invoices, meters in use with their last reading.

    `glances` are the questions of other rooms that ride along in it.
    """
    asked = ", ".join(f"'{glance.name}', {glance.sql}" for glance in glances)
    with connection.cursor() as cursor:
        cursor.execute(
            _OVERVIEW.replace("{glances}", asked),
            {
                "user": access.user_id,
                "customer": access.customer_id,
                "late": overdue_before(today),
                "invoices": invoices,
                "meters": meters,
            },
        )
        data: dict[str, Any] = json.loads(cursor.fetchone()[0])
    balance, as_of = data["balance"] or (None, None)
    overdue, next_due = data["due"]
    return Overview(
        balance_grosze=balance,
        as_of=datetime.fromisoformat(as_of) if as_of else None,
        account=data["account"],
        point_accounts=tuple((account, address) for account, address in data["points"]),
        overdue_grosze=int(overdue),
        next_due_on=_day(next_due),
        invoices=tuple(
            InvoiceSummary(
                UUID(public_id),
                number,
                InvoiceKind(kind),
                status,
                date.fromisoformat(issued),
                _day(due),
                *amounts,
            )
            for public_id, number, kind, status, issued, due, *amounts in data["invoices"]
        ),
        meters=tuple(
            MeterSummary(
                meter,
                serial,
                kind,
                point,
                address,
                _day(verified),
                _day(taken),
                None if value is None else Decimal(value),
            )
            for meter, serial, kind, point, address, verified, taken, value in data["meters"]
        ),
        glances=data["glances"],
    )


def invoices_of(access: Access, *, since: date | None = None) -> QuerySet[Invoice]:
    """The customer's invoices, newest first, with `has_pdf` and `has_xml`; the caller cuts pages.

    `since`: how far back the utility shows them (profile `access.history_months`); what is not paid is always shown.
    """
    found = _invoices(access.customer_id)
    return found.filter(_shown(since)) if since else found


def invoices_of_customer(customer: Customer) -> QuerySet[Invoice]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _invoices(customer.pk)


def _shown(since: date) -> Q:
    # Old documents are shown while something is owed on them; on a demand nothing ever is.
    return Q(issued_on__gte=since) | Q(left_grosze__gt=0) & ~Q(kind=InvoiceKind.PAYMENT_DEMAND)


def _invoices(customer_id: int) -> QuerySet[Invoice]:
    files = InvoiceFile.objects.filter(invoice=OuterRef("pk"))
    return (
        Invoice.objects.filter(customer_id=customer_id)
        .annotate(has_pdf=Exists(files.filter(kind="pdf")), has_xml=Exists(files.filter(kind="xml")))
        .order_by("-issued_on", "-id")
    )


def get_invoice(access: Access, public_id: UUID, *, since: date | None = None) -> Invoice:
    """One of the customer's invoices with its lines; raises Invoice.DoesNotExist for a stranger's or too old one too."""
    return with_parts(invoices_of(access, since=since)).get(public_id=public_id)


def get_invoice_of_customer(customer: Customer, public_id: UUID) -> Invoice:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return with_parts(_invoices(customer.pk)).get(public_id=public_id)


def with_parts(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """The same documents with all that showing one of them takes: customer, point, lines, corrections."""
    corrections = Invoice.objects.order_by("issued_on", "id").prefetch_related("lines")
    return found.select_related("customer", "service_point", "corrects").prefetch_related(
        "lines", Prefetch("corrections", corrections)
    )


def invoice_file(access: Access, public_id: UUID, kind: str) -> InvoiceFile:
    """The bytes of one of the customer's invoices; raises InvoiceFile.DoesNotExist for a stranger's too."""
    return InvoiceFile.objects.select_related("invoice").get(
        invoice__public_id=public_id, invoice__customer_id=access.customer_id, kind=kind
    )


def balance_of(access: Access) -> Balance | None:
    """What the customer owes and when the billing system said so; None before the first import of balances."""
    return Balance.objects.filter(customer_id=access.customer_id).first()


def balance_of_customer(customer: Customer) -> Balance | None:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return Balance.objects.filter(customer=customer).first()


def settlement(invoice: Invoice, today: date) -> Settlement:
    """How a stored invoice stands today."""
    return settlement_of(
        kind=invoice.kind,
        status=invoice.status,
        left_grosze=invoice.left_grosze,
        paid_grosze=invoice.paid_grosze,
        due_on=invoice.due_on,
        today=today,
    )


def knows_invoice(*, customer_id: int, number: str, gross_grosze: int, since: date) -> bool:
    """Whether this customer has an invoice of that number and amount issued since a day: proof for registration.

    Spaces and letter case in the number do not matter.
    """
    wanted = _comparable(number)
    recent = Invoice.objects.filter(customer_id=customer_id, gross_grosze=gross_grosze, issued_on__gte=since)
    return bool(wanted) and any(
        _comparable(known) == wanted for known in recent.values_list("number", flat=True)
    )


def previous_bill(invoice: Invoice, *, since: date | None = None) -> Invoice | None:
    """The bill to compare this one with: the last ordinary one of the same service point before it, with its lines.

    None for documents that are no ordinary bills, and where the earlier one is older than the utility shows (`since`).
    """
    if invoice.kind != InvoiceKind.VAT or invoice.sold_from is None:
        return None
    earlier = Invoice.objects.filter(
        customer_id=invoice.customer_id, service_point_id=invoice.service_point_id, kind=InvoiceKind.VAT,
        status=InvoiceStatus.ISSUED, sold_to__lt=invoice.sold_from,
    )  # fmt: skip
    return (
        (with_parts(earlier.filter(_shown(since)) if since else earlier)).order_by("-sold_to", "-id").first()
    )


def _comparable(number: str) -> str:
    return "".join(number.split()).casefold()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def latest_invoices(customer: Customer, *, limit: int) -> list[Invoice]:
    """The newest invoices (no corrections, no notes) by which somebody may show that they hold the bills."""
    ordinary = Invoice.objects.filter(customer=customer, kind=InvoiceKind.VAT, status=InvoiceStatus.ISSUED)
    return list(ordinary.order_by("-issued_on", "-id")[:limit])
