"""The signed-in person's own login: who they are here, how they want to be told, their customers with their points, and their packages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import NUMBERED, PAGING
from api.resource import MyResource
from api.v1.customers import access_opening, linked_standing, owners_access, profile_of, user_of
from tenants.billing.portfolio import portfolio_of
from tenants.customers.ending import Ending, ending_of, last_contract_day
from tenants.customers.models import Access, AccessRole
from tenants.customers.selectors import service_points_of
from tenants.identity.devices import devices_of
from tenants.notifications.models import MessageChannel
from tenants.notifications.selectors import choices_of, quiet_time_of
from tenants.privacy.models import ExportState
from tenants.privacy.selectors import exports_of
from tenants.profile.schema import Capability


class DeviceOut(serializers.Serializer[Any]):
    """Where the login is signed in."""

    begun_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    address = serializers.CharField(allow_null=True)
    user_agent = serializers.CharField()


class LoginOut(serializers.Serializer[Any]):
    """A login."""

    email = serializers.EmailField()
    name = serializers.CharField(source="full_name", help_text="May be empty.")
    phone = serializers.CharField(help_text="May be empty.")
    phone_confirmed_at = serializers.DateTimeField(source="phone_verified_at", allow_null=True)
    language = serializers.CharField()
    devices = DeviceOut(many=True, help_text="At most 100, the last used first.")


class ChoiceOut(serializers.Serializer[Any]):
    """One topic by one channel."""

    topic = serializers.CharField(source="settings.key", help_text="Its key in the utility's profile.")
    title = serializers.CharField(source="settings.title")
    channel = serializers.ChoiceField(choices=MessageChannel.values)
    wanted = serializers.BooleanField(help_text="Whether it is sent this way.")
    free = serializers.BooleanField(help_text="false: it cannot be switched off.")


class QuietOut(serializers.Serializer[Any]):
    """Hours without SMS, Europe/Warsaw."""

    starts = serializers.TimeField(format="%H:%M")
    ends = serializers.TimeField(format="%H:%M")


class PreferencesOut(serializers.Serializer[Any]):
    """How the person wants to be told."""

    language = serializers.CharField()
    quiet = QuietOut(allow_null=True, help_text="One's own hours without SMS; null: those of the utility.")
    choices = ChoiceOut(many=True)


class DetailsOut(serializers.Serializer[Any]):
    """What else the billing system knows of a customer."""

    nip = serializers.CharField(help_text="May be empty.")
    correspondence_address = serializers.CharField(
        help_text="Where letters go; empty where that is the address."
    )
    account = serializers.CharField(help_text="26 digits for payments; may be empty.")
    e_invoice = serializers.BooleanField(help_text="true: invoices are electronic; false: on paper.")


class MyCustomerOut(serializers.Serializer[Any]):
    """A customer whom the login may see. Amounts in grosze; null where the access was not given for the balance."""

    number = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField(source="full_address")
    points = serializers.IntegerField(help_text="Points of supply in use.")
    balance_grosze = serializers.IntegerField(allow_null=True)
    balance_as_of = serializers.DateTimeField(allow_null=True)
    overdue_grosze = serializers.IntegerField(allow_null=True)
    next_due_on = serializers.DateField(allow_null=True)
    role = serializers.ChoiceField(choices=AccessRole.values)
    scope = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it was given for; empty for owner and manager: everything.",
    )
    valid_to = serializers.DateTimeField(allow_null=True, help_text="When it runs out; null: it does not.")
    contract_ended_on = serializers.DateField(
        allow_null=True, help_text="Last day of the last contract; null while one runs."
    )
    readable_until = serializers.DateField(
        allow_null=True, help_text="The last day on which it can still be read; null while a contract runs."
    )
    details = DetailsOut(allow_null=True, help_text="For owners and managers; null for everybody else.")


class ExportOut(serializers.Serializer[Any]):
    """A package of one's data; its file is fetched on the page, with the password."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=ExportState.values)
    ordered_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    fetched_at = serializers.DateTimeField(allow_null=True)


class ServicePointOut(serializers.Serializer[Any]):
    """Where water is taken."""

    number = serializers.CharField()
    address = serializers.CharField()
    postal_code = serializers.CharField(help_text="May be empty.")
    city = serializers.CharField(help_text="May be empty.")
    active = serializers.BooleanField()


