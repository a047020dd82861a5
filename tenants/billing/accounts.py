"""Into which account a customer pays, and whether a number on a bill is really ours.

Thieves send bills with an account of their own. The check answers yes or no to a whole number that the asker already has;
it never tells the right one, and it answers the same, by the same work, about a customer who does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from tenants.billing.models import Invoice
from tenants.customers.models import Customer, ServicePoint
from tenants.identity.throttling import allowed
from tenants.profile.schema.payments import Payments

_PER_NETWORK, _PER_CUSTOMER = 20, 30
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class TooManyChecks(RuntimeError):
    """So many numbers were asked about from one place, or about one customer, that it looks like guessing."""


@dataclass(frozen=True, slots=True)
class Account:
    """A number with the place it is for; `place` is empty where it serves everything."""

    number: str
    place: str = ""


def account_of_invoice(invoice: Invoice, payments: Payments) -> str:
    """Where this document is paid to by the profile's `account_per`; empty where nobody has said.

    A document that belongs to no service point, or to one without an account, goes to the customer's own.
    """
    if payments.account_per == "utility":
        return payments.utility_account or ""
    point = invoice.service_point if payments.account_per == "service_point" else None
    return (point.account if point else "") or invoice.customer.account


def accounts_of(customer: Customer, payments: Payments) -> list[Account]:
    """All accounts of a customer by the profile's `account_per`, those of service points with their addresses."""
    if payments.account_per == "utility":
        return [Account(payments.utility_account)] if payments.utility_account else []
    own = [Account(customer.account)] if customer.account else []
    if payments.account_per == "customer":
        return own
    points = customer.service_points.exclude(account="").order_by("number")
    listed = [
        Account(point.account, f"{point.address}, {point.city}".rstrip(", "))
        for point in points
        if point.active
    ]
    return listed or own


def is_our_account(
    *, customer_number: str, account: str, payments: Payments, network: str, at: datetime
) -> bool:
    """Whether `account` (26 digits) is where the customer of this number pays.

    Counts the question by `network` and by the number asked about. Where one account serves all, the customer is not
    looked at: that account is no secret, so an answer that depended on the customer would tell who is one. Raises
    TooManyChecks.
    """
    number = "".join(customer_number.split())
    asked = (
        (f"account check from {network}", _PER_NETWORK, _HOUR),
        (f"account check of {number.casefold()}", _PER_CUSTOMER, _DAY),
    )
    if not all([allowed(key, limit=limit, window=window, at=at) for key, limit, window in asked]):
        raise TooManyChecks
    if payments.account_per == "utility":
        return compare_digest(account.encode(), (payments.utility_account or "").encode())
    spellings = {number, number.upper(), number.lower()}
    own = list(Customer.objects.filter(number__in=spellings).values_list("account", flat=True))
    points = ServicePoint.objects.filter(customer__number__in=spellings, active=True)
    of_points = list(points.values_list("account", flat=True))
    known = own + (of_points if payments.account_per == "service_point" else [])
    # No early end: how long it takes does not depend on which one it is.
    return any([compare_digest(account.encode(), one.encode()) for one in known])
