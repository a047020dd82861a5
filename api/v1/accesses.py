"""Who may see a customer's data: for the utility's own machines, as the billing system has no other way to know."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import Resource
from api.v1.customers import customer_numbered
from tenants.customers.models import AccessRole
from tenants.customers.selectors import accesses_ever
from tenants.integration.keys import Scope


class AccessOut(serializers.Serializer[Any]):
    """One access, in force or ended."""

    email = serializers.EmailField(source="user.email", help_text="Of the login.")
    name = serializers.CharField(source="user.full_name", help_text="As the person gave it; may be empty.")
    role = serializers.ChoiceField(choices=AccessRole.values)
    scope = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it was given for; empty for owner and manager: everything.",
    )
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True, help_text="When it runs out; null: it does not.")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="When somebody ended it.")
    last_used_on = serializers.DateField(
        source="last_day", allow_null=True, help_text="Null while never used."
    )


AccessPage = pages.page_schema("AccessPage", AccessOut, "A page of accesses, the newest first.")


class CustomerAccesses(Resource):
    """Who has and had access to one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}
    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_accesses_of_customer",
        summary="List who has and had access to a customer",
        tags=["customers"],
        responses=AccessPage,
    )
    def get(self, request: Request, number: str) -> Response:
        """Accesses of the customer with this number, those that ended too, the newest first."""
        found = accesses_ever(customer_numbered(number))
        return pages.answer(
            self, found, by="valid_from", route="api_customer_accesses", parts={"number": number},
            show=lambda row: AccessOut(row).data,
        )  # fmt: skip
