"""Overview, invoices, one invoice and its files. Whose they are comes from the session's access, never the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.public.views import pdf
from tenants.billing import presenting
from tenants.billing.models import Invoice, InvoiceFile
from tenants.billing.selectors import (
    Settlement,
    balance_of,
    get_invoice,
    invoice_file,
    invoices_of,
    overview_of,
    settlement,
)
from tenants.profile.schema import Capability

PER_PAGE = 20


@dataclass(frozen=True)
class Tag:
    """How an invoice's state is shown: a word and a tone."""

    word: str
    tone: str


def tag_of(state: Settlement) -> Tag:
    """The word for where an invoice stands."""
    return {
        Settlement.CANCELLED: Tag(_("cancelled"), "neutral"),
        Settlement.PAID: Tag(_("paid"), "success"),
        Settlement.CREDIT: Tag(_("overpaid"), "info"),
        Settlement.OVERDUE: Tag(_("overdue"), "danger"),
        Settlement.PARTLY_PAID: Tag(_("partly paid"), "warning"),
        Settlement.DUE: Tag(_("to pay"), "warning"),
    }[state]


@require_safe
@opened_by(Capability.SEE_BALANCE)
def overview(request: LinkedRequest) -> HttpResponse:
    """What needs doing first, then the key figures, then the rest; one statement for all of it."""
    today = localdate()
    seen = overview_of(request.access, today=today, invoices=5, meters=6)
    context = {
        "seen": seen,
        "today": today,
        "owes": (seen.balance_grosze or 0) > 0,
        "overpaid_grosze": -(seen.balance_grosze or 0),
        "invoices": [(invoice, tag_of(invoice.settlement(today))) for invoice in seen.invoices],
        "may_see_invoices": request.standing.may(Capability.SEE_INVOICES),
        "may_see_meters": request.standing.may(Capability.SEE_METERS),
        "customer": request.access.customer,
        "number_label": profile_of(request).glossary.customer_number.label,
    }
    return render(request, "customer_portal/bills/overview.html", context)


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoices(request: LinkedRequest) -> HttpResponse:
    """All invoices, newest first, in pages."""
    page = Paginator(invoices_of(request.access, since=_since(request)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    today = localdate()
    rows = [(invoice, tag_of(settlement(invoice, today))) for invoice in page]
    context = {"page": page, "rows": rows, "balance": balance_of(request.access)}
    return render(request, "customer_portal/bills/invoices.html", context)


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoice(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """One invoice: what it is for, what is left to pay and how, where to check it."""
    found = _mine(request, public_id)
    profile = profile_of(request)
    context = {
        "invoice": found,
        "tag": tag_of(settlement(found, localdate())),
        "lines": [
            (line, presenting.quantity_text(line), presenting.price_text(line)) for line in found.lines.all()
        ],
        "shows_gross": any(line.gross_grosze is not None for line in found.lines.all()),
        "transfer": presenting.transfer_code(found, profile),
        "transfer_title": presenting.transfer_title(found),
        "ksef_address": presenting.ksef_address(found),
        "ksef_code": presenting.ksef_code(found),
        "recipient": profile.office.legal_name,
        "balance": balance_of(request.access),
        # A correction may be shown when the invoice it corrects is too old to be.
        "since": _since(request),
    }
    return render(request, "customer_portal/bills/invoice.html", context)


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoice_pdf(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """The PDF the billing system sent, else one of our own making."""
    found = _mine(request, public_id)
    name = f"{found.number}.pdf".replace("/", "-")
    try:
        return pdf(bytes(invoice_file(request.access, public_id, "pdf").content), name)
    except InvoiceFile.DoesNotExist:
        return pdf(presenting.invoice_pdf(found, profile_of(request)), name)


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoice_xml(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """The XML as issued, byte for byte: KOD I is the hash of exactly these bytes."""
    found = _mine(request, public_id)
    try:
        content = bytes(invoice_file(request.access, public_id, "xml").content)
    except InvoiceFile.DoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number.replace("/", "-")}.xml"'
    return response


def _since(request: LinkedRequest) -> date | None:
    """How far back the utility shows bills."""
    return profile_of(request).access.history_from(localdate())


def _mine(request: LinkedRequest, public_id: UUID) -> Invoice:
    try:
        return get_invoice(request.access, public_id, since=_since(request))
    except Invoice.DoesNotExist as error:
        raise Http404 from error
