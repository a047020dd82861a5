"""The list of documents with its filters, one document and its files. A stranger's document is as if there were none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.bills import tables
from customer_portal.bills.forms import DocumentsForm
from customer_portal.bills.sections import account_check_is_open, sections
from customer_portal.bills.tags import tag_of
from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.public.views import pdf
from customer_portal.waterfall import Step, Waterfall, waterfall
from tenants.billing import presenting
from tenants.billing.correcting import changes_of
from tenants.billing.demands import amount_of, demanded_by
from tenants.billing.documents import documents_of
from tenants.billing.explained import Explained, explained
from tenants.billing.interest import interest_of, rates_for
from tenants.billing.ledger import operations_of
from tenants.billing.lines import Service, vat_table
from tenants.billing.models import Invoice, InvoiceFile, InvoiceKind
from tenants.billing.paying import transfer_for
from tenants.billing.selectors import balance_of, get_invoice, invoice_file, settlement
from tenants.customers.selectors import service_points_of
from tenants.profile.formats import as_of, signed, zl
from tenants.profile.schema import Capability

PER_PAGE = 20
MOST_POINTS = 300


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoices(request: LinkedRequest) -> HttpResponse:
    """The documents that are asked for, newest first, in pages."""
    today, form = localdate(), _form(request)
    found = documents_of(request.access, form.wanted(), today=today, since=_since(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = _query(request)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (invoice, presenting.kind_word(invoice.kind), tag_of(settlement(invoice, today)))
            for invoice in page
        ],
        "query": f"{query}&" if query else "",
        "download_query": f"?{query}" if query else "",
        "filtered": bool(query),
        "narrowed": any(request.GET.get(name) for name in ("od", "do", "punkt")),
        "balance": balance_of(request.access),
        "sections": sections(request),
    }
    return render(request, "customer_portal/bills/invoices.html", context)


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoices_download(request: LinkedRequest, form: str) -> HttpResponse:
    """The same documents, all pages of them, as a table to take away."""
    today, balance = localdate(), balance_of(request.access)
    found = documents_of(request.access, _form(request).wanted(), today=today, since=_since(request))
    return tables.documents_table(
        found, today=today, as_of=as_of(balance.as_of) if balance else "", form=form
    )


@require_safe
@opened_by(Capability.SEE_INVOICES)
def invoice(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """One document: what it is for, what it rests on, why it differs from the last, how to pay it, where to check it."""
    today, since, found = localdate(), _since(request), _mine(request, public_id)
    profile, readings = profile_of(request), presenting.readings_of_invoice(found)
    told = explained(found, readings=readings, since=since)
    rates = rates_for(profile.payments.late_interest, is_consumer=found.customer.is_consumer)
    reminds = found.kind == InvoiceKind.PAYMENT_DEMAND
    demand = demanded_by(found) if reminds else None
    demanded = demand.shown(since) if demand else []
    context = {
        "invoice": found,
        "reminds": reminds,
        "demand": demand,
        "besides": [(line, amount_of(line)) for line in demand.besides] if demand else [],
        "demanded": [(one, tag_of(settlement(one, today))) for one in demanded],
        "demanded_left_grosze": sum(max(one.left_grosze, 0) for one in demanded),
        "kind": presenting.kind_word(found.kind),
        "tag": tag_of(settlement(found, today)),
        "in_favour_grosze": -found.left_grosze,
        "lines": [
            (
                line,
                presenting.quantity_text(line),
                presenting.price_text(line),
                presenting.rate_text(line.vat_rate),
            )
            for line in found.lines.all()
        ],
        "shows_gross": any(line.gross_grosze is not None for line in found.lines.all()),
        "vat": [(row, presenting.rate_text(row.rate)) for row in vat_table(found)],
        "changes": [
            (change, _quantity(change.before), _quantity(change.after)) for change in changes_of(found)
        ]
        if found.kind == InvoiceKind.CORRECTION
        else [],
        "readings": [(reading, presenting.reading_word(reading.kind)) for reading in readings]
        if request.standing.may(Capability.SEE_METERS)
        else [],
        "explained": told,
        "chart": _chart(found, told) if told else None,
        "transfer": transfer_for(found, profile, today=today),
        "consumer": found.customer.is_consumer,
        "interest": interest_of(found, rates=rates, today=today),
        "operations": operations_of(found.pk, found.customer_id),
        "ksef_banner": presenting.ksef_banner(found),
        "ksef_address": presenting.ksef_address(found),
        "ksef_code": presenting.ksef_code(found),
        "visualisation": presenting.is_visualisation(found),
        "account_check": account_check_is_open(request),
        "balance": balance_of(request.access),
        "today": today,
        # A correction may be shown when the invoice it corrects is too old to be.
        "since": since,
        "sections": sections(request),
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
        return pdf(presenting.invoice_pdf(found, profile_of(request), today=localdate()), name)


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
    name = found.number.replace("/", "-").encode("ascii", "replace").decode().replace('"', "_")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xml"'
    return response


def _form(request: LinkedRequest) -> DocumentsForm:
    return DocumentsForm(
        request.GET,
        points=service_points_of(request.access.customer)[:MOST_POINTS],
        point_label=str(profile_of(request).glossary.service_point.one).capitalize(),
    )


def _query(request: LinkedRequest) -> str:
    """What was asked for, without the page and without empty fields, for links to other pages and downloads."""
    kept = QueryDict(mutable=True)
    for name in ("numer", "rodzaj", "stan", "punkt", "od", "do"):
        if value := request.GET.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()


def _quantity(service: Service | None) -> str:
    return presenting.quantity_text(service) if service else ""


def _chart(found: Invoice, told: Explained) -> Waterfall:
    explanation = told.explanation
    return waterfall(
        id="explained",
        title=_("From the last bill to this one"),
        first=Step(_("The last bill"), explanation.before_grosze, zl(explanation.before_grosze)),
        parts=[Step(name, part.grosze, signed(part.grosze)) for part, name, _sentence in told.parts],
        last=Step(_("This bill"), explanation.after_grosze, zl(explanation.after_grosze)),
    )


def _since(request: LinkedRequest) -> date | None:
    """How far back the utility shows bills."""
    return profile_of(request).access.history_from(localdate())


def _mine(request: LinkedRequest, public_id: UUID) -> Invoice:
    try:
        return get_invoice(request.access, public_id, since=_since(request))
    except Invoice.DoesNotExist as error:
        raise Http404 from error
