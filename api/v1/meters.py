"""Meters, use by month and tariffs: for the utility's own machines by number, for the customer by their session."""

from __future__ import annotations

from typing import Any, cast

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from tenants.integration.keys import Scope
from tenants.metering.models import Dial, MeterKind
from tenants.metering.selectors import meters_of, meters_of_customer, monthly_consumption
from tenants.profile.schema import Capability, Profile

# A customer has tens of meters, a manager hundreds: one answer holds them all.
MOST_METERS = 2000
MONTHS = 60


class MeterOut(serializers.Serializer[Any]):
    """A meter with its last reading; volumes are cubic metres with three places."""

    code = serializers.CharField(help_text="The billing system's code.")
    serial = serializers.CharField()
    kind = serializers.ChoiceField(choices=MeterKind.values)
    service_point = serializers.CharField(source="service_point.number")
    address = serializers.CharField(source="service_point.address")
    counters = serializers.IntegerField()
    digits = serializers.IntegerField(help_text="Digits before the point.")
    decimals = serializers.IntegerField()
    dial = serializers.ChoiceField(choices=Dial.values)
    remote = serializers.BooleanField(help_text="Read by radio.")
    parent_meter = serializers.CharField(
        source="parent", help_text="Code of the meter in front of it, may be empty."
    )
    seal_number = serializers.CharField()
    installed_on = serializers.DateField(allow_null=True)
    removed_on = serializers.DateField(allow_null=True)
    verified_on = serializers.DateField(allow_null=True)
    verification_until = serializers.DateField(allow_null=True)
    last_taken_on = serializers.DateField(allow_null=True)
    last_value_m3 = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)


class MeterList(serializers.Serializer[Any]):
    """All meters, those in use first."""

    results = MeterOut(many=True)


class MonthOut(serializers.Serializer[Any]):
    """Water used in a calendar month, in m³."""

    month = serializers.DateField(help_text="First day of the month.")
    used_m3 = serializers.DecimalField(max_digits=12, decimal_places=3)
    estimated = serializers.BooleanField(help_text="Rests partly on an estimate.")


class MonthList(serializers.Serializer[Any]):
    """The last months, oldest first."""

    results = MonthOut(many=True)


class GroupOut(serializers.Serializer[Any]):
    """The prices of a group, złoty net; null where it is not charged."""

    code = serializers.CharField()
    title = serializers.CharField()
    water_net = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    sewage_net = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    fixed_fee_net = serializers.DecimalField(
        max_digits=9, decimal_places=4, allow_null=True, help_text="A month."
    )
    vat_percent = serializers.IntegerField()


class TariffOut(serializers.Serializer[Any]):
    """Prices approved together."""

    key = serializers.CharField()
    title = serializers.CharField()
    area = serializers.CharField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    decision = serializers.CharField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    published_at = serializers.URLField(allow_null=True)
    confirmed = serializers.BooleanField(help_text="false: figures still to be confirmed by the utility.")
    groups = GroupOut(many=True)


class TariffList(serializers.Serializer[Any]):
    """All tariffs that the utility shows."""

    results = TariffOut(many=True)


class CustomerMeters(Resource):
    """The meters of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}

    @extend_schema(
        operation_id="list_meters_of_customer",
        summary="List a customer's meters",
        tags=["customers"],
        responses=MeterList,
    )
    def get(self, request: Request, number: str) -> Response:
        """All meters of the customer with this number, removed ones too, those in use first."""
        found = meters_of_customer(customer_numbered(number))[:MOST_METERS]
        return Response({"results": MeterOut(found, many=True).data})


class MyMeters(MyResource):
    """The meters of the signed-in customer."""

    @extend_schema(operation_id="list_my_meters", summary="List my meters", tags=["me"], responses=MeterList)
    def get(self, request: Request) -> Response:
        """All meters that the signed-in customer sees in the portal."""
        found = meters_of(access_opening(request, Capability.SEE_METERS))[:MOST_METERS]
        return Response({"results": MeterOut(found, many=True).data})


class MyConsumption(MyResource):
    """Water used by the signed-in customer."""

    @extend_schema(
        operation_id="list_my_consumption", summary="List my use by month", tags=["me"], responses=MonthList
    )
    def get(self, request: Request) -> Response:
        """Use per calendar month of the last five years, as far back as the portal shows it."""
        access, since = access_opening(request, Capability.SEE_METERS), history_from(request)
        months = monthly_consumption(access, until=localdate(), months=MONTHS)
        shown = [month for month in months if since is None or month.month >= since]
        return Response({"results": MonthOut(shown, many=True).data})


class Tariffs(Resource):
    """The utility's prices, for machines."""

    scopes = {"GET": Scope.NETWORK_READ}

    @extend_schema(
        operation_id="list_tariffs_of_utility", summary="List tariffs", tags=["network"], responses=TariffList
    )
    def get(self, request: Request) -> Response:
        """Every tariff of the page of prices. They are the utility's statement, not a bill."""
        return _tariffs(request)


class MyTariffs(MyResource):
    """The utility's prices."""

    @extend_schema(operation_id="list_tariffs", summary="List tariffs", tags=["me"], responses=TariffList)
    def get(self, request: Request) -> Response:
        """The tariffs by which the portal forecasts bills: public, so whoever is signed in reads them."""
        return _tariffs(request)


def _tariffs(request: Request) -> Response:
    profile: Profile = cast("Any", request).in_force.profile
    return Response({"results": TariffOut(profile.tariffs.tariffs, many=True).data})
