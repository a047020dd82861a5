"""Many customers at once, for whoever manages property: how each stands, and their documents of a period in one package."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Collection, Iterable
from datetime import date
from typing import IO

from django.db.models import BigIntegerField, Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tenants.billing.models import Balance, Invoice, InvoiceFile, InvoiceKind, InvoiceStatus
from tenants.billing.presenting import invoice_pdf
from tenants.billing.selectors import with_parts
from tenants.billing.working_days import overdue_before
from tenants.customers.models import Access, Customer, ServicePoint
from tenants.customers.selectors import search_customers
from tenants.files.naming import safe_name
from tenants.profile.schema import Profile

MOST_DOCUMENTS = 300


class TooManyDocuments(Exception):
    """More than one package holds; the number asked for is there."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class NoDocuments(Exception):
    """Nothing was issued to these customers in that period, or there are no such files."""


def portfolio_of(
    accesses: Iterable[Access], *, with_money: Iterable[Access], today: date, text: str = ""
) -> QuerySet[Customer]:
    """The customers of these accesses, in Polish order, found by `text`; one statement for any number of them.

    Annotated: `balance_grosze`, `balance_as_of`, `overdue_grosze`, `next_due_on` (all null for whom none of `with_money`,
    the accesses that open the balance, is) and `points`, the number of service points in use. The caller cuts pages.
    """
    money = [one.customer_id for one in with_money]
    # Demands repeat what other documents say.
    owed = (
        Invoice.objects.filter(
            customer=OuterRef("pk"), customer__in=money, left_grosze__gt=0, status=InvoiceStatus.ISSUED
        )
        .exclude(kind=InvoiceKind.PAYMENT_DEMAND)
        .order_by()
        .values("customer")
    )
    balance = Balance.objects.filter(customer=OuterRef("pk"), customer__in=money)
    late = overdue_before(today)
    points = ServicePoint.objects.filter(customer=OuterRef("pk"), active=True).order_by().values("customer")
    return (
        search_customers(text)
        .filter(pk__in=[one.customer_id for one in accesses])
        .annotate(
            balance_grosze=Subquery(balance.values("amount_grosze")[:1]),
            balance_as_of=Subquery(balance.values("as_of")[:1]),
            overdue_grosze=Subquery(
                owed.annotate(sum=Sum("left_grosze", filter=Q(due_on__lt=late))).values("sum"),
                output_field=BigIntegerField(),
            ),
            next_due_on=Subquery(
                owed.annotate(first=Min("due_on", filter=Q(due_on__gte=late))).values("first")
            ),
            points=Coalesce(Subquery(points.annotate(count=Count("pk")).values("count")), 0),
        )
        .order_by("sort_key", "number")
    )


def documents_between(
    accesses: Iterable[Access], *, first: date, last: date, since: date | None
) -> QuerySet[Invoice]:
    """Documents issued in a period to the customers of these accesses, which must open bills. `since`: as far back as is
    shown.

    Raises NoDocuments, TooManyDocuments.
    """
    customers = [one.customer_id for one in accesses]
    found = Invoice.objects.filter(
        customer__in=customers, issued_on__gte=max(first, since) if since else first, issued_on__lte=last
    )
    count = found.count()
    if not count:
        raise NoDocuments
    if count > MOST_DOCUMENTS:
        raise TooManyDocuments(count)
    return found.order_by("customer__sort_key", "customer__number", "issued_on", "pk")


def package_of(
    found: QuerySet[Invoice], *, kinds: Collection[str], profile: Profile, today: date
) -> IO[bytes]:
    """A ZIP of these documents on disk, at its beginning, gone when it is closed: a folder for each customer.

    `kinds`: pdf (the billing system's, else our own) and xml (byte for byte, where there is one). Raises NoDocuments when
    no document has a file of these kinds.
    """
    package = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller sends it and closes it
    written = 0
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for invoice in with_parts(found).iterator(chunk_size=20):
            for kind in sorted(kinds):
                content = _content(invoice, kind, profile, today)
                if content is not None:
                    # The id keeps two numbers apart that become the same safe name.
                    folder, name = safe_name(invoice.customer.number), safe_name(invoice.number)
                    archive.writestr(f"{folder}/{invoice.issued_on}-{name}-{invoice.pk}.{kind}", content)
                    written += 1
    if not written:
        package.close()
        raise NoDocuments
    package.seek(0)
    return package


def _content(invoice: Invoice, kind: str, profile: Profile, today: date) -> bytes | None:
    file = InvoiceFile.objects.filter(invoice=invoice, kind=kind).first()
    if file is not None:
        return bytes(file.content)
    return invoice_pdf(invoice, profile, today=today) if kind == "pdf" else None
