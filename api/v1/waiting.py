"""What needs doing, the news, the water of one's own zone, suspicions of leaks and septic tanks."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, profile_of, standing_opening
from api.v1.network import ZonesOut, zone_shown
from tenants.billing.selectors import overview_of
from tenants.integration.keys import Scope
from tenants.metering.models import LeakCause, LeakKind, LeakState
from tenants.metering.selectors.leaks import active_leaks_of
from tenants.network.selectors import zones_of
from tenants.notifications.links import absolute
from tenants.profile.schema import Capability, Profile
from tenants.septic.models import SepticTank, TankKind
from tenants.septic.selectors import emptyings_of, get_tank, scheduled, tanks_of
from tenants.waiting.selectors import GLANCES, ToDo, to_do


class ToDoOut(serializers.Serializer[Any]):
    """One thing to do, in the words of the first page."""

    title = serializers.CharField()
    text = serializers.CharField()
    tone = serializers.ChoiceField(choices=["danger", "warning", "info"], help_text="How urgent it is.")
    action = serializers.CharField(help_text="Words of its link.")
    url = serializers.SerializerMethodField(help_text="Page of the portal where it is done.")

    def get_url(self, one: ToDo) -> str:
        return f"{absolute('home').rstrip('/')}{one.url}"


class ToDosOut(serializers.Serializer[Any]):
    """Everything that waits, the most urgent first."""

    results = ToDoOut(many=True)


class AnnouncementOut(serializers.Serializer[Any]):
    """News of the utility."""

    key = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField(help_text="Markdown.")
    kind = serializers.ChoiceField(choices=["info", "important", "outage"])
    visible_from = serializers.DateField(allow_null=True)
    visible_until = serializers.DateField(allow_null=True)


class AnnouncementsOut(serializers.Serializer[Any]):
    """News shown today."""

    results = AnnouncementOut(many=True)


class LeakOut(serializers.Serializer[Any]):
    """A suspicion of a leak that still needs attention; volumes in m³."""

    id = serializers.UUIDField(source="public_id")
    meter = serializers.CharField(source="meter.code")
    service_point = serializers.CharField(source="meter.service_point.number")
    kind = serializers.ChoiceField(choices=LeakKind.values)
    state = serializers.ChoiceField(choices=LeakState.values)
    since = serializers.DateField()
    until = serializers.DateField()
    used_m3 = serializers.DecimalField(max_digits=12, decimal_places=3)
    usual_m3 = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)
    cause = serializers.ChoiceField(choices=["", *LeakCause.values])
    noticed_at = serializers.DateTimeField()


LeakPage = pages.page_schema("LeakPage", LeakOut, "A page of suspicions of leaks, newest first.")


class TankOut(serializers.Serializer[Any]):
    """A septic tank with its schedule."""

    id = serializers.IntegerField(source="tank.pk")
    code = serializers.CharField(source="tank.code")
    kind = serializers.ChoiceField(source="tank.kind", choices=TankKind.values)
    address = serializers.CharField(source="tank.address")
    capacity_m3 = serializers.DecimalField(
        source="tank.capacity_m3", max_digits=9, decimal_places=3, allow_null=True
    )
    last_emptied_on = serializers.DateField(source="last_on", allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="By when it must be emptied next.")


class TanksOut(serializers.Serializer[Any]):
    """The customer's tanks in use."""

    results = TankOut(many=True)


class EmptyingOut(serializers.Serializer[Any]):
    """That a tank was emptied."""

    emptied_on = serializers.DateField()
    volume_m3 = serializers.DecimalField(max_digits=9, decimal_places=3)
    document = serializers.CharField()
    firm = serializers.CharField()


EmptyingPage = pages.page_schema("EmptyingPage", EmptyingOut, "A page of emptyings, newest first.")


