"""What the person wants to be told, what they were told, and the addresses their mailbox watches."""

from __future__ import annotations

from collections.abc import Iterator

from tenants.network.models import AddressWatch
from tenants.notifications.models import Message, Preference, QuietTime
from tenants.privacy.parts.subject import Entry, Subject


def entries(subject: Subject) -> Iterator[Entry]:
    """`powiadomienia.json`."""
    user = subject.user
    messages = Message.objects.filter(user_uuid=user.uuid).order_by("pk")
    yield (
        "powiadomienia.json",
        {
            "preferences": list(Preference.objects.filter(user=user).values("topic", "channel", "wanted")),
            "quiet_hours": list(QuietTime.objects.filter(user=user).values("starts", "ends")),
            "messages": list(
                messages.values(
                    "topic", "channel", "to", "subject", "customer_number", "written_at", "opened_at"
                )
            ),
            "watched_addresses": list(
                AddressWatch.objects.filter(email=user.email).values(
                    "city", "street", "number", "confirmed_at"
                )
            ),
        },
    )
