"""A consent that names a mailbox, asked for by somebody whose mailbox is not known yet: it answers first.

For people without an account staff then compare what was written with the customer's file; only after that the event stands
in the ledger (law 3.1). The page answers the same whether the customer exists or not.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tenants.identity import audit, throttling
from tenants.identity.models import User
from tenants.legal.models import Channel, ConsentAction, ConsentEvent, ConsentRequest, RequestState
from tenants.legal.services.consenting import WHAT_HAPPENED, record_consent, values_of
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent
from tenants.profile.schema.notifications import Topic

VALID = timedelta(hours=72)
PER_HOUR = 5  # of one network, and of one mailbox
KEEP_UNANSWERED = timedelta(days=14)


class RequestUnknown(LookupError):
    """No request has this link."""


class RequestExpired(Exception):
    """The mailbox answered too late."""


class RequestClosed(Exception):
    """The request was answered before, by a double click or by somebody else."""


class TooManyRequests(Exception):
    """This network or this mailbox asked too often in an hour."""


@dataclass(frozen=True)
class Claim:
    """Who a guest says to be; every part is only claimed."""

    customer_number: str
    name: str = ""
    place: str = ""
    former_email: str = ""


def open_request(
    *,
    consent: Consent,
    action: ConsentAction,
    claim: Claim,
    email: str,
    profile: Profile,
    language: str,
    at: datetime,
    address: str | None,
    network: str,
    user_agent: str,
    user: User | None = None,
) -> ConsentRequest:
    """Write a request down and mail a link to `email`; nothing changes before the link is used.

    Raises TooManyRequests after five an hour from one network or to one mailbox.
    """
    for key in (f"consent-request:{network}", f"consent-request:{email.lower()}"):
        if not throttling.allowed(key, limit=PER_HOUR, window=timedelta(hours=1), at=at):
            raise TooManyRequests
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        request = ConsentRequest.objects.create(
            consent=consent.key,
            action=action,
            user_uuid=user.uuid if user else None,
            customer_number=claim.customer_number,
            name=claim.name,
            place=claim.place,
            email=email,
            former_email=claim.former_email,
            text=consent.text.in_language(language),
            language=language,
            token_sha256=_digest(token),
            expires_at=at + VALID,
            created_at=at,
            address=address,
            user_agent=user_agent[:300],
        )
        url = links.absolute("consent_confirm", token=token)
        with override(language):
            values = {
                "consent": str(consent.title),
                "what": str(WHAT_HAPPENED[action]),
                "confirm_url": url,
                "valid_hours": str(VALID // timedelta(hours=1)),
            }
        notify(
            profile=profile,
            topic=Topic.CONSENT_CONFIRM,
            to=email,
            language=language,
            values=values,
            action=Action(_("Confirm the address"), url),
        )
    return request


def peek_request(*, token: str, at: datetime) -> ConsentRequest:
    """The request behind a mailed link, unchanged. Raises RequestUnknown, RequestExpired, RequestClosed."""
    found = ConsentRequest.objects.filter(token_sha256=_digest(token)).first()
    if found is None:
        raise RequestUnknown
    if found.state != RequestState.WAITING_FOR_MAILBOX:
        raise RequestClosed
    if found.expires_at < at:
        raise RequestExpired
    return found


def confirm_request(
    *, token: str, profile: Profile, at: datetime, user: User | None = None
) -> ConsentRequest:
    """The mailbox answered. `user` is the login that asked, when one did: then the ledger gets its event at once.

    A guest's request goes on to staff. Raises RequestUnknown, RequestExpired, RequestClosed.
    """
    with transaction.atomic():
        found = peek_request(token=token, at=at)
        own = user is not None and found.user_uuid == user.uuid
        state = RequestState.DONE if own else RequestState.WAITING_FOR_STAFF
        _move(found, RequestState.WAITING_FOR_MAILBOX, state, confirmed_at=at)
        if own:
            _into_ledger(found, profile=profile, at=at, by=found.email, user=user)
    return found


def approve_request(
    *, request: ConsentRequest, customer_number: str, profile: Profile, by: User, at: datetime
) -> ConsentEvent:
    """Staff found that the guest is this customer: the event stands in the ledger and a mail says so.

    Raises RequestClosed when somebody else was faster.
    """
    with transaction.atomic():
        _move(request, RequestState.WAITING_FOR_STAFF, RequestState.DONE, decided_at=at, decided_by=by.email)
        request.customer_number = customer_number
        event = _into_ledger(request, profile=profile, at=at, by=by.email, user=None)
        audit.record("legal.approve_consent", by=by, subject=customer_number, consent=request.consent)
    return event


def refuse_request(*, request: ConsentRequest, reason: str, profile: Profile, by: User, at: datetime) -> None:
    """Staff could not find that the guest is the customer: a mail says why. Raises RequestClosed."""
    consent = profile.legal.consent(request.consent)
    with transaction.atomic():
        _move(
            request,
            RequestState.WAITING_FOR_STAFF,
            RequestState.REFUSED,
            decided_at=at,
            decided_by=by.email,
            refusal_reason=reason[:300],
        )
        audit.record("legal.refuse_consent", by=by, subject=request.customer_number, consent=request.consent)
        with override(request.language):
            values = {
                "consent": str(consent.title),
                "what": str(WHAT_HAPPENED[ConsentAction(request.action)]),
                "reason": reason,
            }
        _mail(request, Topic.CONSENT_REFUSED, profile, values)


def refuse_requests_of(*, user: User, since: datetime, reason: str, at: datetime) -> int:
    """Refuse what a login asked for since then and nobody has answered yet; returns how many.

    For a login that was in other hands: their mailbox gets no mail, and the link in it is worth nothing.
    """
    waiting = ConsentRequest.objects.filter(
        user_uuid=user.uuid,
        created_at__gte=since,
        state__in=[RequestState.WAITING_FOR_MAILBOX, RequestState.WAITING_FOR_STAFF],
    )
    with transaction.atomic():
        refused = waiting.update(
            state=RequestState.REFUSED, decided_at=at, decided_by=user.email, refusal_reason=reason[:300]
        )
        if refused:
            audit.record("legal.refuse_requests", by=user, subject=str(user.uuid), refused=refused)
    return refused


def forget_requests(*, at: datetime) -> None:
    """Throw away what no mailbox answered within two weeks."""
    ConsentRequest.objects.filter(
        state=RequestState.WAITING_FOR_MAILBOX, created_at__lt=at - KEEP_UNANSWERED
    ).delete()


def _into_ledger(
    request: ConsentRequest, *, profile: Profile, at: datetime, by: str, user: User | None
) -> ConsentEvent:
    consent = profile.legal.consent(request.consent)
    action = ConsentAction(request.action)
    event = record_consent(
        consent=consent,
        action=action,
        channel=Channel.PORTAL,
        at=at,
        by=by,
        user=user,
        email=request.email,
        customer_number=request.customer_number,
        language=request.language,
        address=request.address,
        user_agent=request.user_agent,
        text=request.text,
        delivery_email=request.email if action != ConsentAction.WITHDRAWN else "",
    )
    with override(request.language):
        values = values_of(event, consent)
    _mail(request, Topic.CONSENT_CHANGED, profile, values)
    return event


def _mail(request: ConsentRequest, topic: Topic, profile: Profile, values: dict[str, str]) -> None:
    if any(settings.topic == topic for settings in profile.notifications.topics):
        notify(profile=profile, topic=topic, to=request.email, language=request.language, values=values)


def _move(request: ConsentRequest, was: RequestState, to: RequestState, **fields: object) -> None:
    """The one place where a request changes its state; two at once cannot both succeed."""
    moved = ConsentRequest.objects.filter(pk=request.pk, state=was).update(state=to, **fields)
    if not moved:
        raise RequestClosed
    request.refresh_from_db()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
