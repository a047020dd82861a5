"""What was accepted and agreed to: evidence with the exact sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tenants.legal.models import Acceptance, ConsentEvent, ConsentRequest
from tenants.privacy.parts.subject import Entry, Subject


def entries(subject: Subject) -> Iterator[Entry]:
    """`regulaminy.json` and `zgody.json`: the login's own, and those of the customers it owns."""
    user, numbers = subject.user, [customer.number for customer in subject.customers]
    yield (
        "regulaminy.json",
        list(
            Acceptance.objects.filter(user_uuid=user.uuid)
            .order_by("pk")
            .values("document", "version", "text_sha256", "language", "at", "address", "user_agent")
        ),
    )
    events = ConsentEvent.objects.filter(Q(user_uuid=user.uuid) | Q(customer_number__in=numbers))
    requests = ConsentRequest.objects.filter(Q(user_uuid=user.uuid) | Q(email=user.email))
    yield "zgody.json", {
        "events": list(
            events.order_by("pk").values(
                "consent", "action", "customer_number", "text", "text_sha256", "document", "document_version",
                "channel", "at", "delivery_email", "effective_on",
            )
        ),
        "requests": list(
            requests.order_by("pk").values(
                "consent", "action", "state", "customer_number", "name", "place", "email", "former_email", "created_at",
                "refusal_reason",
            )
        ),
    }  # fmt: skip