class MyToDo(MyResource):
    """What waits for the signed-in customer."""

    @extend_schema(
        operation_id="list_my_to_do", summary="List what needs doing", tags=["me"], responses=ToDosOut
    )
    def get(self, request: Request) -> Response:
        """Everything the first page says, the most urgent first; one statement for all of it."""
        standing, access = standing_opening(request, Capability.SEE_BALANCE)
        today = localdate()
        seen = overview_of(access, today=today, invoices=5, meters=6, glances=GLANCES)
        found = to_do(
            access, seen, standing=standing, profile=profile_of(request), today=today, at=timezone.now()
        )
        return Response({"results": [ToDoOut(one).data for one in found]})


class Announcements(Resource):
    """News of the utility, for machines."""

    scopes = {"GET": Scope.NETWORK_READ}

    @extend_schema(
        operation_id="list_announcements",
        summary="List announcements",
        tags=["network"],
        responses=AnnouncementsOut,
    )
    def get(self, request: Request) -> Response:
        """News shown today, in the order of the profile."""
        return _announcements(profile_of(request))


class MyAnnouncements(MyResource):
    """News of the utility."""

    @extend_schema(
        operation_id="list_my_announcements",
        summary="List announcements",
        tags=["me"],
        responses=AnnouncementsOut,
    )
    def get(self, request: Request) -> Response:
        """News shown today, in the order of the profile."""
        return _announcements(profile_of(request))


class MyWaterQuality(MyResource):
    """The water of one's own supply zones."""

    @extend_schema(
        operation_id="list_my_water_quality",
        summary="List the quality of my water",
        tags=["me"],
        responses=ZonesOut,
    )
    def get(self, request: Request) -> Response:
        """The zones of the customer's points with the newest result of each parameter."""
        profile, access = profile_of(request), access_opening(request, Capability.SEE_METERS)
        zones = zones_of(access, profile) if profile.network.water_quality else []
        return Response(ZonesOut({"results": [zone_shown(one, profile) for one in zones]}).data)


class MyLeaks(MyResource):
    """Suspicions of leaks at the customer's meters."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_leaks", summary="List suspicions of leaks", tags=["me"], responses=LeakPage
    )
    def get(self, request: Request) -> Response:
        """What still needs attention, newest first."""
        found = active_leaks_of(access_opening(request, Capability.SEE_METERS))
        return pages.answer(
            self, found, by="noticed_at", route="api_my_leaks", parts={}, show=lambda row: LeakOut(row).data
        )


class MyTanks(MyResource):
    """Septic tanks of the customer."""

    @extend_schema(
        operation_id="list_my_septic_tanks",
        summary="List my septic tanks",
        tags=["me"],
        responses=TanksOut,
    )
    def get(self, request: Request) -> Response:
        """Each tank with its last emptying and the day by which it is due; 404 where the utility has no such service."""
        access, rule = access_opening(request, Capability.SEE_METERS), profile_of(request).services.septic
        if rule is None:
            raise Http404
        return Response({"results": [TankOut(scheduled(one, rule)).data for one in tanks_of(access)]})


class MyEmptyings(MyResource):
    """Emptyings of one tank."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_emptyings",
        summary="List emptyings of my tank",
        tags=["me"],
        responses=EmptyingPage,
    )
    def get(self, request: Request, tank_id: int) -> Response:
        """Every emptying of one of the customer's tanks, newest first; a stranger's tank is 404."""
        access = access_opening(request, Capability.SEE_METERS)
        if profile_of(request).services.septic is None:
            raise Http404
        try:
            tank = get_tank(access, tank_id)
        except SepticTank.DoesNotExist as error:
            raise Http404 from error
        return pages.answer(
            self, emptyings_of(tank), by="emptied_on", route="api_my_emptyings",
            parts={"tank_id": str(tank_id)}, show=lambda row: EmptyingOut(row).data,
        )  # fmt: skip


def _announcements(profile: Profile) -> Response:
    today = localdate()
    shown = [
        AnnouncementOut(
            {
                "key": one.key, "title": str(one.title), "body": str(one.body), "kind": one.kind,
                "visible_from": one.visible_from, "visible_until": one.visible_until,
            }
        ).data
        for one in profile.content.announcements
        if one.is_shown(today)
    ]  # fmt: skip
    return Response({"results": shown})
