"""The catalogue: what can be settled with the utility, what it takes, what it costs and when it is answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import MyResource
from api.v1.customers import profile_of, standing_now
from tenants.cases import clocks
from tenants.customers.models import Customer
from tenants.profile.schema.cases import CaseType

COUNTED = ["calendar", "working"]


class FeeOut(serializers.Serializer[Any]):
    """What it costs."""

    amount_grosze = serializers.IntegerField(allow_null=True, help_text="null: it is not one fixed amount.")
    text = serializers.CharField(help_text="What is paid, when and how.")


class OtherDaysOut(serializers.Serializer[Any]):
    """Another period after a certain answer."""

    field = serializers.CharField(help_text="Key of the question.")
    equals = serializers.JSONField(help_text="The answer.")
    days = serializers.IntegerField()


class ByLawOut(serializers.Serializer[Any]):
    """The period that law, or of a firm the utility's word, gives whoever asks."""

    days = serializers.IntegerField()
    count = serializers.ChoiceField(choices=COUNTED, help_text="Which days count.")
    law = serializers.CharField(help_text="On whose word, as whoever asks reads it.")
    days_when = OtherDaysOut(many=True)


class PaperOut(serializers.Serializer[Any]):
    """A file that the form asks for."""

    title = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # DRF's own field has an attribute of this name


class ElsewhereOut(serializers.Serializer[Any]):
    """Where it is filed instead of here."""

    url = serializers.CharField()
    text = serializers.CharField()


class CaseTypeOut(serializers.Serializer[Any]):
    """A kind of case, before it is begun."""

    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    group = serializers.CharField(help_text="Where it is listed.")
    number = serializers.CharField(help_text="The utility's own number of the form; may be empty.")
    who = serializers.ChoiceField(choices=["anybody", "user", "linked_customer"])
    may_file = serializers.BooleanField(help_text="Whether whoever asks may file it now.")
    answer_days = serializers.IntegerField(allow_null=True, help_text="In which the utility means to answer.")
    answer_days_count = serializers.ChoiceField(choices=COUNTED)
    by_law = ByLawOut(allow_null=True)
    fee = FeeOut(allow_null=True, help_text="null: it costs nothing.")
    unit = serializers.CharField(help_text="Who handles it; may be empty.")
    papers = PaperOut(many=True, help_text="What to have ready.")
    elsewhere = ElsewhereOut(allow_null=True)


class CaseTypesOut(serializers.Serializer[Any]):
    """The whole catalogue, in the order of the profile."""

    results = CaseTypeOut(many=True)


class MyCaseTypes(MyResource):
    """What the signed-in person can settle here."""

    @extend_schema(
        operation_id="list_my_case_types",
        summary="List kinds of cases",
        tags=["me"],
        responses=CaseTypesOut,
    )
    def get(self, request: Request) -> Response:
        """Every kind of case with its fee and its periods, as they are for whoever asks."""
        access = standing_now(request).access
        customer = access.customer if access else None
        shown = [_shown(one, customer) for one in profile_of(request).services.case_types]
        return Response(CaseTypesOut({"results": shown}).data)


def _shown(one: CaseType, customer: Customer | None) -> dict[str, Any]:
    return {
        "key": one.key, "title": str(one.title), "description": str(one.description), "group": one.group,
        "number": one.number or "", "who": one.who,
        "may_file": one.who != "linked_customer" or customer is not None,
        "answer_days": one.answer_days, "answer_days_count": one.answer_days_count,
        "by_law": _by_law(one, customer),
        "fee": {"amount_grosze": one.fee.amount_grosze, "text": str(one.fee.text)} if one.fee else None,
        "unit": str(one.unit or ""),
        "papers": [
            {"title": str(field.label), "required": field.required} for field in one.fields if field.kind == "file"
        ],
        "elsewhere": {"url": one.external.url, "text": str(one.external.text)} if one.external else None,
    }  # fmt: skip


def _by_law(one: CaseType, customer: Customer | None) -> dict[str, Any] | None:
    rule = one.statutory
    if rule is None:
        return None
    consumer = customer.is_consumer if customer else None
    return {
        "days": clocks.statutory_days(rule, {}, consumer),
        "count": rule.count,
        "law": str(rule.words_for(consumer)),
        "days_when": [{"field": x.field, "equals": x.equals, "days": x.days} for x in rule.days_when],
    }
