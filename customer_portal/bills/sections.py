"""The pages of money beside one another, as every one of them shows them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from customer_portal.doors import LinkedRequest, profile_of
from tenants.profile.schema import Capability


def sections(request: LinkedRequest) -> list[dict[str, Any]]:
    """The pages of money that are open to this linked person, the one shown marked."""
    standing = request.standing
    pages = [
        *([(_("Documents"), "invoices")] if standing.may(Capability.SEE_INVOICES) else []),
        (_("To pay"), "to_pay"),
        (_("Operations"), "ledger"),
        *([(_("Check an account number"), "account_check")] if account_check_is_open(request) else []),
    ]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in pages]


def account_check_is_open(request: HttpRequest) -> bool:
    """Whether the utility has the page that tells its accounts from strangers'."""
    return profile_of(request).payments.account_check
