"""Reads of documents, of what people accepted, and of consents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tenants.identity.models import User
from tenants.legal.models import Acceptance, ConsentAction, ConsentEvent, ConsentRequest, RequestState
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent, DocumentVersion, LegalDocument


def to_accept_at_registration(profile: Profile, today: date) -> list[tuple[LegalDocument, DocumentVersion]]:
    """The documents, with the wording that binds today, that a person must accept before registering."""
    found = []
    for document in profile.legal.documents:
        version = document.current(today)
        if document.accepted_at_registration and version is not None:
            found.append((document, version))
    return found


@dataclass(frozen=True)
class Renewal:
    """A document a person must accept anew: the wording in force, and the one they accepted (None: none known)."""

    document: LegalDocument
    version: DocumentVersion
    accepted: DocumentVersion | None


def to_accept_again(
    profile: Profile, user: User, *, today: date, accepted_otherwise_on: date | None
) -> list[Renewal]:
    """Documents changed materially since this login accepted them: to be accepted before going on (law 3.2).

    `accepted_otherwise_on` is the day of a signature on paper; it counts for the wording in force on that day.
    """
    accepted = accepted_versions(user)
    found = []
    for document, current in to_accept_at_registration(profile, today):
        known = accepted.get(document.key, 0)
        if not known and accepted_otherwise_on is not None:
            signed = document.current(accepted_otherwise_on)
            known = signed.number if signed else 0
        binding = [one for one in document.versions if one.number <= current.number]
        newest_material = max((one.number for one in binding if one.material or one.number == 1), default=0)
        if known < newest_material:
            before = next((one for one in document.versions if one.number == known), None)
            found.append(Renewal(document, current, before))
    return found


def announced_changes(profile: Profile, today: date) -> list[tuple[LegalDocument, DocumentVersion]]:
    """Wordings not in force yet of which people are told now (`notice_days` before they take effect)."""
    return [
        (document, version)
        for document in profile.legal.documents
        for version in document.versions
        if today < version.effective_from <= today + timedelta(days=document.notice_days)
    ]


@dataclass(frozen=True)
class ConsentStanding:
    """How one consent stands for a customer: its last event, None before the first."""

    consent: Consent
    last: ConsentEvent | None

    @property
    def given(self) -> bool:
        return self.last is not None and self.last.action != ConsentAction.WITHDRAWN


def consent_standings(profile: Profile, *, user: User, customer_number: str) -> list[ConsentStanding]:
    """Every consent of the profile as it stands for a login and its customer; one statement."""
    last = {event.consent: event for event in _events(user, customer_number).order_by("id")}
    return [ConsentStanding(consent, last.get(consent.key)) for consent in profile.legal.consents]


def last_event(consent: Consent, *, customer_number: str, user: User) -> ConsentEvent | None:
    """The newest event of a consent for a login and its customer."""
    return _events(user, customer_number).filter(consent=consent.key).order_by("-id").first()


def consent_history(*, user: User, customer_number: str) -> QuerySet[ConsentEvent]:
    """The ledger as a customer may see it, newest first; the caller cuts pages."""
    return _events(user, customer_number).order_by("-id")


def get_event(event_id: int, *, user: User, customer_number: str) -> ConsentEvent:
    """One event of the customer's ledger; raises ConsentEvent.DoesNotExist for a stranger's too."""
    return _events(user, customer_number).get(pk=event_id)


def _events(user: User, customer_number: str) -> QuerySet[ConsentEvent]:
    """What concerns a customer, and what a login said without any: never what it said for another customer."""
    own = Q(customer_number="", user_uuid=user.uuid)
    return ConsentEvent.objects.filter(own | Q(customer_number=customer_number) if customer_number else own)


def consents_in_force(*, user: User | None = None, customer_number: str = "") -> set[str]:
    """Keys of consents whose last event is no withdrawal, for a login, for a customer number, or for both together."""
    events = ConsentEvent.objects.order_by("id")
    if user is not None:
        events = events.filter(user_uuid=user.uuid)
    if customer_number:
        events = events.filter(customer_number=customer_number)
    last = {event.consent: event.action for event in events}
    return {consent for consent, action in last.items() if action != ConsentAction.WITHDRAWN}


def events_of_customer(customer_number: str) -> QuerySet[ConsentEvent]:
    """The ledger of one customer for staff and machines, newest first; the caller cuts pages."""
    return ConsentEvent.objects.filter(customer_number=customer_number).order_by("-id")


def accepted_versions(user: User) -> dict[str, int]:
    """Document key to the highest version this login accepted."""
    versions: dict[str, int] = {}
    for acceptance in Acceptance.objects.filter(user_uuid=user.uuid):
        versions[acceptance.document] = max(versions.get(acceptance.document, 0), acceptance.version)
    return versions


def acceptances_of(user: User) -> QuerySet[Acceptance]:
    """What this login accepted, newest first."""
    return Acceptance.objects.filter(user_uuid=user.uuid).order_by("-id")


def waiting_requests() -> QuerySet[ConsentRequest]:
    """Guests' requests that staff must look at, the longest waiting first."""
    return ConsentRequest.objects.filter(state=RequestState.WAITING_FOR_STAFF).order_by("confirmed_at")


def get_request(public_id: UUID) -> ConsentRequest:
    """One request whose mailbox has answered; raises ConsentRequest.DoesNotExist."""
    return ConsentRequest.objects.exclude(state=RequestState.WAITING_FOR_MAILBOX).get(public_id=public_id)


def open_consents(profile: Profile) -> Iterable[Consent]:
    """Consents that somebody without an account may give, change or take back here."""
    return [consent for consent in profile.legal.consents if consent.open_to_guests]
