"""Staff decide: link a login with a customer on the evidence of a form or by approval, or refuse with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.customers.models import Customer
from tenants.files.models import StoredFile
from tenants.identity import audit
from tenants.identity.models import User
from tenants.legal.models import Channel, ConsentAction
from tenants.legal.selectors import consents_in_force
from tenants.legal.services import record_consent
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.notifications import Topic
from tenants.registration import steps
from tenants.registration.errors import ConsentMissing, NotOpen, PaperMissing
from tenants.registration.forms_of import form_of
from tenants.registration.models import OPEN_STATES, Registration, RegistrationState


def link(
    *,
    registration: Registration,
    customer: Customer,
    proof: Proof,
    profile: Profile,
    by: User,
    at: datetime,
    consents: Collection[str] = (),
    scan: StoredFile | None = None,
    paper_kept: str = "",
) -> Registration:
    """Tie `customer` to the registration on `proof` (a signed form, or a clerk's approval); both audited.

    Signed consents (their keys) go into the ledger with the scan as evidence. Access is granted and the e-mail
    "activated" goes out at once when the ladder is climbed, else as soon as its missing rung (an unconfirmed e-mail)
    is. A signed form needs its `scan`, or `paper_kept`: where the paper itself is kept, which stays in the evidence.
    Raises NotOpen, ConsentMissing, PaperMissing, NoInvoiceYet, AlreadyLinked, CustomerTaken.
    """
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        if registration.customer_id == customer.pk and proof in steps.proofs_of(registration):
            if not registration.needs_staff:
                return registration  # a double click, or the same form once more
        elif registration.customer is not None:
            _untie(registration, profile=profile, by=by, at=at)
        steps.may_become(registration, customer, profile=profile, by_staff=True)
        if proof == Proof.PAPER_FORM_SIGNED:
            if scan is None and not paper_kept.strip():
                raise PaperMissing
            _require_consents(registration, profile, consents)
        for key in consents:
            record_consent(
                consent=profile.legal.consent(key),
                action=ConsentAction.GRANTED,
                channel=Channel.PAPER,
                at=at,
                by=by.email,
                user=registration.user,
                customer_number=customer.number,
                language=registration.language,
                evidence_file=scan.uuid if scan else None,
            )
        registration.customer, registration.needs_staff = customer, False
        registration.save()
        evidence: dict[str, Any] = {"consents": sorted(consents), "customer": customer.number}
        if paper_kept.strip():
            evidence["paper_kept"] = paper_kept.strip()
        steps.add_proof(registration, proof, at=at, by=by.email, evidence=evidence, file=scan)
        audit.record(
            "registration.link", by=by, subject=registration.reference, proof=proof.value, **evidence
        )
        steps.advance(registration, profile=profile, at=at, by=by)
        return registration


def _untie(registration: Registration, *, profile: Profile, by: User, at: datetime) -> None:
    """The clerk had tied the wrong customer before the mailbox answered: its consents and proof are taken back."""
    former = registration.customer
    assert former is not None
    for key in consents_in_force(customer_number=former.number, user=registration.user):
        record_consent(
            consent=profile.legal.consent(key),
            action=ConsentAction.WITHDRAWN,
            channel=Channel.PAPER,
            at=at,
            by=by.email,
            user=registration.user,
            customer_number=former.number,
            language=registration.language,
        )
    registration.proofs_shown.exclude(proof=Proof.EMAIL_VERIFIED).delete()
    audit.record("registration.untie", by=by, subject=registration.reference, customer=former.number)


def refuse(
    *, registration: Registration, reason: str, note: str, profile: Profile, by: User, at: datetime
) -> Registration:
    """End an open registration with one of the profile's reasons; the person reads it on screen and in an e-mail.

    Raises NotOpen, and KeyError for a reason the profile does not know.
    """
    reasons = {item.key: item for item in profile.registration.refusal_reasons}
    text = reasons[reason].text.in_language(registration.language)
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        registration.refusal_reason, registration.refusal_note = reason, note
        steps.close(registration, RegistrationState.REFUSED, at=at, by=by)
        notify(
            profile=profile,
            topic=Topic.REGISTRATION_REFUSED,
            to=registration.user.email,
            language=registration.language,
            values={
                "person_name": registration.user.full_name,
                "reason": f"{text} {note}".strip(),
                "register_url": links.absolute("account"),
            },
            action=Action(_("Go to my account"), links.absolute("account")),
            dedup_key=f"registration-refused:{registration.uuid}",
        )
        return registration


def _require_consents(registration: Registration, profile: Profile, given: Collection[str]) -> None:
    form = form_of(registration, profile)
    if form is None:
        return
    for key in form.consents:
        consent = profile.legal.consent(key)
        if consent.need == "required" and key not in given:
            raise ConsentMissing(str(consent.title))
