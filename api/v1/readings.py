"""Readings of a customer's meters: for the utility's own machines by number, for the customer by their session."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from tenants.integration.keys import Scope
from tenants.metering.models import MeterKind, Reading, ReadingKind
from tenants.metering.selectors import all_readings_of, readings_of_customer
from tenants.profile.schema import Capability


class ReadingOut(serializers.Serializer[Any]):
    """What one counter of a meter showed on a day; volumes are cubic metres with three places."""

    meter = serializers.CharField(source="meter.code", help_text="The billing system's code of the meter.")
    meter_serial = serializers.CharField(source="meter.serial")
    meter_kind = serializers.ChoiceField(source="meter.kind", choices=MeterKind.values)
    service_point = serializers.CharField(source="meter.service_point.number")
    counter = serializers.IntegerField(help_text="1, or 2 for the second dial of a coupled meter.")
    taken_on = serializers.DateField()
    kind = serializers.ChoiceField(choices=ReadingKind.values)
    value_m3 = serializers.DecimalField(max_digits=12, decimal_places=3)
    consumption_m3 = serializers.DecimalField(
        source="shown_m3",
        max_digits=12,
        decimal_places=3,
        allow_null=True,
        help_text="Used since the reading before; null where that was another customer's time.",
    )
    settled_in = serializers.CharField(
        help_text="Number of the invoice that rests on it; empty while there is none."
    )


ReadingPage = pages.page_schema("ReadingPage", ReadingOut, "A page of readings, newest first.")


class CustomerReadings(Resource):
    """The readings of one customer's meters, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}
    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_readings_of_customer",
        summary="List a customer's readings",
        tags=["customers"],
        responses=ReadingPage,
    )
    def get(self, request: Request, number: str) -> Response:
        """Readings of all meters of the customer with this number, removed meters too, newest first."""
        found = readings_of_customer(customer_numbered(number))
        return _page(self, found, "api_customer_readings", {"number": number})


class MyReadings(MyResource):
    """The readings of the signed-in customer's meters."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_readings", summary="List my readings", tags=["me"], responses=ReadingPage
    )
    def get(self, request: Request) -> Response:
        """Readings of all meters that the signed-in customer sees in the portal, newest first."""
        found = all_readings_of(access_opening(request, Capability.SEE_METERS), since=history_from(request))
        return _page(self, found, "api_my_readings", {})


def _page(view: Resource, readings: QuerySet[Reading], route: str, parts: dict[str, str]) -> Response:
    whole = readings.select_related("meter__service_point")
    return pages.answer(
        view, whole, by="taken_on", route=route, parts=parts, show=lambda row: ReadingOut(row).data
    )
