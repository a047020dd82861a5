"""A person accepts one wording of a document: written down with the hash of exactly what was shown."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from tenants.identity.models import User
from tenants.legal.models import Acceptance
from tenants.profile.schema.legal import DocumentVersion, LegalDocument


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
    """Record that `user` accepted `version` of `document`, whose wording was `text`. Once more is the same row."""
    with transaction.atomic():
        # One at a time per login: two clicks in the same moment are one acceptance.
        User.objects.select_for_update().get(pk=user.pk)
        known = Acceptance.objects.filter(
            user_uuid=user.uuid, document=document.key, version=version.number, text_sha256=fingerprint(text)
        ).first()
        return known or Acceptance.objects.create(
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


def fingerprint(text: str) -> str:
    """SHA-256 of the exact wording, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
