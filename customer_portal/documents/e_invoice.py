"""E-invoices without an account: give, change the address, take back. The mailbox answers, then staff compare.

The answers tell nothing about who is a customer (law 3.1; security: enumeration).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customer_portal.documents.consents import papers_of
from customer_portal.documents.forms import GuestForm
from customer_portal.doors import open_to_all, profile_of, visitor_of
from tenants.customers.selectors import accesses_of
from tenants.identity.models import User
from tenants.legal import selectors
from tenants.legal.models import ConsentAction, ConsentRequest, RequestState
from tenants.legal.services import (
    RequestClosed,
    RequestExpired,
    RequestUnknown,
    TooManyRequests,
    confirm_request,
    open_request,
    peek_request,
)
from tenants.legal.services.requesting import Claim


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def without_account(request: HttpRequest) -> HttpResponse:
    """What e-invoices are, what they save, the paper forms, and the online form where the utility takes one."""
    profile = profile_of(request)
    consent = next((one for one in profile.legal.consents if one.has_address), None)
    if consent is None:
        raise Http404
    online = consent in selectors.open_consents(profile)
    form = GuestForm(request.POST if request.method == "POST" else None, consent=consent, profile=profile)
    if request.method == "POST":
        if not online:
            raise Http404
        if form.is_valid():
            data, visitor = form.cleaned_data, visitor_of(request)
            claim = Claim(data["customer_number"], data["name"], data["place"], data["former_email"])
            try:
                open_request(
                    consent=consent, action=ConsentAction(data["action"]), claim=claim, email=data["email"],
                    profile=profile, language=get_language() or "pl", at=timezone.now(),
                    address=visitor.address, network=visitor.network, user_agent=visitor.user_agent,
                )  # fmt: skip
            except TooManyRequests:
                form.add_error(
                    None, _("Too many tries in an hour. Try again later, or call us: we will help.")
                )
            else:
                return render(
                    request, "customer_portal/documents/e_invoice_sent.html", {"email": data["email"]}
                )
    context = {
        "consent": consent,
        "online": online,
        "form": form,
        "saving": consent.fee_difference,
        "papers": papers_of(profile.forms.printable, consent),
        "document": profile.legal.document(consent.document) if consent.document else None,
    }
    return render(request, "customer_portal/documents/e_invoice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: a button, because mail scanners open links too."""
    profile = profile_of(request)
    user = request.user if isinstance(request.user, User) else None
    try:
        found = peek_request(token=token, at=timezone.now())
        if request.method == "POST":
            done = confirm_request(
                token=token,
                profile=profile,
                at=timezone.now(),
                user=user if _still_sees(user, found) else None,
            )
            if done.state == RequestState.DONE:
                messages.success(request, _("Recorded. You find the proof in the history below."))
                return redirect("consents")
            return render(request, "customer_portal/documents/e_invoice_confirmed.html", {"found": done})
    except RequestUnknown as error:
        raise Http404 from error
    except RequestExpired:
        return render(request, "customer_portal/documents/e_invoice_link.html", {"problem": "expired"})
    except RequestClosed:
        return render(request, "customer_portal/documents/e_invoice_link.html", {"problem": "closed"})
    needs_sign_in = found.user_uuid is not None and (user is None or user.uuid != found.user_uuid)
    context = {
        "found": found,
        "consent": profile.legal.consent(found.consent),
        "needs_sign_in": needs_sign_in,
    }
    return render(request, "customer_portal/documents/e_invoice_confirm.html", context)


def _still_sees(user: User | None, found: ConsentRequest) -> bool:
    """Whether the login has access to the customer for whom it asked; else staff look at it as at a guest's."""
    if user is None:
        return False
    return accesses_of(user, timezone.now()).filter(customer__number=found.customer_number).exists()
