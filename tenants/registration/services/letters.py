"""A code by post to the address the billing system knows: asked for by the person, printed by staff, typed in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from tenants.customers.models import Customer
from tenants.identity import audit
from tenants.identity.models import User
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.registration import LetterCode as LetterCodeMode
from tenants.registration import steps
from tenants.registration.errors import CodeWrong, CustomerUnknown, LinkExpired, NotOpen, TooManyAttempts
from tenants.registration.models import OPEN_STATES, WRONG_CODES, LetterCode, Registration
from tenants.registration.references import ALPHABET


def request_letter(
    *, registration: Registration, customer: Customer | None, profile: Profile, at: datetime
) -> None:
    """Ask for a letter to the address of `customer`; asking again changes nothing while one is on its way.

    Raises CustomerUnknown, NotOpen, NoInvoiceYet, AlreadyLinked, CustomerTaken.
    """
    if customer is None:
        raise CustomerUnknown
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        steps.may_become(registration, customer, profile=profile, by_staff=False)
        letter, new = LetterCode.objects.select_for_update().get_or_create(
            registration=registration, defaults={"customer": customer, "requested_at": at}
        )
        if not new:
            if not letter.is_spent(at):
                return
            letter.customer, letter.requested_at, letter.printed_at = customer, at, None
            letter.code_sha256, letter.wrong_codes, letter.expires_at = "", 0, None
            letter.save()
        audit.record("registration.letter_wanted", by=registration.user, subject=registration.reference)


def print_letter(*, letter: LetterCode, profile: Profile, by: User, at: datetime) -> str:
    """Make a fresh code for the letter that staff print now, and return it; only its hash is kept. Raises NotOpen."""
    mode = _mode(profile)
    if letter.registration.state not in OPEN_STATES:
        raise NotOpen
    code = "".join(secrets.choice(ALPHABET) for _ in range(mode.code_length))
    letter.code_sha256, letter.wrong_codes = _hash(letter, code), 0
    letter.printed_at, letter.printed_by, letter.expires_at = (
        at,
        by.email,
        at + timedelta(days=mode.valid_days),
    )
    letter.save()
    audit.record("registration.letter_printed", by=by, subject=letter.registration.reference)
    return code


def prove_letter_code(
    *, registration: Registration, code: str, profile: Profile, at: datetime
) -> Registration:
    """The person typed the code: link at once. Raises CodeWrong, LinkExpired, TooManyAttempts, NotOpen."""
    letter = LetterCode.objects.select_related("customer").filter(registration=registration).first()
    if letter is None or not letter.code_sha256:
        raise CodeWrong
    # Counted before it is compared, so that parallel guesses are counted too.
    counted = LetterCode.objects.filter(pk=letter.pk, wrong_codes__lt=WRONG_CODES)
    if not counted.update(wrong_codes=F("wrong_codes") + 1):
        raise TooManyAttempts
    if letter.expires_at is not None and letter.expires_at <= at:
        raise LinkExpired
    typed = "".join(code.upper().split()).replace("-", "")
    if not secrets.compare_digest(letter.code_sha256, _hash(letter, typed)):
        raise CodeWrong
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        steps.may_become(registration, letter.customer, profile=profile, by_staff=False)
        registration.customer = letter.customer
        registration.save()
        steps.add_proof(registration, Proof.LETTER_CODE, at=at, by=registration.user.email)
        steps.advance(registration, profile=profile, at=at, by=registration.user)
        return registration


def _mode(profile: Profile) -> LetterCodeMode:
    return next(mode for mode in profile.registration.modes if isinstance(mode, LetterCodeMode))


def _hash(letter: LetterCode, code: str) -> str:
    return hashlib.sha256(f"{letter.registration_id}:{code}".encode()).hexdigest()
