"""The ledger for a customer's eyes: operations newest first, by year and kind, with what each month came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractYear, TruncMonth

from tenants.billing.models import LedgerEntry
from tenants.customers.models import Access, Customer


class Side(StrEnum):
    """What an operation does: CHARGES make the customer owe more, CREDITS (payments, corrections down) less."""

    CHARGES = "charges"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the ledger: its operations on this page, and what the whole month came to, in grosze."""

    first_day: date
    entries: tuple[LedgerEntry, ...]
    charged_grosze: int
    credited_grosze: int


def ledger_of(
    access: Access, *, since: date | None = None, year: int | None = None, side: Side | None = None
) -> QuerySet[LedgerEntry]:
    """The customer's operations, newest first; the caller cuts pages.

    `since`: how far back the utility shows them (profile `access.history_months`); those of an unpaid document always.
    """
    found = _ledger(access.customer_id, year, side)
    return found.filter(Q(booked_on__gte=since) | Q(invoice__left_grosze__gt=0)) if since else found


def ledger_of_customer(
    customer: Customer, *, year: int | None = None, side: Side | None = None
) -> QuerySet[LedgerEntry]:
    """The same for the utility's own eyes, staff and machines, who need no access."""
    return _ledger(customer.pk, year, side)


def _ledger(customer_id: int, year: int | None, side: Side | None) -> QuerySet[LedgerEntry]:
    found = LedgerEntry.objects.filter(customer_id=customer_id)
    if year is not None:
        found = found.filter(booked_on__gte=date(year, 1, 1), booked_on__lte=date(year, 12, 31))
    if side == Side.CHARGES:
        found = found.filter(debit_grosze__gt=0)
    if side == Side.CREDITS:
        found = found.filter(credit_grosze__gt=0)
    return found.select_related("invoice").order_by("-booked_on", "-id")


def years_of(entries: QuerySet[LedgerEntry]) -> list[int]:
    """The years of these operations, newest first."""
    years = entries.order_by().annotate(year=ExtractYear("booked_on")).values_list("year", flat=True)
    return sorted(set(years.distinct()), reverse=True)


def by_month(page: Iterable[LedgerEntry], of: QuerySet[LedgerEntry]) -> list[Month]:
    """The operations of one page gathered by month; each month's sums are of all of it in `of`, whatever the page shows."""
    grouped = [
        (first, tuple(entries))
        for first, entries in groupby(page, key=lambda entry: entry.booked_on.replace(day=1))
    ]
    if not grouped:
        return []
    months = of.filter(booked_on__gte=grouped[-1][0]).order_by().annotate(month=TruncMonth("booked_on"))
    sums = {
        month: (charged, credited)
        for month, charged, credited in months.values("month")
        .annotate(charged=Sum("debit_grosze"), credited=Sum("credit_grosze"))
        .values_list("month", "charged", "credited")
    }
    return [Month(first, entries, *sums[first]) for first, entries in grouped]


def operations_of(invoice_id: int, customer_id: int) -> list[LedgerEntry]:
    """What was booked on one document, oldest first; the caller has found the document by its customer's access."""
    found = LedgerEntry.objects.filter(customer_id=customer_id, invoice_id=invoice_id)
    return list(found.order_by("booked_on", "id"))
