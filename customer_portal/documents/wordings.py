"""A document's wordings side by side and as PDFs to keep, and printable forms already filled in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, open_to_all, opened_by, profile_of
from customer_portal.public.views import pdf
from tenants.legal.comparing import compare_wordings
from tenants.legal.paper_forms import render_form
from tenants.legal.printing import render_wording
from tenants.profile import selectors as profiles
from tenants.profile.schema import Capability
from tenants.profile.schema.legal import DocumentVersion, LegalDocument
from tenants.registration.forms_of import values_of


@require_safe
@open_to_all
def changes(request: HttpRequest, key: str, before: int, after: int) -> HttpResponse:
    """What changed between two wordings, word by word."""
    document, old = _version(request, key, before)
    _same, new = _version(request, key, after)
    if before >= after:
        raise Http404
    paragraphs = compare_wordings(_text(old), _text(new))
    context = {
        "document": document,
        "before": old,
        "after": new,
        "paragraphs": paragraphs,
        "only_changes": [paragraph for paragraph in paragraphs if paragraph.changed],
        "whole": "calosc" in request.GET,
        "today": localdate(),
    }
    return render(request, "customer_portal/documents/changes.html", context)


@require_safe
@open_to_all
def as_pdf(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One wording as an accessible PDF, to keep (UŚUDE art. 8: to be obtained, reproduced and stored)."""
    document, wanted = _version(request, key, version)
    content = render_wording(
        document=document, version=wanted, text=_text(wanted), profile=profile_of(request),
        language=wanted.text.tongue(get_language() or "pl"),
    )  # fmt: skip
    return pdf(content, f"{document.key}-{wanted.number}.pdf")


@require_safe
@opened_by(Capability.MANAGE_CONSENTS)
def my_form(request: LinkedRequest, key: str) -> HttpResponse:
    """A printable form with what we know already written in."""
    profile = profile_of(request)
    try:
        form = profile.forms.form(key)
    except KeyError as error:
        raise Http404 from error
    if not form.public:
        raise Http404
    values = values_of(request.access.customer, request.user)
    content = render_form(form=form, profile=profile, values=values, language=get_language() or "pl")
    return pdf(content, f"{form.name}.pdf")


def _version(request: HttpRequest, key: str, number: int) -> tuple[LegalDocument, DocumentVersion]:
    try:
        document = profile_of(request).legal.document(key)
    except KeyError as error:
        raise Http404 from error
    found = next((one for one in document.versions if one.number == number), None)
    if found is None:
        raise Http404
    return document, found


def _text(version: DocumentVersion) -> str:
    return profiles.text(version.text.in_language(get_language() or "pl"))
