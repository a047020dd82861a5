"""One invoice with all that its page shows: lines, VAT, readings, files, what was booked, how to pay, why this amount."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import Refusal
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from api.v1.invoices import InvoiceOut
from api.v1.ledger import EntryOut
from tenants.billing import presenting
from tenants.billing.correcting import changes_of
from tenants.billing.demands import demanded_by
from tenants.billing.explained import explained
from tenants.billing.explaining import Cause
from tenants.billing.interest import interest_of, rates_for
from tenants.billing.ledger import operations_of
from tenants.billing.lines import vat_table
from tenants.billing.models import Invoice, InvoiceFileKind, InvoiceKind
from tenants.billing.paying import transfer_for
from tenants.billing.selectors import get_invoice, get_invoice_of_customer
from tenants.integration.keys import Scope
from tenants.metering.models import ReadingKind
from tenants.profile.schema import Capability, Profile


class VatOut(serializers.Serializer[Any]):
    """VAT of one rate; amounts are whole grosze."""

    rate = serializers.CharField()
    net_grosze = serializers.IntegerField()
    vat_grosze = serializers.IntegerField()
    gross_grosze = serializers.IntegerField()


class RestsOn(serializers.Serializer[Any]):
    """A reading that the invoice rests on."""

    meter = serializers.CharField(source="meter.code")
    counter = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ReadingKind.values)
    previous_on = serializers.DateField(allow_null=True)
    previous_m3 = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)
    taken_on = serializers.DateField()
    value_m3 = serializers.DecimalField(max_digits=12, decimal_places=3)
    consumption_m3 = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)


class FileOut(serializers.Serializer[Any]):
    """A file as issued. Its bytes never change."""

    kind = serializers.ChoiceField(choices=InvoiceFileKind.values)
    sha256 = serializers.SerializerMethodField(help_text="Of its bytes, hexadecimal.")

    def get_sha256(self, file: Any) -> str:
        return bytes(file.sha256).hex()


class TransferOut(serializers.Serializer[Any]):
    """How to pay what is left by bank transfer."""

    recipient = serializers.CharField()
    account = serializers.CharField(help_text="26 digits.")
    amount_grosze = serializers.IntegerField()
    title = serializers.CharField()
    split_payment_title = serializers.CharField(
        source="split_title", help_text="Empty unless it must be paid by split payment."
    )


class CauseOut(serializers.Serializer[Any]):
    """A part of the difference between two bills."""

    cause = serializers.ChoiceField(choices=[one.value for one in Cause])
    grosze = serializers.IntegerField()
    service = serializers.CharField(help_text="Named where use of several services changed differently.")
    m3 = serializers.DecimalField(
        max_digits=15, decimal_places=3, allow_null=True, help_text="So much more was used."
    )
    days = serializers.IntegerField(allow_null=True, help_text="By so many days the period is longer.")


class ExplanationOut(serializers.Serializer[Any]):
    """Why the bill differs from the last one of the same service point; the parts add up to the difference."""

    previous = serializers.CharField(source="previous.number")
    before_grosze = serializers.IntegerField(source="explanation.before_grosze")
    after_grosze = serializers.IntegerField(source="explanation.after_grosze")
    parts = CauseOut(source="explanation.parts", many=True)


class DemandedOut(serializers.Serializer[Any]):
    """A document that a demand for payment names: this is paid, never the demand beside it."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    gross_grosze = serializers.IntegerField()
    left_grosze = serializers.IntegerField(help_text="What is left to pay of it.")


class ChangeOut(serializers.Serializer[Any]):
    """What a correction does to one service; amounts are whole grosze, null where it stood or stands no more."""

    name = serializers.CharField()
    before_quantity = serializers.DecimalField(
        source="before.quantity", max_digits=18, decimal_places=6, allow_null=True, default=None
    )
    after_quantity = serializers.DecimalField(
        source="after.quantity", max_digits=18, decimal_places=6, allow_null=True, default=None
    )
    before_grosze = serializers.IntegerField(source="before.gross_grosze", allow_null=True, default=None)
    after_grosze = serializers.IntegerField(source="after.gross_grosze", allow_null=True, default=None)
    difference_grosze = serializers.IntegerField()


