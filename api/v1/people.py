"""Who may act for the customer, who is invited, whose powers of attorney wait, and who looked: for owners and their own login."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import NUMBERED, PAGING
from api.resource import MyResource
from api.v1.customers import owners_access, profile_of, user_of
from tenants.customers.models import Access, AccessRole
from tenants.customers.selectors import accesses_ever
from tenants.delegation.models import MandateState
from tenants.delegation.selectors import invitations_of, mandates_of, people_of
from tenants.privacy.selectors import Look, as_look, looks_at


class PersonOut(serializers.Serializer[Any]):
    """Somebody with access to the customer now."""

    name = serializers.CharField(source="user.full_name", help_text="As the person gave it; may be empty.")
    email = serializers.SerializerMethodField(
        help_text="Of whoever was let in; empty for owners, whose login is their own."
    )
    role = serializers.ChoiceField(choices=AccessRole.values)
    scope = serializers.ListField(child=serializers.CharField(), help_text="Empty: everything.")
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True, help_text="When it runs out; null: it does not.")
    last_used_on = serializers.DateField(source="last_day", allow_null=True)

    def get_email(self, access: Access) -> str:
        return "" if access.is_unlimited else access.user.email


class FormerlyOut(serializers.Serializer[Any]):
    """An access, in force or ended. Whose mailbox it is stays out, as on the page."""

    name = serializers.CharField(source="user.full_name", help_text="As the person gave it; may be empty.")
    role = serializers.ChoiceField(choices=AccessRole.values)
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True, help_text="When it runs out; null: it does not.")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="When somebody ended it.")
    last_used_on = serializers.DateField(
        source="last_day", allow_null=True, help_text="Null while never used."
    )


class InvitationOut(serializers.Serializer[Any]):
    """An invitation that waits for its answer."""

    id = serializers.UUIDField(source="public_id")
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=AccessRole.values)
    scope = serializers.ListField(child=serializers.CharField())
    valid_to = serializers.DateTimeField(help_text="When the access would run out.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="When the invitation runs out.")


class MandateOut(serializers.Serializer[Any]):
    """A power of attorney that this login sent."""

    id = serializers.UUIDField(source="public_id")
    customer_number = serializers.CharField(help_text="As it was typed.")
    customer_name = serializers.CharField(help_text="As it was typed.")
    role = serializers.ChoiceField(choices=AccessRole.values)
    scope = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=MandateState.values)
    reason = serializers.CharField(help_text="Why it was refused; may be empty.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class LookOut(serializers.Serializer[Any]):
    """Somebody looked."""

    at = serializers.DateTimeField(
        help_text="The day for people with access, the hour for staff and operators."
    )
    kind = serializers.ChoiceField(choices=["person", "staff", "operator"])
    name = serializers.CharField(help_text="Empty where the utility does not name its staff.")
    role = serializers.CharField(help_text="Of a person with access; else empty.")


PersonPage = pages.page_schema("PersonPage", PersonOut, "A page of people with access.")
FormerlyPage = pages.page_schema("FormerlyPage", FormerlyOut, "A page of accesses, the newest first.")
InvitationPage = pages.page_schema("InvitationPage", InvitationOut, "A page of invitations, newest first.")
MandatePage = pages.page_schema("MandatePage", MandateOut, "A page of powers of attorney, newest first.")
LookPage = pages.page_schema("LookPage", LookOut, "A page of looks, newest first.")


class MyPeople(MyResource):
    """Who has access to the signed-in owner's customer."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_people", summary="List who has access", tags=["me"], responses=PersonPage
    )
    def get(self, request: Request) -> Response:
        """Everybody with access now, the newest first. For owners and managers."""
        found = people_of(owners_access(request), timezone.now())
        return pages.answer(
            self,
            found,
            by="valid_from",
            route="api_my_people",
            parts={},
            show=lambda row: PersonOut(row).data,
        )


class MyAccesses(MyResource):
    """Who has and had access to the signed-in owner's customer."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_accesses",
        summary="List who has and had access",
        tags=["me"],
        responses=FormerlyPage,
    )
    def get(self, request: Request) -> Response:
        """Every access there ever was, those that ended too, the newest first. For owners and managers."""
        return pages.answer(
            self, accesses_ever(owners_access(request).customer), by="valid_from", route="api_my_accesses", parts={},
            show=lambda row: FormerlyOut(row).data,
        )  # fmt: skip


class MyInvitations(MyResource):
    """Whom the signed-in owner invited."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_invitations",
        summary="List invitations that wait",
        tags=["me"],
        responses=InvitationPage,
    )
    def get(self, request: Request) -> Response:
        """Invitations that may still be accepted, newest first. For owners and managers."""
        found = invitations_of(owners_access(request), timezone.now())
        return pages.answer(
            self, found, by="created_at", route="api_my_invitations", parts={},
            show=lambda row: InvitationOut(row).data,
        )  # fmt: skip


class MyMandates(MyResource):
    """Powers of attorney of this login."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_mandates",
        summary="List powers of attorney that I sent",
        tags=["me"],
        responses=MandatePage,
    )
    def get(self, request: Request) -> Response:
        """Every power of attorney this login sent, with what staff decided, newest first."""
        found = mandates_of(user_of(request))
        return pages.answer(
            self, found, by="created_at", route="api_my_mandates", parts={},
            show=lambda row: MandateOut(row).data,
        )  # fmt: skip


class MyLooks(MyResource):
    """Who looked at the customer's data."""

    parameters = {"GET": NUMBERED}

    @extend_schema(
        operation_id="list_my_looks", summary="List who looked at my data", tags=["me"], responses=LookPage
    )
    def get(self, request: Request) -> Response:
        """People by the day, staff and operators by the hour, newest first. For owners and managers."""
        rows, names = looks_at(owners_access(request)), profile_of(request).access.staff_names
        return pages.numbered(
            self, rows, route="api_my_looks", show=lambda row: LookOut(_named(as_look(row), names=names)).data
        )


def _named(look: Look, *, names: bool) -> Look:
    """Operators are never named, staff where the utility says so: as on the page."""
    hidden = look.kind == "operator" or (look.kind == "staff" and not names)
    return Look(look.at, look.kind, "", look.role) if hidden else look