ServicePointPage = pages.page_schema("ServicePointPage", ServicePointOut, "A page of points, by number.")
MyCustomerPage = pages.page_schema("MyCustomerPage", MyCustomerOut, "A page of customers, by name.")
ExportPage = pages.page_schema("ExportPage", ExportOut, "A page of packages, newest first.")
MOST_DEVICES = 100


class MyLogin(MyResource):
    """The login itself."""

    @extend_schema(operation_id="show_my_login", summary="Show my login", tags=["me"], responses=LoginOut)
    def get(self, request: Request) -> Response:
        """Name, address, telephone, language, and where the login is signed in."""
        user = user_of(request)
        devices = devices_of(user, timezone.now())[:MOST_DEVICES]
        shown = {
            name: getattr(user, name)
            for name in ("email", "full_name", "phone", "phone_verified_at", "language")
        }
        return Response(LoginOut(shown | {"devices": devices}).data)


class MyPreferences(MyResource):
    """How the signed-in person wants to be told."""

    @extend_schema(
        operation_id="show_my_preferences",
        summary="Show how I want to be told",
        tags=["me"],
        responses=PreferencesOut,
    )
    def get(self, request: Request) -> Response:
        """Every topic by channel, the hours without SMS and the language."""
        access_opening(request, Capability.NOTIFICATIONS)
        user = user_of(request)
        shown = {
            "language": user.language,
            "quiet": quiet_time_of(user),
            "choices": choices_of(user, profile_of(request)),
        }
        return Response(PreferencesOut(shown).data)


class MyCustomers(MyResource):
    """Every customer of the login."""

    parameters = {"GET": NUMBERED}

    @extend_schema(
        operation_id="list_my_customers",
        summary="List my customers",
        tags=["me"],
        responses=MyCustomerPage,
    )
    def get(self, request: Request) -> Response:
        """The customers whom the signed-in person may see, by name, with what each owes where that was opened."""
        standing, today = linked_standing(request), localdate()
        months = profile_of(request).retention.closed_account_months
        by_customer = {one.customer_id: one for one in standing.accesses}
        with_money = standing.opening(Capability.SEE_BALANCE)
        found = portfolio_of(standing.accesses, with_money=with_money, today=today)
        found = found.annotate(last_day=last_contract_day("pk"))

        def show(row: Any) -> Any:
            ending = ending_of(row.last_day, months=months, today=today)
            return MyCustomerOut(_seen_by(by_customer[row.pk], row, ending)).data

        return pages.numbered(self, found, route="api_my_customers", show=show)


class MyServicePoints(MyResource):
    """Where the customer takes water."""

    parameters = {"GET": NUMBERED}

    @extend_schema(
        operation_id="list_my_service_points",
        summary="List my points of supply",
        tags=["me"],
        responses=ServicePointPage,
    )
    def get(self, request: Request) -> Response:
        """Every point of supply of the customer, by number. For owners and managers."""
        found = service_points_of(owners_access(request).customer)
        return pages.numbered(
            self, found, route="api_my_service_points", show=lambda row: ServicePointOut(row).data
        )


class MyExports(MyResource):
    """Packages of one's data."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_exports",
        summary="List packages of my data",
        tags=["me"],
        responses=ExportPage,
    )
    def get(self, request: Request) -> Response:
        """Every package this login ordered, newest first."""
        return pages.answer(
            self, exports_of(user_of(request)), by="ordered_at", route="api_my_exports", parts={},
            show=lambda row: ExportOut(row).data,
        )  # fmt: skip


def _seen_by(access: Access, customer: Any, ending: Ending | None) -> dict[str, Any]:
    """A row of the portfolio with the access that opens it: the billing system's details only to who sees everything."""
    of_customer = (
        "number", "name", "full_address", "points", "balance_grosze", "balance_as_of", "overdue_grosze", "next_due_on",
    )  # fmt: skip
    return {
        **{name: getattr(customer, name) for name in of_customer},
        "role": access.role,
        "scope": access.scope,
        "valid_to": access.valid_to,
        "contract_ended_on": ending.ended_on if ending else None,
        "readable_until": ending.readable_until if ending else None,
        "details": customer if access.is_unlimited else None,
    }
