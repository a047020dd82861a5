"""E-mail leaves through the outbox: written with the business change, handed to the provider by a worker.

Until then its row holds the message as it is, links that let somebody in included; the outbox empties the row of a
message that left. Which provider that is (SMTP, a folder on one machine) the top floor says once by `use_provider`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import formataddr
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from tenants.outbox.services import GiveUp, Work, enqueue, handles
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry import context

EMAIL = "notifications.email"
Provider = Callable[[EmailMultiAlternatives, str], None]
_providers: list[Provider] = []


def use_provider(provider: Provider) -> None:
    """Name the one function that hands a message (and its idempotency key) to the world."""
    _providers[:] = [provider]


class BrokenHeader(ValueError):
    """A name or an address holds a line break: what follows it would be a header of its own."""


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend: everything sent by Django or allauth becomes a row of work in the current schema."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            enqueue(EMAIL, as_payload(message))
        return len(email_messages)


def as_payload(message: EmailMessage) -> dict[str, Any]:
    """A message as JSON. Attachments are refused: documents are linked, never mailed."""
    if message.attachments:
        raise ValueError("Mail carries links to documents, not the documents.")
    html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    return {
        "to": list(message.to),
        "subject": message.subject,
        "text": message.body,
        "html": html,
        "from": message.from_email or sender_address(),
        "headers": dict(message.extra_headers),
    }


def sender_address() -> str:
    """The utility's own sender, name and address; the platform's outside a tenant."""
    if context.current_or_none() is None:
        return "eBOK <no-reply@platform.localhost>"
    return sender_of(profiles.published())


def sender_of(profile: Profile) -> str:
    """The sender that a utility's profile names, as a header holds it."""
    return sender(str(profile.notifications.email_sender_name), profile.contacts.email)


def sender(name: str, address: str) -> str:
    """`name <address>`, quoted and encoded as a header wants it. Raises BrokenHeader for a line break in either."""
    if {"\r", "\n"} & {*name, *address}:
        raise BrokenHeader(name, address)
    return formataddr((name, address))


@handles(EMAIL, lease=timedelta(seconds=60))
def deliver(work: Work) -> None:
    """Hand one message to the provider. A crash in between may send it twice, never not at all."""
    if not _providers:
        raise GiveUp("No provider of e-mail is set up.")
    payload = work.payload
    message = EmailMultiAlternatives(
        payload["subject"], payload["text"], payload["from"], payload["to"], headers=payload["headers"]
    )
    if payload["html"]:
        message.attach_alternative(payload["html"], "text/html")
    _providers[0](message, work.key)
