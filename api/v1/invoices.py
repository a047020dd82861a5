"""Invoices of a customer: for the utility's own machines by number, for the customer by their session."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from tenants.billing.models import Invoice, InvoiceKind, InvoiceStatus
from tenants.billing.selectors import Settlement, invoices_of, invoices_of_customer, settlement
from tenants.integration.keys import Scope
from tenants.profile.schema import Capability


class Line(serializers.Serializer[Any]):
    """One position of an invoice."""

    position = serializers.IntegerField()
    name = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    unit = serializers.CharField()
    unit_price = serializers.DecimalField(
        max_digits=18, decimal_places=8, allow_null=True, help_text="Net, in złoty."
    )
    net_grosze = serializers.IntegerField(allow_null=True)
    gross_grosze = serializers.IntegerField(allow_null=True)
    vat_rate = serializers.CharField(help_text="As on the invoice, for example 8 or zw.")
    before_correction = serializers.BooleanField(help_text="In a correction: the position as it was before.")


class InvoiceOut(serializers.Serializer[Any]):
    """An invoice with its lines; amounts are whole grosze."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=InvoiceKind.values)
    status = serializers.ChoiceField(choices=InvoiceStatus.values)
    settlement = serializers.SerializerMethodField(
        help_text="How it stands today; `reminds` of a demand, which is never paid beside what it names."
    )
    issued_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    sold_from = serializers.DateField(allow_null=True)
    sold_to = serializers.DateField(allow_null=True)
    net_grosze = serializers.IntegerField()
    vat_grosze = serializers.IntegerField()
    gross_grosze = serializers.IntegerField()
    to_pay_grosze = serializers.IntegerField()
    paid_grosze = serializers.IntegerField()
    left_grosze = serializers.IntegerField(
        help_text="Negative where the utility owes the customer. Of a payment_demand it repeats other documents: do not add it."
    )
    service_point = serializers.CharField(source="service_point.number", allow_null=True, default=None)
    corrects = serializers.CharField(
        source="corrects.number", allow_null=True, default=None, help_text="Number of the corrected invoice."
    )
    split_payment = serializers.BooleanField(help_text="P_18A: it must be paid by split payment.")
    ksef_number = serializers.CharField(help_text="Empty while there is none.")
    has_pdf = serializers.BooleanField()
    has_xml = serializers.BooleanField()
    lines = Line(many=True)

    @extend_schema_field({"type": "string", "enum": [one.value for one in Settlement]})
    def get_settlement(self, invoice: Invoice) -> str:
        return settlement(invoice, self.context["today"]).value


InvoicePage = pages.page_schema("InvoicePage", InvoiceOut, "A page of invoices, newest first.")


class CustomerInvoices(Resource):
    """The invoices of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}
    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_invoices_of_customer",
        summary="List a customer's invoices",
        tags=["customers"],
        responses=InvoicePage,
    )
    def get(self, request: Request, number: str) -> Response:
        """All invoices of the customer with this number, newest first."""
        found = invoices_of_customer(customer_numbered(number))
        return _page(self, found, "api_customer_invoices", {"number": number})


class MyInvoices(MyResource):
    """The invoices of the signed-in customer."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_invoices", summary="List my invoices", tags=["me"], responses=InvoicePage
    )
    def get(self, request: Request) -> Response:
        """All invoices that the signed-in customer sees in the portal, newest first."""
        found = invoices_of(access_opening(request, Capability.SEE_INVOICES), since=history_from(request))
        return _page(self, found, "api_my_invoices", {})


def _page(view: Resource, invoices: QuerySet[Invoice], route: str, parts: dict[str, str]) -> Response:
    whole = invoices.select_related("service_point", "corrects").prefetch_related("lines")
    today = {"today": localdate()}
    return pages.answer(
        view,
        whole,
        by="issued_on",
        route=route,
        parts=parts,
        show=lambda row: InvoiceOut(row, context=today).data,
    )
