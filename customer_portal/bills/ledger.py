"""The ledger: what was charged and paid, month by month, with the balance after each operation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from customer_portal.bills import tables
from customer_portal.bills.forms import LedgerForm
from customer_portal.bills.sections import sections
from customer_portal.doors import LinkedRequest, opened_by, profile_of
from tenants.billing.ledger import by_month, ledger_of, years_of
from tenants.billing.selectors import balance_of
from tenants.profile.schema import Capability

PER_PAGE = 40


@require_safe
@opened_by(Capability.SEE_BALANCE)
def ledger(request: LinkedRequest) -> HttpResponse:
    """Operations newest first, gathered by month, in pages."""
    since = profile_of(request).access.history_from(localdate())
    form = LedgerForm(request.GET, years=years_of(ledger_of(request.access, since=since)))
    found = ledger_of(request.access, since=since, year=form.year(), side=form.side())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = _query(request)
    context = {
        "form": form,
        "page": page,
        "months": by_month(page, found),
        "query": f"{query}&" if query else "",
        "download_query": f"?{query}" if query else "",
        "filtered": bool(query),
        "balance": balance_of(request.access),
        "freshness": profile_of(request).payments.balance_freshness,
        "may_see_invoices": request.standing.may(Capability.SEE_INVOICES),
        "since": since,
        "sections": sections(request),
    }
    return render(request, "customer_portal/bills/ledger.html", context)


@require_safe
@opened_by(Capability.SEE_BALANCE)
def ledger_download(request: LinkedRequest, form: str) -> HttpResponse:
    """The same operations, all pages of them, as a table to take away."""
    since = profile_of(request).access.history_from(localdate())
    asked = LedgerForm(request.GET, years=years_of(ledger_of(request.access, since=since)))
    found = ledger_of(request.access, since=since, year=asked.year(), side=asked.side())
    return tables.ledger_table(found, form=form)


def _query(request: LinkedRequest) -> str:
    asked = {name: request.GET.get(name, "").strip() for name in ("rok", "rodzaj")}
    return urlencode({name: value for name, value in asked.items() if value})