class InvoiceDetail(InvoiceOut):
    """An invoice with all that its page shows."""

    vat = VatOut(many=True)
    readings = RestsOn(many=True)
    files = FileOut(many=True)
    operations = EntryOut(many=True)
    correction_reason = serializers.CharField()
    corrected_by = serializers.ListField(
        child=serializers.CharField(), help_text="Numbers of its corrections."
    )
    changes = ChangeOut(many=True, help_text="Of a correction: what it changes, service by service.")
    demands = DemandedOut(many=True, help_text="Of a payment_demand: the documents it names.")
    transfer = TransferOut(allow_null=True)
    late_interest_grosze = serializers.IntegerField(
        allow_null=True,
        help_text="An estimate by today; null where nothing is late or none is shown. Of a person with a NIP,"
        " who may buy for home or for a firm, at the lower rates.",
    )
    explanation = ExplanationOut(allow_null=True)


class CustomerInvoice(Resource):
    """One invoice of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}

    @extend_schema(
        operation_id="get_invoice_of_customer",
        summary="Get a customer's invoice",
        tags=["customers"],
        responses=InvoiceDetail,
    )
    def get(self, request: Request, number: str, invoice_id: UUID) -> Response:
        """The invoice of this id, if it is of the customer with this number."""
        try:
            found = get_invoice_of_customer(customer_numbered(number), invoice_id)
        except Invoice.DoesNotExist as error:
            raise Http404 from error
        return _shown(request, found, since=None, meters=True)


class MyInvoice(MyResource):
    """One invoice of the signed-in customer."""

    @extend_schema(
        operation_id="get_my_invoice", summary="Get my invoice", tags=["me"], responses=InvoiceDetail
    )
    def get(self, request: Request, invoice_id: UUID) -> Response:
        """The invoice of this id as the signed-in customer sees it in the portal."""
        since, access = history_from(request), access_opening(request, Capability.SEE_INVOICES)
        try:
            found = get_invoice(access, invoice_id, since=since)
        except Invoice.DoesNotExist as error:
            raise Http404 from error
        return _shown(request, found, since=since, meters=_may_see_meters(request))


def _shown(request: Request, invoice: Any, *, since: date | None, meters: bool) -> Response:
    profile: Profile = cast("Any", request).in_force.profile
    today, readings = localdate(), presenting.readings_of_invoice(invoice)
    rates = rates_for(profile.payments.late_interest, is_consumer=invoice.customer.is_consumer)
    estimate = interest_of(invoice, rates=rates, today=today)
    whole = {
        **InvoiceOut(invoice, context={"today": today}).data,
        "vat": VatOut(vat_table(invoice), many=True).data,
        "readings": RestsOn(readings if meters else [], many=True).data,
        "files": FileOut(invoice.files.order_by("kind").defer("content"), many=True).data,
        "operations": EntryOut(operations_of(invoice.pk, invoice.customer_id), many=True).data,
        "correction_reason": invoice.correction_reason,
        "corrected_by": [one.number for one in invoice.corrections.all()],
        "changes": ChangeOut(
            changes_of(invoice) if invoice.kind == InvoiceKind.CORRECTION else [], many=True
        ).data,
        "demands": DemandedOut(
            demanded_by(invoice).shown(since) if invoice.kind == InvoiceKind.PAYMENT_DEMAND else [], many=True
        ).data,
        "transfer": _or_none(TransferOut, transfer_for(invoice, profile, today=today)),
        "late_interest_grosze": estimate.grosze if estimate else None,
        "explanation": _or_none(ExplanationOut, explained(invoice, readings=readings, since=since)),
    }
    return Response(whole)


def _or_none(shape: type[serializers.Serializer[Any]], value: Any) -> Any:
    return None if value is None else shape(value).data


def _may_see_meters(request: Request) -> bool:
    """Whether the ladder has opened readings too: they stand on another rung in some utilities."""
    try:
        access_opening(request, Capability.SEE_METERS)
    except Refusal:
        return False
    return True
