"""The ledger and the balance of a customer: for the utility's own machines by number, for the customer by their session."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from tenants.billing.accounts import accounts_of
from tenants.billing.documents import unpaid_of_customer
from tenants.billing.interest import interest_of, rates_for, total_of
from tenants.billing.ledger import ledger_of, ledger_of_customer
from tenants.billing.models import LedgerEntry
from tenants.billing.selectors import balance_of_customer
from tenants.customers.models import Customer
from tenants.integration.keys import Scope
from tenants.profile.schema import Capability, Profile


class EntryOut(serializers.Serializer[Any]):
    """One operation; amounts are whole grosze."""

    code = serializers.CharField(help_text="The billing system's own.")
    booked_on = serializers.DateField()
    title = serializers.CharField()
    debit_grosze = serializers.IntegerField(help_text="Charged.")
    credit_grosze = serializers.IntegerField(help_text="Paid or credited.")
    balance_grosze = serializers.IntegerField(help_text="After the operation; positive is owed.")
    invoice = serializers.CharField(
        source="invoice.number", allow_null=True, default=None, help_text="Number of its document."
    )


EntryPage = pages.page_schema("LedgerPage", EntryOut, "A page of operations, newest first.")


class AccountOut(serializers.Serializer[Any]):
    """An account to pay into."""

    number = serializers.CharField(help_text="26 digits.")
    place = serializers.CharField(help_text="Address of the service point it is for; empty: for everything.")


class BalanceOut(serializers.Serializer[Any]):
    """What is owed, and where to pay it. Amounts are whole grosze."""

    balance_grosze = serializers.IntegerField(
        allow_null=True, help_text="Positive is owed; null before the first import of balances."
    )
    as_of = serializers.DateTimeField(allow_null=True, help_text="When the billing system said so.")
    late_interest_grosze = serializers.IntegerField(
        allow_null=True,
        help_text="An estimate by today; null where the utility shows none. Of a person with a NIP, who may buy"
        " for home or for a firm, at the lower rates.",
    )
    accounts = AccountOut(many=True)


class CustomerLedger(Resource):
    """The operations of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}
    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_ledger_of_customer",
        summary="List a customer's operations",
        tags=["customers"],
        responses=EntryPage,
    )
    def get(self, request: Request, number: str) -> Response:
        """All operations of the customer with this number, newest first."""
        found = ledger_of_customer(customer_numbered(number))
        return _page(self, found, "api_customer_ledger", {"number": number})


class MyLedger(MyResource):
    """The operations of the signed-in customer."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_ledger", summary="List my operations", tags=["me"], responses=EntryPage
    )
    def get(self, request: Request) -> Response:
        """All operations that the signed-in customer sees in the portal, newest first."""
        found = ledger_of(access_opening(request, Capability.SEE_BALANCE), since=history_from(request))
        return _page(self, found, "api_my_ledger", {})


class CustomerBalance(Resource):
    """The balance of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}

    @extend_schema(
        operation_id="get_balance_of_customer",
        summary="Get a customer's balance",
        tags=["customers"],
        responses=BalanceOut,
    )
    def get(self, request: Request, number: str) -> Response:
        """What the customer with this number owes, since when we know it, and the accounts to pay into."""
        return _balance(request, customer_numbered(number))


class MyBalance(MyResource):
    """The balance of the signed-in customer."""

    @extend_schema(operation_id="get_my_balance", summary="Get my balance", tags=["me"], responses=BalanceOut)
    def get(self, request: Request) -> Response:
        """What the signed-in customer owes, since when we know it, and the accounts to pay into."""
        return _balance(request, access_opening(request, Capability.SEE_BALANCE).customer)


def _page(view: Resource, entries: QuerySet[LedgerEntry], route: str, parts: dict[str, str]) -> Response:
    return pages.answer(
        view, entries, by="booked_on", route=route, parts=parts, show=lambda row: EntryOut(row).data
    )


def _balance(request: Request, customer: Customer) -> Response:
    profile: Profile = cast("Any", request).in_force.profile
    balance = balance_of_customer(customer)
    rates = rates_for(profile.payments.late_interest, is_consumer=customer.is_consumer)
    late = (interest_of(one, rates=rates, today=localdate()) for one in unpaid_of_customer(customer))
    accounts = accounts_of(customer, profile.payments) if profile.payments.bank_transfer else []
    shown = {
        "balance_grosze": balance.amount_grosze if balance else None,
        "as_of": balance.as_of if balance else None,
        "late_interest_grosze": total_of(late) if rates else None,
        "accounts": accounts,
    }
    return Response(BalanceOut(shown).data)
