"""Changing one's mind: another address, another try after a refusal, no account after all, or no answer at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants.customers.models import Access
from tenants.files.models import StoredFile
from tenants.files.tasks import order_forgetting
from tenants.identity.models import User
from tenants.profile.schema import Profile, Proof
from tenants.registration import steps
from tenants.registration.errors import MayNotReapply, NotOpen
from tenants.registration.models import OPEN_STATES, MailedLink, Registration, RegistrationState
from tenants.registration.references import new_reference
from tenants.registration.services import mailbox
from tenants.registration.services.registering import Visitor, check_number, pace_network, say_or_tell

# Housekeeping comes round every day: what is left today goes tomorrow.
_AT_ONCE = 500


def correct_email(
    *,
    registration: Registration | None,
    email: str,
    language: str,
    profile: Profile,
    visitor: Visitor,
    at: datetime,
) -> None:
    """The person mistyped the address: change it while it is unconfirmed and mail anew; the old links die.

    `registration` is None when this browser's form made none (its address was known, which nobody may learn from
    this page): then the new mailbox is asked first, and its link opens the form. Every count is kept whatever
    follows, so it stands outside the transaction. Raises NotOpen, AccountExists, TooSoon, TooManyAttempts.
    """
    email = email.lower()
    mailbox.pace(profile, email, at)
    pace_network(visitor, at)
    known = User.objects.filter(email=email)
    if registration is not None:
        known = known.exclude(pk=registration.user_id)
    if known.exists():
        say_or_tell(profile, email, language, visitor, at, paced=True)
        return
    if registration is None:
        mailbox.mail_address_check(profile=profile, email=email, language=language, at=at)
        return
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state != RegistrationState.STARTED:
            raise NotOpen
        User.objects.filter(pk=registration.user_id).update(email=email)
        EmailAddress.objects.filter(user_id=registration.user_id).update(email=email, verified=False)
        MailedLink.objects.filter(registration=registration, used_at=None).update(expires_at=at)
        registration.user.email = email
        mailbox.mail_verification(registration, profile=profile, at=at)


def withdraw(*, registration: Registration, at: datetime) -> None:
    """The person changed their mind: the registration ends; a login that never was linked is deleted with it.

    Raises NotOpen.
    """
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        steps.close(registration, RegistrationState.WITHDRAWN, at=at, by=registration.user)
        if not Access.objects.filter(user=registration.user).exists():
            registration.user.delete()


def reapply(
    *, registration: Registration, profile: Profile, customer_number: str, at: datetime
) -> Registration:
    """After a refusal: a new registration of the same login, its e-mail being confirmed already.

    Raises NotOpen (nothing was refused), MayNotReapply, CustomerUnknown, NoInvoiceYet.
    """
    number = customer_number or registration.customer_number
    # Before the transaction: a refused number must stay counted.
    check_number(
        profile=profile, number=number, visitor=Visitor(None, network=f"user:{registration.user_id}"), at=at
    )
    with transaction.atomic():
        former = steps.locked(registration)
        already = Registration.objects.filter(user=former.user, state__in=OPEN_STATES).first()
        if already is not None:
            return already  # a double click applies once
        if former.state != RegistrationState.REFUSED:
            raise NotOpen
        reasons = {reason.key: reason for reason in profile.registration.refusal_reasons}
        if former.refusal_reason in reasons and not reasons[former.refusal_reason].may_reapply:
            raise MayNotReapply(str(reasons[former.refusal_reason].text))
        again = Registration.objects.create(
            reference=new_reference(),
            user=former.user,
            mode=former.mode,
            company_name=former.company_name,
            customer_number=number,
            nip=former.nip,
            service_address=former.service_address,
            correspondence_address=former.correspondence_address,
            language=former.language,
            created_at=at,
            changed_at=at,
        )
        steps.add_proof(
            again, Proof.EMAIL_VERIFIED, at=at, by=former.user.email, evidence={"from": former.reference}
        )
        steps.advance(again, profile=profile, at=at, by=former.user)
        return again


def forget_refused(*, before: datetime) -> int:
    """Delete registrations refused or given up before a moment, with their scans; returns how many.

    What was decided, and by whom, stays in the audit log (profile `retention.refused_registration_months`).
    """
    over = [RegistrationState.REFUSED, RegistrationState.WITHDRAWN]
    gone = 0
    for registration in Registration.objects.filter(state__in=over, changed_at__lt=before).order_by("pk")[
        :_AT_ONCE
    ]:
        scans = list(StoredFile.objects.filter(proofshown__registration=registration))
        registration.delete()
        for scan in scans:
            order_forgetting(scan)
        gone += 1
    return gone


def forget_unanswered(*, profile: Profile, at: datetime) -> int:
    """Delete logins whose e-mail nobody confirmed in time (links.unverified_days); returns how many."""
    oldest = at - timedelta(days=profile.registration.links.unverified_days)
    stale = Registration.objects.filter(state=RegistrationState.STARTED, created_at__lt=oldest, entered_by="")
    users = list(stale.values_list("user_id", flat=True))
    User.objects.filter(pk__in=users).delete()
    return len(users)
