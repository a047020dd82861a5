"""Cases: for the utility's machines all of them and their status, for the customer their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.authentication import key_of
from api.parameters import PAGING, Expected, Parameter
from api.problems import Refusal
from api.resource import MyResource, Resource
from api.v1.customers import access_opening
from tenants.cases import errors, selectors, services
from tenants.cases.models import Case, CaseEvent, Decision, Handover, Move
from tenants.cases.services import handing_over
from tenants.identity.models import User
from tenants.integration.keys import Scope
from tenants.profile.schema import Capability, Profile

LONGEST_MESSAGE = 2000


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Expected(_("Write a date and time with its zone, such as 2026-11-20T04:00:00Z.")) from error
    if moment.tzinfo is None or not 1900 <= moment.year <= 2200:
        raise Expected(_("Write a date and time with its zone, such as 2026-11-20T04:00:00Z."))
    return moment


def _key(text: str) -> str:
    if not text.isascii() or not text.isidentifier() or len(text) > 60:
        raise Expected(_("Write the key of a status, as in the profile."))
    return text


def _message(text: str) -> str:
    if "\x00" in text or len(text) > LONGEST_MESSAGE:
        raise Expected(_("This is too long: at most %(longest)s characters.") % {"longest": LONGEST_MESSAGE})
    return text


UPDATED_SINCE = Parameter(
    "updated_since", "query", "Only cases changed at this moment or later.",
    {"type": "string", "format": "date-time"}, _moment,
)  # fmt: skip
TO = Parameter(
    "status", "query", "Key of the status to which the case goes on; only along the profile's `next`.",
    {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}, _key, required=True,
)  # fmt: skip
MESSAGE = Parameter(
    "message", "query", "A word for the customer, shown in the case.",
    {"type": "string", "maxLength": LONGEST_MESSAGE}, _message, default="",
)  # fmt: skip


class Answer(serializers.Serializer[Any]):
    """One question of the form with what was answered."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's own field has an attribute of this name
    kind = serializers.CharField()
    value = serializers.JSONField(
        help_text="As the form keeps it: money in grosze, numbers and dates as text."
    )
    shown = serializers.CharField(help_text="As people read it.")


class CaseSummary(serializers.Serializer[Any]):
    """A case without its story."""

    id = serializers.UUIDField(source="uuid")
    signature = serializers.CharField()
    type = serializers.CharField(help_text="Key of the kind in the profile.")
    title = serializers.CharField()
    customer = serializers.CharField(source="customer.number", allow_null=True, default=None)
    status = serializers.CharField(help_text="Key of the status in the profile.")
    open = serializers.BooleanField()
    whose_move = serializers.ChoiceField(choices=Move.values)
    decision = serializers.ChoiceField(choices=[*Decision.values, ""])
    filed_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    statutory_due_on = serializers.DateField(
        allow_null=True, help_text="By law, or of a firm by the utility's word; as of the last change."
    )
    own_due_on = serializers.DateField(allow_null=True, help_text="The utility's own day.")
    consumer = serializers.BooleanField(
        allow_null=True, help_text="Whether consumer law protects whoever filed; null where nobody knows."
    )
    silent_since = serializers.DateField(
        allow_null=True,
        help_text="No answer in time counts as acceptance from here on; with consumer null only if it was one.",
    )


class Happened(serializers.Serializer[Any]):
    """One thing that happened."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    actor = serializers.CharField()
    status = serializers.CharField()
    text = serializers.CharField()
    files = serializers.SerializerMethodField(help_text="Names of the files that came with it.")

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_files(self, event: CaseEvent) -> list[str]:
        return [one.file.name for one in event.files.all()]


class MyCaseOut(CaseSummary):
    """A case with its answers and its story, for whoever sees it in the portal."""

    answers = Answer(many=True)
    events = serializers.SerializerMethodField()

    @extend_schema_field(Happened(many=True))
    def get_events(self, case: Case) -> Any:
        return Happened(selectors.story_of(case), many=True).data


class CaseOut(MyCaseOut):
    """The same with who filed it and who has it now, for the utility's machines. Internal notes stay in the office."""

    unit = serializers.CharField(help_text="To whom the office has handed it.")
    filer_name = serializers.CharField()
    filer_email = serializers.CharField()
    filer_phone = serializers.CharField()


class DialOut(serializers.Serializer[Any]):
    """A dial beside what both parties read off it, in m³ as text; empty: not given yet."""

    serial = serializers.CharField()
    kind = serializers.CharField(help_text="In words.")
    giver = serializers.CharField()
    taker = serializers.CharField()
    agree = serializers.BooleanField(allow_null=True, help_text="null while one of them is missing.")


