"""Outages and water quality as everybody may see them, for machines of the utility and of its towns."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import NUMBERED
from api.resource import MyResource, Resource
from api.v1.customers import access_opening
from tenants.integration.keys import Scope
from tenants.network.models import Outage, OutageKind, OutageState, UpdateKind
from tenants.network.selectors import Quality, hardness_of, outages_of, quality_of, samples_of, shown_outages
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.network import Zone

_EFFECTS = ["water", "pressure", "quality", "sewage"]


class PlaceOut(serializers.Serializer[Any]):
    """A street with house numbers; an empty street means the whole town."""

    city = serializers.CharField()
    street = serializers.CharField()
    numbers = serializers.CharField()


class UpdateOut(serializers.Serializer[Any]):
    """What people were told of an outage, word for word."""

    kind = serializers.ChoiceField(choices=UpdateKind.values, help_text="`ended` is the all-clear.")
    at = serializers.DateTimeField()
    text = serializers.CharField(help_text="May be empty.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="The end that was expected then.")


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
    closed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the all-clear was given or it was called off; `state` says which."
    )
    places = PlaceOut(many=True, source="places.all")
    updates = UpdateOut(many=True, source="updates.all", help_text="The newest first.")


class OutagesOut(serializers.Serializer[Any]):
    """What goes on, what is planned, and what ended in the last day."""

    results = OutageOut(many=True)


class MyOutageOut(OutageOut):
    """An outage with those of one's own points of supply that it touches."""

    my_points = serializers.SerializerMethodField(help_text="Addresses of one's own points in it.")

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_my_points(self, outage: Outage) -> list[str]:
        return [point.address for point in self.context["points"]]


class MyOutagesOut(serializers.Serializer[Any]):
    """What goes on and what is planned at one's own addresses."""

    results = MyOutageOut(many=True)


class QualityOut(serializers.Serializer[Any]):
    """The newest result of one parameter."""

    parameter = serializers.CharField(source="parameter.key")
    title = serializers.CharField(source="parameter.title")
    meaning = serializers.SerializerMethodField(help_text="What it means for people; may be empty.")
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

    def get_meaning(self, one: Quality) -> str:
        return str(one.parameter.meaning or "")


class ZoneOut(serializers.Serializer[Any]):
    """A supply zone with the newest results."""

    zone = serializers.CharField()
    title = serializers.CharField()
    intake = serializers.CharField(help_text="Where the water comes from, in one sentence.")
    hardness_mg = serializers.DecimalField(
        max_digits=12, decimal_places=4, allow_null=True, help_text="mg CaCO₃/l; null without a result."
    )
    results = QualityOut(many=True)


class ZonesOut(serializers.Serializer[Any]):
    """All supply zones."""

    results = ZoneOut(many=True)


class SampleOut(serializers.Serializer[Any]):
    """One parameter on one day, as a laboratory found it."""

    parameter = serializers.CharField(help_text="Its key, as in the newest results.")
    taken_on = serializers.DateField()
    value = serializers.DecimalField(max_digits=12, decimal_places=4)
    below_detection = serializers.BooleanField(help_text="true: the laboratory found less than `value`.")
    point = serializers.CharField(help_text="Where it was taken; may be empty.")
    laboratory = serializers.CharField(help_text="May be empty.")


SamplePage = pages.page_schema("SamplePage", SampleOut, "A page of results of a zone, newest first.")


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
        responses=MyOutagesOut,
    )
    def get(self, request: Request) -> Response:
        """Published outages that hold one of the customer's own addresses."""
        access = access_opening(request, Capability.SEE_METERS)
        found = outages_of(access, timezone.now()) if _profile(request).network.outages else []
        shown = [MyOutageOut(outage, context={"points": points}).data for outage, points in found]
        return Response({"results": shown})


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
        return Response(ZonesOut({"results": [zone_shown(zone, profile) for zone in zones]}).data)


class WaterSamples(Resource):
    """All results of one supply zone."""

    scopes = {"GET": Scope.NETWORK_READ}
    parameters = {"GET": NUMBERED}

    @extend_schema(
        operation_id="list_water_samples",
        summary="List all results of a supply zone",
        tags=["network"],
        responses=SamplePage,
    )
    def get(self, request: Request, zone: str) -> Response:
        """Every result of the zone with this key, newest first; 404 where the utility has no such zone."""
        return _samples(self, request, zone, route="api_water_samples")


class MyWaterSamples(MyResource):
    """All results of one supply zone, for whoever is signed in."""

    parameters = {"GET": NUMBERED}

    @extend_schema(
        operation_id="list_my_water_samples",
        summary="List all results of a supply zone",
        tags=["me"],
        responses=SamplePage,
    )
    def get(self, request: Request, zone: str) -> Response:
        """Every result of the zone with this key, newest first. They are public: any zone may be asked for."""
        return _samples(self, request, zone, route="api_my_water_samples")


def zone_shown(zone: Zone, profile: Profile) -> dict[str, Any]:
    """A zone with its newest results, as `ZoneOut` takes it."""
    quality = quality_of(zone, profile)
    return {
        "zone": zone.key, "title": str(zone.title), "intake": str(zone.intake),
        "hardness_mg": hardness_of(quality, profile), "results": quality,
    }  # fmt: skip


def _samples(view: Resource, request: Request, key: str, *, route: str) -> Response:
    network = _profile(request).network
    try:
        zone = network.zone(key)
    except KeyError as error:
        raise Http404 from error
    if not network.water_quality:
        raise Http404
    return pages.numbered(
        view, samples_of(zone), route=route, parts={"zone": key}, show=lambda row: SampleOut(row).data
    )


def _profile(request: Request) -> Profile:
    profile: Profile = cast("Any", request).in_force.profile
    return profile
