"""Write acceptances and consents down, with the exact words that were shown."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from tenants.identity.models import User
from tenants.legal.models import Acceptance, Channel, ConsentAction, ConsentEvent
from tenants.profile.schema.legal import Consent, DocumentVersion, LegalDocument


def accept_document(
    *,
    user: User,
    document: LegalDocument,
    version: DocumentVersion,
    text: str,
    language: str,
    at: datetime,
    address: str | None,
    user_agent: str,
) -> Acceptance:
    """Record that `user` accepted `version` of `document`, whose wording was `text`."""
    return Acceptance.objects.create(
        user_uuid=user.uuid,
        email=user.email,
        document=document.key,
        version=version.number,
        text_sha256=fingerprint(text),
        language=language,
        at=at,
        address=address,
        user_agent=user_agent[:300],
    )


def record_consent(
    *,
    consent: Consent,
    action: ConsentAction,
    channel: Channel,
    at: datetime,
    by: str,
    user: User | None = None,
    customer_number: str = "",
    language: str = "pl",
    address: str | None = None,
    evidence_file: UUID | None = None,
) -> ConsentEvent:
    """Add one event to the ledger of consents; nothing there is ever changed (law: who consented must be provable)."""
    text = consent.text.in_language(language)
    return ConsentEvent.objects.create(
        consent=consent.key,
        action=action,
        customer_number=customer_number,
        user_uuid=user.uuid if user else None,
        email=user.email if user else "",
        text=text,
        text_sha256=fingerprint(text),
        document=consent.document or "",
        document_version=consent.document_version,
        channel=channel,
        language=language,
        at=at,
        recorded_by=by,
        address=address,
        evidence_file=evidence_file,
    )


def fingerprint(text: str) -> str:
    """SHA-256 of the exact wording, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
