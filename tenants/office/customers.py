"""Customers for staff: find one, see what the customer would see and who has access."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from tenants.billing.selectors import balance_of_customer, invoices_of_customer, settlement
from tenants.cases.selectors import cases_of_customer
from tenants.customers.models import Customer
from tenants.customers.selectors import get_customer, people_with_access, search_customers
from tenants.customers.services import note_look
from tenants.identity.roles import Right, may
from tenants.metering.selectors import meters_of_customer
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.registration.selectors import registrations_of

PER_PAGE = 30
INVOICES, REGISTRATIONS, METERS, CASES = 12, 10, 50, 10  # on a customer's page; meters go on to further pages


@require_safe
@staff_with(Right.SEE_CUSTOMERS)
def customers(request: StaffRequest) -> HttpResponse:
    """Search by number, name, address, NIP, e-mail or telephone; diacritics and order do not matter."""
    text = request.GET.get("szukaj", "").strip()[:100]
    page = Paginator(search_customers(text), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "number_label": profile_of(request).glossary.customer_number.label}
    return render(request, "office/customers/list.html", context)


@require_safe
@staff_with(Right.SEE_CUSTOMERS)
def customer(request: StaffRequest, number: str) -> HttpResponse:
    """One customer: data, who has access, latest invoices, meters. Looking is written down."""
    try:
        found = get_customer(number)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    note_look(customer=found, by=request.user, at=timezone.now())
    today = localdate()
    invoices = invoices_of_customer(found)[:INVOICES]
    context = {
        "customer": found,
        "number_label": profile_of(request).glossary.customer_number.label,
        "people": people_with_access(found, timezone.now()),
        "registrations": registrations_of(found)[:REGISTRATIONS],
        "balance": balance_of_customer(found),
        "invoices": [(invoice, settlement(invoice, today)) for invoice in invoices],
        "may_verify": may(request.user, Right.VERIFY_READINGS),
        "cases": cases_of_customer(found)[:CASES] if may(request.user, Right.SEE_CASES) else [],
        "meters": Paginator(meters_of_customer(found), METERS).get_page(request.GET.get("page")),
    }
    return render(request, "office/customers/customer.html", context)
