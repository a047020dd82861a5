"""„Sprawdź numer konta”: is the account on this bill really the utility's? Open to everybody, signed in or not."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customer_portal.bills.forms import AccountCheckForm
from customer_portal.bills.sections import sections
from customer_portal.doors import LinkedRequest, TenantRequest, access_of, open_to_all, profile_of, visitor_of
from tenants.billing.accounts import TooManyChecks, is_our_account
from tenants.profile.schema.payments import Payments


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def account_check(request: TenantRequest) -> HttpResponse:
    """A whole number in, yes or no out; nothing is said about who the customer is, or whether there is one."""
    profile = profile_of(request)
    if not profile.payments.account_check:
        raise Http404
    number, access = profile.glossary.customer_number, access_of(request)
    form = AccountCheckForm(
        request.POST or None,
        initial={"numer": access.customer.number} if access else None,
        number_label=str(number.label),
        number_hint=str(number.where_on_invoice),
        asks_number=profile.payments.account_per != "utility",
    )
    answer, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            ours = is_our_account(
                customer_number=form.cleaned_data.get("numer", ""),
                account=form.cleaned_data["konto"],
                payments=profile.payments,
                network=visitor_of(request).network,
                at=timezone.now(),
            )
            answer = "yes" if ours else "no"
        except TooManyChecks:
            answer, status = "too_many", 429
    context = {
        "sections": sections(cast("LinkedRequest", request)) if access else [],
        "form": form,
        "answer": answer,
        "compared_with": _compared_with(profile.payments),
        "checked": form.cleaned_data.get("konto", "") if answer else "",
    }
    return render(request, "customer_portal/bills/account_check.html", context, status=status)


def _compared_with(payments: Payments) -> str:
    """What the answer rests on: one account of all, records that only hold accounts at the utility's bank, or records."""
    if payments.account_per == "utility":
        return "one"
    return "bank" if payments.account_prefixes else "records"
