"""The ledger of consents of a customer: for the utility's own machines by number, for the customer by their session."""

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
from api.v1.customers import access_opening, customer_numbered, profile_of, user_of
from tenants.integration.keys import Scope
from tenants.legal.models import Channel, ConsentAction, ConsentEvent
from tenants.legal.selectors import ConsentStanding, consent_history, consent_standings, events_of_customer
from tenants.profile.schema import Capability


class ConsentEventOut(serializers.Serializer[Any]):
    """One turn of one consent, with the hash of the exact sentence."""

    consent = serializers.CharField(help_text="Its key in the utility's profile.")
    action = serializers.ChoiceField(choices=ConsentAction.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    at = serializers.DateTimeField()
    effective_on = serializers.DateField(allow_null=True, help_text="From which day it counts.")
    delivery_email = serializers.CharField(help_text="Where invoices go; empty where that is not its matter.")
    text = serializers.CharField(help_text="The sentence that was agreed to.")
    text_sha256 = serializers.CharField()
    document = serializers.CharField(help_text="Key of the document it belongs to; may be empty.")
    document_version = serializers.IntegerField(allow_null=True)
    language = serializers.CharField()


ConsentPage = pages.page_schema("ConsentPage", ConsentEventOut, "A page of turns of consents, newest first.")


class StandingOut(serializers.Serializer[Any]):
    """How one consent of the profile stands."""

    consent = serializers.CharField(source="consent.key")
    title = serializers.CharField(source="consent.title")
    purpose = serializers.CharField(source="consent.purpose", help_text="What it is for.")
    given = serializers.BooleanField()
    changed_at = serializers.DateTimeField(
        source="last.at", allow_null=True, default=None, help_text="When it last turned; null: never."
    )
    delivery_email = serializers.SerializerMethodField(
        help_text="Where invoices go; empty where that is not its matter."
    )

    def get_delivery_email(self, standing: ConsentStanding) -> str:
        return standing.last.delivery_email if standing.given and standing.last else ""


class StandingsOut(serializers.Serializer[Any]):
    """Every consent of the utility, those never given too."""

    results = StandingOut(many=True)


class CustomerConsents(Resource):
    """The consents of one customer, for the utility's own machines."""

    scopes = {"GET": Scope.CUSTOMER_READ}
    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_consents_of_customer",
        summary="List a customer's consents",
        tags=["customers"],
        responses=ConsentPage,
    )
    def get(self, request: Request, number: str) -> Response:
        """Every turn of every consent of the customer with this number, newest first; the last one of each counts."""
        found = events_of_customer(customer_numbered(number).number)
        return _page(self, found, "api_customer_consents", {"number": number})


class MyConsents(MyResource):
    """The consents of the signed-in customer."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_consents", summary="List my consents", tags=["me"], responses=ConsentPage
    )
    def get(self, request: Request) -> Response:
        """Every turn of every consent of the signed-in customer, newest first; the last one of each counts."""
        access = access_opening(request, Capability.MANAGE_CONSENTS)
        found = consent_history(user=user_of(request), customer_number=access.customer.number)
        return _page(self, found, "api_my_consents", {})


class MyConsentsNow(MyResource):
    """How the consents of the signed-in customer stand."""

    @extend_schema(
        operation_id="list_my_consents_now",
        summary="List how my consents stand",
        tags=["me"],
        responses=StandingsOut,
    )
    def get(self, request: Request) -> Response:
        """Every consent that the utility asks for, given or not, in the order of the profile."""
        number = access_opening(request, Capability.MANAGE_CONSENTS).customer.number
        found = consent_standings(profile_of(request), user=user_of(request), customer_number=number)
        return Response({"results": StandingOut(found, many=True).data})


def _page(view: Resource, events: QuerySet[ConsentEvent], route: str, parts: dict[str, str]) -> Response:
    return pages.answer(
        view, events, by="at", route=route, parts=parts, show=lambda row: ConsentEventOut(row).data
    )
