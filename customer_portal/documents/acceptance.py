"""Regulations that changed materially: read, compared and accepted before going on. Nothing is ticked beforehand."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.doors import CustomerRequest, before_terms, customers_only, profile_of, visitor_of
from tenants.legal.selectors import Renewal
from tenants.legal.services import accept_document
from tenants.profile import selectors as profiles
from tenants.registration.selectors import came_over, terms_to_renew


class AcceptanceForm(forms.Form):
    """One box per document, never ticked beforehand."""

    def __init__(self, *args: object, renewals: list[Renewal]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # only `data` is ever given
        for renewal in renewals:
            label = format_html(
                '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
                _("I have read and accept:"),
                reverse("document_version", args=[renewal.document.key, renewal.version.number]),
                str(renewal.document.title),
            )
            self.fields[renewal.document.key] = forms.BooleanField(
                label=label,
                error_messages={
                    "required": _("To go on, read and accept: %(title)s.") % {"title": renewal.document.title}
                },
            )


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
@before_terms
def terms(request: CustomerRequest) -> HttpResponse:
    """What changed and from when; accepting leads on to the page the person wanted."""
    profile = profile_of(request)
    renewals = terms_to_renew(request.user, request.standing, profile=profile, today=localdate())
    target = request.GET.get("dalej", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("home")
    if not renewals:
        return redirect(target)
    form = AcceptanceForm(
        request.POST if request.method == "POST" else None,
        renewals=renewals,
    )
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        language = get_language() or "pl"
        for renewal in renewals:
            accept_document(
                user=request.user,
                document=renewal.document,
                version=renewal.version,
                text=profiles.text(renewal.version.text.in_language(language)),
                language=language,
                at=timezone.now(),
                address=visitor.address,
                user_agent=visitor.user_agent,
            )
        messages.success(request, _("Thank you. Your acceptance is recorded."))
        return redirect(target)
    rows = [(renewal, form[renewal.document.key]) for renewal in renewals]
    context = {
        "form": form,
        "rows": rows,
        "nothing_before": not any(renewal.accepted for renewal in renewals),
        "came_over": came_over(request.standing, profile),
    }
    return render(request, "customer_portal/documents/terms.html", context)
