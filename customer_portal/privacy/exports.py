"""A package with all my data: order it, and fetch it with the password."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.doors import CustomerRequest, before_terms, customers_only, profile_of
from customer_portal.password_again import PasswordAgainForm
from tenants.files.serving import as_stream
from tenants.identity import throttling
from tenants.privacy import selectors, services
from tenants.privacy.models import DataExport
from tenants.privacy.services.exporting import TooManyExports

SHOWN = 10
PASSWORDS_PER_HOUR = 10


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
@before_terms
def exports(request: CustomerRequest) -> HttpResponse:
    """What a package holds, ordering one, and those there are."""
    if request.method == "POST":
        try:
            services.order_export(user=request.user, at=timezone.now())
        except TooManyExports:
            messages.warning(request, _("You have ordered three today. Order the next one tomorrow."))
        else:
            messages.success(request, _("We are making the package. An e-mail tells you when it is ready."))
        return redirect("my_exports")
    found = selectors.exports_of(request.user)[:SHOWN]
    now = timezone.now()
    context = {
        "rows": [
            (one, bool(one.state == "ready" and one.expires_at and one.expires_at > now)) for one in found
        ],
        "days": profile_of(request).retention.export_days,
        "owns": any(access.is_unlimited for access in request.standing.accesses),
    }
    return render(request, "customer_portal/privacy/exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
@before_terms
def fetch(request: CustomerRequest, public_id: UUID) -> HttpResponse:
    """One package: only its owner's, only while it waits, only with the password."""
    now = timezone.now()
    try:
        found = selectors.fetchable(request.user, public_id, now)
    except DataExport.DoesNotExist as error:
        raise Http404 from error
    form = PasswordAgainForm(request.POST or None, user=request.user)
    if request.method == "POST" and may_try(request) and form.is_valid():
        if found.file is None:
            raise Http404
        services.note_fetched(export=found, by=request.user, at=now)
        return cast("HttpResponse", as_stream(found.file))  # a streaming answer, which Django types apart
    return render(request, "customer_portal/privacy/export.html", {"form": form, "export": found})


def may_try(request: CustomerRequest) -> bool:
    """Count one password given again; too many in an hour and none is looked at."""
    key = f"password-again:{request.user.pk}"
    if throttling.allowed(key, limit=PASSWORDS_PER_HOUR, window=timedelta(hours=1), at=timezone.now()):
        return True
    messages.error(request, _("Too many tries in an hour. Try again later, or call us: we will help."))
    return False
