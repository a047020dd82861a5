"""Closing the account: what goes, what must stay and why, then the end; and the way back behind the mailed link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.doors import CustomerRequest, before_terms, customers_only, profile_of, visitor_of
from customer_portal.privacy.exports import may_try
from customer_portal.privacy.forms import ClosingForm
from tenants.privacy import selectors, services
from tenants.privacy.services.closing import ClosingOver, gets_e_invoices, may_be_undone, to_be_erased_at


@require_http_methods(["GET", "HEAD", "POST"])
@customers_only
@before_terms
def close(request: CustomerRequest) -> HttpResponse:
    """A page that says everything before the button; a registration that never led anywhere has its own page."""
    profile, standing = profile_of(request), request.standing
    if not standing.accesses and standing.registration and standing.registration.is_open:
        return redirect("account_withdraw")
    form = ClosingForm(
        request.POST or None,
        user=request.user,
        asks_e_invoices=gets_e_invoices(request.user, standing.accesses, profile=profile),
    )
    if request.method == "POST" and may_try(request) and form.is_valid():
        visitor = visitor_of(request)
        closing = services.close_login(
            user=request.user, stop_e_invoices=form.cleaned_data.get("e_invoices") == "stop", profile=profile,
            language=get_language() or "pl", at=timezone.now(), address=visitor.address,
            user_agent=visitor.user_agent,
        )  # fmt: skip
        logout(request)
        return render(
            request,
            "customer_portal/privacy/closed.html",
            {
                "undoable": may_be_undone(profile),
                "days": (closing.erase_at - closing.closed_at).days,
                "later": closing.erase_at if closing.erase_at > closing.closed_at else None,
            },
        )
    now = timezone.now()
    erased_at = to_be_erased_at(request.user, profile=profile, at=now)
    context = {
        "form": form,
        "retention": profile.retention,
        "undoable": may_be_undone(profile),
        "last_day": localdate(erased_at) if erased_at > now else None,
        "owned": [access.customer for access in standing.accesses if access.is_unlimited],
        "acted_for": [access.customer for access in standing.accesses if not access.is_unlimited],
    }
    return render(request, "customer_portal/privacy/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: a button that gives the account back."""
    found = selectors.closing_behind(token)
    if found is None:
        raise Http404
    over = found.undone_at is not None or found.erased_at is not None or found.erase_at <= timezone.now()
    if request.method == "POST" and not over:
        try:
            services.undo_closing(closing=found, at=timezone.now())
        except ClosingOver:
            over = True
        else:
            messages.success(request, _("Your account is open again, with everything as it was. Sign in."))
            return redirect("account_login")
    context = {"closing": found, "over": over, "undone": found.undone_at is not None}
    return render(request, "customer_portal/privacy/undo.html", context, status=410 if over else 200)
