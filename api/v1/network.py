"""Outages and water quality as everybody may see them, for machines of the utility and of its towns."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import MyResource, Resource
from api.v1.customers import access_opening
from tenants.integration.keys import Scope
from tenants.network.models import Outage, OutageKind, OutageState
from tenants.network.selectors import outages_of, quality_of, shown_outages
from tenants.profile.schema import Capability, Profile

_EFFECTS = ["water", "pressure", "quality", "sewage"]


class PlaceOut(serializers.Serializer[Any]):
    """A street with house numbers; an empty street means the whole town."""

    city = serializers.CharField()
    street = serializers.CharField()
    numbers = serializers.CharField()


class OutageOut(serializers.Serializer[Any]):
    """An outage or planned work that people have been told of."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=OutageKind.choices)
    state = serializers.ChoiceField(
        choices=[choice for choice in OutageState.choices if choice[0] != OutageState.DRAFT]
    )
    effect = serializers.ChoiceField(choices=_EFFECTS)
    title = serializers.CharField()
    description = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Expected; null: not known yet.")
    tanks = serializers.CharField(help_text="Where drinking water stands in tanks.")
    places = PlaceOut(many=True, source="places.all")


class OutagesOut(serializers.Serializer[Any]):
    """What goes on, what is planned, and what ended in the last day."""

    results = OutageOut(many=True)


class QualityOut(serializers.Serializer[Any]):
    """The newest result of one parameter."""

    parameter = serializers.CharField(source="parameter.key")
    unit = serializers.CharField(source="parameter.unit", allow_null=True)
    value = serializers.DecimalField(source="sample.value", max_digits=12, decimal_places=4)
    below_detection = serializers.BooleanField(
        source="sample.below_detection", help_text="true: the laboratory found less than `value`."
    )
    lowest = serializers.DecimalField(
        source="parameter.lowest", max_digits=12, decimal_places=4, allow_null=True
    )
    highest = serializers.DecimalField(
        source="parameter.highest", max_digits=12, decimal_places=4, allow_null=True
    )
    verdict = serializers.ChoiceField(choices=["within", "above", "below", "none"])
    taken_on = serializers.DateField(source="sample.taken_on")


class ZoneOut(serializers.Serializer[Any]):
    """A supply zone with the newest results."""

    zone = serializers.CharField()
    title = serializers.CharField()
    results = QualityOut(many=True)


class ZonesOut(serializers.Serializer[Any]):
    """All supply zones."""

    results = ZoneOut(many=True)


class Outages(Resource):
    """Outages as people see them."""

    scopes = {"GET": Scope.NETWORK_READ}

    @extend_schema(
        operation_id="list_outages",
        summary="List outages and works",
        tags=["network"],
        responses=OutagesOut,
    )
    def get(self, request: Request) -> Response:
        """What goes on now, what is planned, and what ended in the last day."""
        found = list(shown_outages(timezone.now())) if _profile(request).network.outages else []
        return Response({"results": [OutageOut(one).data for one in found]})


class MyOutages(MyResource):
    """Outages that touch the points of supply of the signed-in customer."""

    @extend_schema(
        operation_id="list_my_outages",
        summary="List outages that concern me",
        tags=["me"],
        responses=OutagesOut,
    )
    def get(self, request: Request) -> Response:
        """Published outages that hold one of the customer's own addresses."""
        access = access_opening(request, Capability.SEE_METERS)
        found: list[Outage] = []
        if _profile(request).network.outages:
            found = [outage for outage, _points in outages_of(access, timezone.now())]
        return Response({"results": [OutageOut(one).data for one in found]})


class WaterQuality(Resource):
    """The quality of the water, zone by zone."""

    scopes = {"GET": Scope.NETWORK_READ}

    @extend_schema(
        operation_id="list_water_quality",
        summary="List the quality of the water",
        tags=["network"],
        responses=ZonesOut,
    )
    def get(self, request: Request) -> Response:
        """Every supply zone with the newest result of each parameter against its limits."""
        profile = _profile(request)
        zones = profile.network.zones if profile.network.water_quality else ()
        shown = [
            {"zone": zone.key, "title": str(zone.title), "results": quality_of(zone, profile)}
            for zone in zones
        ]
        return Response(ZonesOut({"results": shown}).data)


def _profile(request: Request) -> Profile:
    profile: Profile = cast("Any", request).in_force.profile
    return profile
