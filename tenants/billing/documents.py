"""The list of documents as a customer asks for it: by kind, state, days, service point, number; and what is unpaid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from tenants.billing.models import Invoice, InvoiceKind, InvoiceStatus
from tenants.billing.selectors import invoices_of, invoices_of_customer
from tenants.billing.working_days import overdue_before
from tenants.customers.models import Access, Customer


class DocumentGroup(StrEnum):
    """Kinds of documents as people look for them."""

    INVOICES = "invoices"
    CORRECTIONS = "corrections"
    INTEREST_NOTES = "interest_notes"
    DEMANDS = "demands"


_KINDS = {
    DocumentGroup.INVOICES: (InvoiceKind.VAT, InvoiceKind.ADVANCE, InvoiceKind.OTHER),
    DocumentGroup.CORRECTIONS: (InvoiceKind.CORRECTION,),
    DocumentGroup.INTEREST_NOTES: (InvoiceKind.INTEREST_NOTE,),
    DocumentGroup.DEMANDS: (InvoiceKind.PAYMENT_DEMAND,),
}


class DocumentState(StrEnum):
    """States as people look for them; an overdue document is unpaid too."""

    UNPAID = "unpaid"
    OVERDUE = "overdue"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; what is not said does not matter. Days are those of issue, both ends counted.

    `number` is a part of a document's number; spaces and letter case do not matter. `service_point` is the point's number.
    """

    group: DocumentGroup | None = None
    state: DocumentState | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    service_point: str = ""
    number: str = ""


def documents_of(
    access: Access, wanted: Wanted, *, today: date, since: date | None = None
) -> QuerySet[Invoice]:
    """The customer's documents that are wanted, newest first; the caller cuts pages. `since` as in invoices_of."""
    return _only(invoices_of(access, since=since), wanted, today)


def documents_of_customer(customer: Customer, wanted: Wanted, *, today: date) -> QuerySet[Invoice]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _only(invoices_of_customer(customer), wanted, today)


def unpaid_of(access: Access) -> QuerySet[Invoice]:
    """What is left to pay, soonest first. Demands are left out: they repeat what other documents say."""
    return _unpaid(invoices_of(access))


def unpaid_of_customer(customer: Customer) -> QuerySet[Invoice]:
    """The same for whoever needs no access, or has checked it."""
    return _unpaid(invoices_of_customer(customer))


def _unpaid(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    return (
        found.filter(left_grosze__gt=0, status=InvoiceStatus.ISSUED)
        .exclude(kind=InvoiceKind.PAYMENT_DEMAND)
        .select_related("customer", "service_point")
        .order_by("due_on", "issued_on", "id")
    )


def demanded_by(access: Access, demand: Invoice, *, since: date | None = None) -> list[Invoice]:
    """The documents that a demand names in its lines, soonest due first: those are paid, never the demand beside them.

    Billing systems send no reference, only words; a number counts where it stands whole. `since` as in invoices_of. Two statements.
    """
    return _named_in(demand, invoices_of(access, since=since))


def demanded_of_customer(customer: Customer, demand: Invoice) -> list[Invoice]:
    """The same for the utility's own machines, who need no access."""
    return _named_in(demand, invoices_of_customer(customer))


def _named_in(demand: Invoice, documents: QuerySet[Invoice]) -> list[Invoice]:
    words = " \n ".join(demand.lines.values_list("name", flat=True))
    found = (
        documents.exclude(kind=InvoiceKind.PAYMENT_DEMAND)
        .alias(words=Value(words))
        .filter(words__contains=F("number"))
        .order_by("due_on", "issued_on", "id")
    )
    return [one for one in found if re.search(rf"(?<![\w/-]){re.escape(one.number)}(?![\w/-])", words)]


def _only(found: QuerySet[Invoice], wanted: Wanted, today: date) -> QuerySet[Invoice]:
    if wanted.group:
        found = found.filter(kind__in=_KINDS[wanted.group])
    if wanted.state:
        found = found.filter(_in_state(wanted.state, today))
    if wanted.issued_from:
        found = found.filter(issued_on__gte=wanted.issued_from)
    if wanted.issued_to:
        found = found.filter(issued_on__lte=wanted.issued_to)
    if wanted.service_point:
        found = found.filter(service_point__number=wanted.service_point)
    if squeezed := "".join(wanted.number.replace("\x00", "").split()):
        plain = Replace(Upper("number"), Value(" "))
        found = found.alias(plain_number=plain).filter(plain_number__contains=squeezed.upper())
    return found


def _in_state(state: DocumentState, today: date) -> Q:
    # A demand is neither: it is paid by paying what it names.
    issued = Q(status=InvoiceStatus.ISSUED) & ~Q(kind=InvoiceKind.PAYMENT_DEMAND)
    if state == DocumentState.UNPAID:
        return issued & Q(left_grosze__gt=0)
    if state == DocumentState.OVERDUE:
        return issued & Q(left_grosze__gt=0, due_on__lt=overdue_before(today))
    return issued & Q(left_grosze__lte=0)
