"""The delivery log of the signed-in person: what they were told, how, and when they opened it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import pages
from api.parameters import PAGING
from api.resource import MyResource
from api.v1.customers import access_opening
from tenants.identity.models import User
from tenants.notifications.links import absolute
from tenants.notifications.models import Message, MessageChannel
from tenants.notifications.selectors import messages_of
from tenants.outbox.models import EntryState
from tenants.profile.schema import Capability


class MessageOut(serializers.Serializer[Any]):
    """One message."""

    topic = serializers.CharField(help_text="Its topic in the utility's profile.")
    channel = serializers.ChoiceField(choices=MessageChannel.choices)
    to = serializers.CharField(help_text="E-mail address or telephone number.")
    subject = serializers.CharField(help_text="Subject of the e-mail, or the text of the SMS.")
    written_at = serializers.DateTimeField()
    delivery = serializers.SerializerMethodField(
        help_text="`waiting`: on its way; `sent`: it left; `failed`: it could not be delivered."
    )
    opened_at = serializers.DateTimeField(allow_null=True, help_text="When its link was first followed.")
    url = serializers.SerializerMethodField(help_text="Page of the portal that it is about; may be empty.")

    @extend_schema_field({"type": "string", "enum": ["waiting", "sent", "failed"]})
    def get_delivery(self, line: Any) -> str:
        if line.state == EntryState.DEAD:
            return "failed"
        # Rows of the outbox are cleared away some time after they left.
        return "sent" if line.state in (None, EntryState.DONE) else "waiting"

    def get_url(self, line: Message) -> str:
        return f"{absolute('home').rstrip('/')}{line.target}" if line.target else ""


MessagePage = pages.page_schema("MessagePage", MessageOut, "A page of messages, newest first.")


class MyMessages(MyResource):
    """What the signed-in person was told."""

    parameters = {"GET": PAGING}

    @extend_schema(
        operation_id="list_my_messages", summary="List what I was told", tags=["me"], responses=MessagePage
    )
    def get(self, request: Request) -> Response:
        """Every message to the signed-in person, newest first."""
        access_opening(request, Capability.NOTIFICATIONS)
        user = request.user
        assert isinstance(user, User)
        return pages.answer(
            self, messages_of(user), by="written_at", route="api_my_messages", parts={},
            show=lambda row: MessageOut(row).data,
        )  # fmt: skip
