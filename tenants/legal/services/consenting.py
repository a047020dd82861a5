"""The ledger of consents: events are added, never changed (law 3.1: who consented, to which words, must be provable)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tenants.identity.models import User
from tenants.legal.models import Channel, ConsentAction, ConsentEvent
from tenants.legal.selectors import last_event
from tenants.legal.services.accepting import fingerprint
from tenants.notifications.services import notify_user
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent
from tenants.profile.schema.notifications import Topic

WHAT_HAPPENED = {
    ConsentAction.GRANTED: _("given"),
    ConsentAction.CHANGED: _("address changed"),
    ConsentAction.WITHDRAWN: _("withdrawn"),
}


class NothingToChange(Exception):
    """The consent stands as it was asked to: given to the same address, or not given at all."""


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
    user_agent: str = "",
    evidence_file: UUID | None = None,
    paper_kept: str = "",
    delivery_email: str = "",
    email: str = "",
    text: str = "",
) -> ConsentEvent:
    """Add one event to the ledger of consents.

    `text` is the sentence that was shown when it differs from the profile's of today. `email` is whose word it is when
    there is no login; `delivery_email` where invoices go. The day of effect follows from the profile.
    """
    shown = text or consent.text.in_language(language)
    return ConsentEvent.objects.create(
        consent=consent.key,
        action=action,
        customer_number=customer_number,
        user_uuid=user.uuid if user else None,
        email=user.email if user else email,
        text=shown,
        text_sha256=fingerprint(shown),
        document=consent.document or "",
        document_version=consent.document_version,
        channel=channel,
        language=language,
        at=at,
        recorded_by=by,
        address=address,
        user_agent=user_agent[:300],
        evidence_file=evidence_file,
        paper_kept=paper_kept,
        delivery_email=delivery_email,
        effective_on=localdate(at) + timedelta(days=consent.in_force_after_days),
    )


def change_consent(
    *,
    consent: Consent,
    action: ConsentAction,
    customer_number: str,
    user: User,
    profile: Profile,
    language: str,
    at: datetime,
    address: str | None,
    user_agent: str,
    delivery_email: str = "",
) -> ConsentEvent:
    """A signed-in customer gives a consent, changes its address or takes it back; a mail says so.

    Raises NothingToChange when it stands so already (a double click).
    """
    with transaction.atomic():
        # One at a time per login: two clicks in the same moment must not both find the consent not given yet.
        User.objects.select_for_update().get(pk=user.pk)
        last = last_event(consent, customer_number=customer_number, user=user)
        given = last is not None and last.action != ConsentAction.WITHDRAWN
        same_address = last is not None and last.delivery_email == delivery_email
        if action == ConsentAction.WITHDRAWN and not given:
            raise NothingToChange
        if action != ConsentAction.WITHDRAWN and given and same_address:
            raise NothingToChange
        event = record_consent(
            consent=consent,
            action=action,
            channel=Channel.PORTAL,
            at=at,
            by=user.email,
            user=user,
            customer_number=customer_number,
            language=language,
            address=address,
            user_agent=user_agent,
            delivery_email=delivery_email if action != ConsentAction.WITHDRAWN else "",
        )
        tell_about(event, consent=consent, user=user, profile=profile, at=at)
    return event


def tell_about(event: ConsentEvent, *, consent: Consent, user: User, profile: Profile, at: datetime) -> None:
    """The mail to a login that a consent of its customer changed."""
    with override(user.language):
        values = values_of(event, consent)
    notify_user(
        user=user,
        profile=profile,
        topic=Topic.CONSENT_CHANGED,
        values=values,
        at=at,
        dedup_key=f"consent-changed-{event.pk}",
        customer_number=event.customer_number,
    )


def values_of(event: ConsentEvent, consent: Consent) -> dict[str, str]:
    """What a message about an event says, in the language being spoken."""
    assert event.effective_on is not None
    return {
        "consent": str(consent.title),
        "what": str(WHAT_HAPPENED[ConsentAction(event.action)]),
        "when": date_text(localdate(event.at)),
        "in_force_from": date_text(event.effective_on),
    }
