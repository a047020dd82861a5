"""Reads of documents and consents."""

from __future__ import annotations

from datetime import date

from tenants.identity.models import User
from tenants.legal.models import Acceptance, ConsentAction, ConsentEvent
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import DocumentVersion, LegalDocument


def to_accept_at_registration(profile: Profile, today: date) -> list[tuple[LegalDocument, DocumentVersion]]:
    """The documents, with the wording that binds today, that a person must accept before registering."""
    found = []
    for document in profile.legal.documents:
        version = document.current(today)
        if document.accepted_at_registration and version is not None:
            found.append((document, version))
    return found


def consents_in_force(*, user: User | None = None, customer_number: str = "") -> set[str]:
    """Keys of consents whose last event is a grant, for a login, for a customer number, or for both together."""
    events = ConsentEvent.objects.order_by("id")
    if user is not None:
        events = events.filter(user_uuid=user.uuid)
    if customer_number:
        events = events.filter(customer_number=customer_number)
    last = {event.consent: event.action for event in events}
    return {consent for consent, action in last.items() if action == ConsentAction.GRANTED}


def accepted_versions(user: User) -> dict[str, int]:
    """Document key to the highest version this login accepted."""
    versions: dict[str, int] = {}
    for acceptance in Acceptance.objects.filter(user_uuid=user.uuid):
        versions[acceptance.document] = max(versions.get(acceptance.document, 0), acceptance.version)
    return versions
