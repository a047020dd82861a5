"""The overview, and what is left to pay with the ways of paying it. Whose it is comes from the session's access alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from customer_portal.bills.sections import account_check_is_open, sections
from customer_portal.bills.tags import tag_of
from customer_portal.doors import LinkedRequest, opened_by, profile_of
from tenants.billing.accounts import accounts_of
from tenants.billing.documents import unpaid_of
from tenants.billing.interest import interest_of, is_late, rates_for, total_of
from tenants.billing.selectors import Overview, balance_of, overview_of, settlement
from tenants.profile.schema import Capability
from tenants.profile.schema.payments import Payments
from tenants.waiting.selectors import GLANCES, to_do

MOST_UNPAID = 100
AT_ONCE = 4  # things to do shown before the figures; the rest unfolds
MOST_ACCOUNTS = 40


@require_safe
@opened_by(Capability.SEE_BALANCE)
def overview(request: LinkedRequest) -> HttpResponse:
    """What needs doing first, then the key figures, then the rest; one statement for all of it."""
    today = localdate()
    seen = overview_of(request.access, today=today, invoices=5, meters=6, glances=GLANCES)
    waiting = to_do(
        request.access, seen, standing=request.standing, profile=profile_of(request), today=today, at=timezone.now()
    )  # fmt: skip
    context = {
        "to_do": waiting[:AT_ONCE],
        "to_do_rest": waiting[AT_ONCE:],
        "may_send_readings": request.standing.may(Capability.SEND_READINGS),
        "takes_cases": profile_of(request).access.has(Capability.FILE_CASES),
        "seen": seen,
        "today": today,
        "owes": (seen.balance_grosze or 0) > 0,
        "overpaid_grosze": -(seen.balance_grosze or 0),
        "account": _one_account(seen, profile_of(request).payments),
        "invoices": [(invoice, tag_of(invoice.settlement(today))) for invoice in seen.invoices],
        "may_see_invoices": request.standing.may(Capability.SEE_INVOICES),
        "may_see_meters": request.standing.may(Capability.SEE_METERS),
        "customer": request.access.customer,
        "number_label": profile_of(request).glossary.customer_number.label,
    }
    return render(request, "customer_portal/bills/overview.html", context)


@require_safe
@opened_by(Capability.SEE_BALANCE)
def to_pay(request: LinkedRequest) -> HttpResponse:
    """What is not paid, soonest first, with an estimate of interest, and the accounts to pay into."""
    today, profile, customer = localdate(), profile_of(request), request.access.customer
    rates = rates_for(profile.payments.late_interest, is_consumer=customer.is_consumer)
    unpaid = list(unpaid_of(request.access)[: MOST_UNPAID + 1])
    shown = unpaid[:MOST_UNPAID]
    estimates = [interest_of(invoice, rates=rates, today=today) for invoice in shown]
    accounts = accounts_of(customer, profile.payments) if profile.payments.bank_transfer else []
    context = {
        "rows": [
            (invoice, tag_of(settlement(invoice, today)), estimate)
            for invoice, estimate in zip(shown, estimates, strict=True)
        ],
        "more_than_shown": len(unpaid) > MOST_UNPAID,
        "left_grosze": sum(invoice.left_grosze for invoice in shown),
        "interest_grosze": total_of(estimates),
        "late": any(estimates),
        "uncounted": any(estimate and estimate.uncounted_days for estimate in estimates),
        "rates": rates,
        "consumer": customer.is_consumer,
        "late_without_rates": profile.payments.late_interest.shown
        and not rates
        and any(is_late(invoice, today) for invoice in shown),
        "today": today,
        "balance": balance_of(request.access),
        "freshness": profile.payments.balance_freshness,
        "accounts": accounts[:MOST_ACCOUNTS],
        "more_accounts": len(accounts) > MOST_ACCOUNTS,
        "own_account": profile.payments.account_per != "utility",
        "recipient": profile.office.legal_name,
        "account_check": account_check_is_open(request),
        "may_see_invoices": request.standing.may(Capability.SEE_INVOICES),
        "sections": sections(request),
    }
    return render(request, "customer_portal/bills/to_pay.html", context)


def _one_account(seen: Overview, payments: Payments) -> str:
    """The account to show at a glance; empty where there are several, and the page of payments lists them."""
    if not payments.bank_transfer:
        return ""
    if payments.account_per == "utility":
        return payments.utility_account or ""
    if payments.account_per == "service_point" and seen.point_accounts:
        return seen.point_accounts[0][0] if len(seen.point_accounts) == 1 else ""
    return seen.account
