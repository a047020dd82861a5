"""Readings that people sent: the customer's own list, and for the utility's machines a list and a way to send one."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.authentication import key_of
from api.parameters import IDEMPOTENCY_KEY, PAGING
from api.problems import Refusal, Wrong
from api.resource import MyResource, Resource
from api.v1.customers import access_opening, customer_numbered, history_from
from tenants.integration.keys import Scope
from tenants.metering.models import Meter, SentBy, SubmissionState, SubmittedReading
from tenants.metering.problems import ReadingProblem
from tenants.metering.selectors import meters_of_customer, submitted_of, submitted_of_customer
from tenants.metering.services import submit_reading
from tenants.profile.schema import Capability, Profile

MOST_BYTES = 16 * 1024


class SentReadingOut(serializers.Serializer[Any]):
    """A reading that somebody sent, and what became of it."""

    id = serializers.UUIDField(source="public_id")
    meter = serializers.CharField(source="meter.code", help_text="The billing system's code of the meter.")
    meter_serial = serializers.CharField(source="meter.serial")
    service_point = serializers.CharField(source="meter.service_point.number")
    taken_on = serializers.DateField()
    first_m3 = serializers.DecimalField(max_digits=12, decimal_places=3)
    second_m3 = serializers.DecimalField(
        max_digits=12, decimal_places=3, allow_null=True, help_text="Second counter of a coupled meter."
    )
    used_m3 = serializers.DecimalField(
        max_digits=12, decimal_places=3, allow_null=True, help_text="Since the last known reading."
    )
    state = serializers.ChoiceField(choices=SubmissionState.values)
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it is doubtful, as codes.")
    channel = serializers.ChoiceField(choices=SentBy.values)
    sent_at = serializers.DateTimeField()
    decision_reason = serializers.CharField()
    settled_in = serializers.CharField(help_text="Number of the invoice that used it, may be empty.")


class SentReadingPage(serializers.Serializer[Any]):
    """A page of sent readings, newest first."""

    results = SentReadingOut(many=True)
    next = serializers.URLField(allow_null=True, help_text="Address of the next page, null on the last.")


# What the schema says of its own accord would let an empty text pass.
@extend_schema_field({"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,3})?$"})
class Volume(serializers.DecimalField):
    """Cubic metres with up to three places."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_digits=12, decimal_places=3, **given)


@extend_schema_field(
    {"type": "string", "maxLength": 40, "pattern": r"^[^\s\x00-\x1f\x7f]+( [^\s\x00-\x1f\x7f]+)*$"}
)
class Code(serializers.CharField):
    """A code of the billing system: words without control characters."""


class SentReadingIn(serializers.Serializer[Any]):
    """A reading to send; volumes are cubic metres with up to three places."""

    meter = Code(max_length=40, help_text="The billing system's code of the meter.")
    taken_on = serializers.DateField()
    first_m3 = Volume()
    second_m3 = Volume(required=False, allow_null=True, help_text="Of a coupled meter.")