class HandoverOut(serializers.Serializer[Any]):
    """A property that passes to another customer: what each party says."""

    service_point = serializers.CharField(source="service_point.number")
    address = serializers.CharField(source="service_point.address")
    happens_on = serializers.DateField(help_text="As the giver says.")
    taker_date = serializers.DateField(allow_null=True, help_text="As the taker says.")
    giver_co_owners = serializers.CharField()
    taker_co_owners = serializers.CharField()
    taker_name = serializers.CharField()
    giver_confirmed_at = serializers.DateTimeField(allow_null=True)
    taker_confirmed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True, help_text="When both had confirmed.")
    link = serializers.SerializerMethodField(
        help_text="To send to the taker, who needs no account; empty once both have confirmed."
    )
    expires_at = serializers.DateTimeField(help_text="Until when the link works.")
    dials = serializers.SerializerMethodField()

    def get_link(self, handover: Handover) -> str:
        return "" if handover.closed_at else handing_over.link_of(handover)

    @extend_schema_field(DialOut(many=True))
    def get_dials(self, handover: Handover) -> Any:
        return DialOut(handing_over.compared(handover), many=True).data


class MyCaseWhole(MyCaseOut):
    """One of one's own cases with the handover it is about."""

    handover = HandoverOut(allow_null=True, help_text="null where it is no handover of a property.")


class CasePage(serializers.Serializer[Any]):
    """A page of cases, last changed first."""

    results = CaseSummary(many=True)
    next = serializers.URLField(allow_null=True, help_text="Address of the next page, null on the last.")


class Cases(Resource):
    """All cases of the utility, for its own machines."""

    scopes = {"GET": Scope.CASES_READ}
    parameters = {"GET": (*PAGING, UPDATED_SINCE)}

    @extend_schema(operation_id="list_cases", summary="List cases", tags=["cases"], responses=CasePage)
    def get(self, request: Request) -> Response:
        """All cases, the last changed first; with `updated_since` only those changed from then on."""
        size = self.values["page_size"]
        found = selectors.changed_since(self.values["updated_since"])
        page = pages.page_of(found, by="changed_at", cursor=self.values["cursor"], size=size)
        following = pages.next_address(page, route="api_cases", parts={}, size=size)
        return Response({"results": CaseSummary(page.rows, many=True).data, "next": following})


class OneCase(Resource):
    """One case, for the utility's own machines."""

    scopes = {"GET": Scope.CASES_READ}

    @extend_schema(operation_id="get_case", summary="Read a case", tags=["cases"], responses=CaseOut)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The case with its answers and everything its customer may read."""
        return Response(CaseOut(_found(case_id)).data)


class CaseStatus(Resource):
    """The status of a case, as the utility's own system sees it."""

    scopes = {"POST": Scope.CASES_WRITE}
    parameters = {"POST": (TO, MESSAGE)}
    http_method_names = ["post"]

    @extend_schema(
        operation_id="change_case_status", summary="Change the status of a case", tags=["cases"], request=None,
        responses=CaseOut,
    )  # fmt: skip
    def post(self, request: Request, case_id: UUID) -> Response:
        """Bring the case to another status; the customer is told as the profile says."""
        case = _found(case_id)
        profile: Profile = cast("Any", request).in_force.profile
        try:
            services.change_status(
                case=case, to=self.values["status"], profile=profile, by=f"key {key_of(request).prefix}",
                at=timezone.now(), message=self.values["message"],
            )  # fmt: skip
        except errors.NotAllowedHere as error:
            raise Refusal(
                409, "conflict", _("From the present status of the case this one cannot follow.")
            ) from error
        return Response(CaseOut(_found(case_id)).data)


class MyCases(MyResource):
    """The cases of the signed-in customer."""

    parameters = {"GET": PAGING}

    @extend_schema(operation_id="list_my_cases", summary="List my cases", tags=["me"], responses=CasePage)
    def get(self, request: Request) -> Response:
        """All cases that the signed-in customer sees in the portal, the last filed first."""
        size = self.values["page_size"]
        access = access_opening(request, Capability.FILE_CASES)
        found = selectors.cases_of(cast("User", request.user), access).select_related("customer").order_by()
        page = pages.page_of(found, by="filed_at", cursor=self.values["cursor"], size=size)
        following = pages.next_address(page, route="api_my_cases", parts={}, size=size)
        return Response({"results": CaseSummary(page.rows, many=True).data, "next": following})


class MyCase(MyResource):
    """One case of the signed-in customer."""

    @extend_schema(
        operation_id="get_my_case", summary="Read one of my cases", tags=["me"], responses=MyCaseWhole
    )
    def get(self, request: Request, case_id: UUID) -> Response:
        """The case with its answers and everything that happened."""
        access = access_opening(request, Capability.FILE_CASES)
        try:
            found = selectors.get_case(cast("User", request.user), access, case_id)
        except Case.DoesNotExist as error:
            raise Http404 from error
        handover = selectors.handover_of(found)
        shown = HandoverOut(handover).data if handover else None
        return Response({**MyCaseOut(found).data, "handover": shown})


def _found(case_id: UUID) -> Case:
    try:
        return selectors.by_uuid(case_id)
    except Case.DoesNotExist as error:
        raise Http404 from error