class CustomerSentReadings(Resource):
    """What was sent for one customer's meters, for the utility's own machines (a telephone line, an SMS gateway)."""

    scopes = {"GET": Scope.CUSTOMER_READ, "POST": Scope.READING_WRITE}
    parameters = {"GET": PAGING, "POST": (IDEMPOTENCY_KEY,)}
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="list_sent_readings_of_customer",
        summary="List readings that a customer sent",
        tags=["customers"],
        responses=SentReadingPage,
    )
    def get(self, request: Request, number: str) -> Response:
        """What was sent for the meters of the customer with this number, by whatever way, newest first."""
        found = submitted_of_customer(customer_numbered(number))
        return _page(self, found, "api_customer_sent_readings", {"number": number})

    @extend_schema(
        operation_id="send_reading_of_customer",
        summary="Send a reading",
        tags=["customers"],
        request=SentReadingIn,
        responses={
            200: OpenApiResponse(
                SentReadingOut, "It was sent before, or under this key: the reading there is."
            ),
            201: OpenApiResponse(
                SentReadingOut, "The reading is taken; `state` says whether it counts already."
            ),
        },
    )
    def post(self, request: Request, number: str) -> Response:
        """Take a reading by the same rules as the portal: days, pause, plausibility. It is refused with a sentence."""
        customer = customer_numbered(number)
        given = _given(request)
        meter = meters_of_customer(customer).filter(code=given["meter"]).first()
        if meter is None:
            sentence = _("This customer has no such meter.")
            raise Refusal(404, "not-found", sentence, [Wrong("body", "meter", sentence)])
        at, machine, profile = timezone.now(), key_of(request), cast("Any", request).in_force.profile
        sent = _sent(meter, given, profile, f"{machine.label} ({machine.prefix})", at,
                     f"{machine.prefix}:{self.values['Idempotency-Key']}"[:150])  # fmt: skip
        same = (sent.first_m3, sent.second_m3, sent.taken_on) == (
            given["first_m3"], given.get("second_m3"), given["taken_on"],
        )  # fmt: skip
        if sent.customer_id != customer.pk or sent.meter_id != meter.pk or not same:
            detail = _("Another reading was sent under this Idempotency-Key. Choose a new one.")
            raise Refusal(409, "idempotency-key-used", detail)
        return Response(SentReadingOut(sent).data, status=201 if sent.sent_at == at else 200)


class MySentReadings(MyResource):
    """What the signed-in customer sent."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_sent_readings",
        summary="List readings that I sent",
        tags=["me"],
        responses=SentReadingPage,
    )
    def get(self, request: Request) -> Response:
        """Readings sent for the signed-in customer's meters, newest first, with what became of each."""
        access = access_opening(request, Capability.SEND_READINGS)
        return _page(self, submitted_of(access, since=history_from(request)), "api_my_sent_readings", {})


def _sent(
    meter: Meter, given: dict[str, Any], profile: Profile, by: str, at: Any, key: str
) -> SubmittedReading:
    values = [given["first_m3"]] + ([given["second_m3"]] if given.get("second_m3") is not None else [])
    try:
        return submit_reading(
            meter=meter, values=values, taken_at=given["taken_on"], by=by, channel=SentBy.API, profile=profile,
            at=at, idempotency_key=key,
        )  # fmt: skip
    except ReadingProblem as problem:
        names = {"first": "first_m3", "second": "second_m3"}
        # What was sent is well-formed; what it meets (the days, the last state, the pause) is why it is refused.
        name = names.get(problem.field, problem.field)
        raise Refusal(409, "reading-refused", str(problem), [Wrong("body", name, str(problem))]) from problem


def _given(request: Request) -> dict[str, Any]:
    """The body, strictly: what is unknown is refused as what is wrong is."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        raise Refusal(413, "too-large", "")
    try:
        data = request.data
    except RecursionError as error:
        raise Refusal(400, "bad-request", "") from error
    if not isinstance(data, dict):
        raise Refusal(400, "wrong-parameter", _("Send one JSON object."))
    read = SentReadingIn(data=data)
    wrong = [
        Wrong("body", str(name)[:100], _("There is no such field here."))
        for name in data
        if name not in read.fields
    ]
    if not read.is_valid():
        wrong += [Wrong("body", name, " ".join(map(str, said))) for name, said in read.errors.items()]
    if wrong:
        raise Refusal(
            400, "wrong-parameter", _("Some parameters are wrong; see the list of errors."), wrong[:50]
        )
    checked: dict[str, Any] = read.validated_data
    return checked


def _page(view: Resource, found: QuerySet[SubmittedReading], route: str, parts: dict[str, str]) -> Response:
    size = view.values["page_size"]
    page = pages.page_of(found, by="sent_at", cursor=view.values["cursor"], size=size)
    shown = [SentReadingOut(row).data for row in page.rows]
    return Response({"results": shown, "next": pages.next_address(page, route=route, parts=parts, size=size)})
