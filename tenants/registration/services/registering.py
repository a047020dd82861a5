"""Getting in by the form: who is asking, is the address known, what may be said about that, the first mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tenants.customers.models import Access
from tenants.customers.selectors import find_customer
from tenants.identity import audit, throttling
from tenants.identity.models import User
from tenants.legal.selectors import to_accept_at_registration
from tenants.legal.services import accept_document
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.registration import Mode
from tenants.profile.selectors import text as side_text
from tenants.registration import steps
from tenants.registration.errors import (
    AccountExists,
    AlreadyLinked,
    CustomerUnknown,
    NoInvoiceYet,
    NotOpen,
    NumberNeeded,
    TooManyAttempts,
    TooSoon,
)
from tenants.registration.models import OPEN_STATES, MailedLink, Registration
from tenants.registration.references import new_reference
from tenants.registration.services import mailbox

NUMBERS_PER_HOUR = 20  # customer numbers one address may ask about
STARTS_PER_HOUR = 30  # registrations one network may begin


@dataclass(frozen=True)
class Applicant:
    """What the form asks for; which of it is required the profile says and the door checks."""

    full_name: str = ""
    company_name: str = ""
    customer_number: str = ""
    phone: str = ""
    nip: str = ""
    service_address: str = ""
    correspondence_address: str = ""
    language: str = "pl"


@dataclass(frozen=True)
class Visitor:
    """Where the form came from: evidence of an acceptance, and whose budget a guess is counted on."""

    address: str | None
    user_agent: str = ""
    network: str = field(default="")  # the address, or its /64 for IPv6


def register(
    *,
    profile: Profile,
    mode: Mode,
    email: str,
    password: str,
    applicant: Applicant,
    visitor: Visitor,
    at: datetime,
    confirmed: MailedLink | None = None,
) -> Registration | None:
    """Make a login and a registration, record the acceptances, mail the verification link and the form's link.

    `confirmed` is the link by which the mailbox answered already (verify_first). Returns None when the address is
    known and only its owner may learn it: a mail went there instead, and the door shows the same page as ever.
    Raises AccountExists (the door shows „Takie konto już istnieje”), CustomerUnknown, NoInvoiceYet, NumberNeeded,
    TooManyAttempts.
    """
    email = email.lower()
    pace_network(visitor, at)
    check_number(profile=profile, number=applicant.customer_number, visitor=visitor, at=at)
    # Hashed before the address is looked up: a known address must not be told by the time it takes.
    hashed = make_password(password)
    if User.objects.filter(email=email).exists():
        say_or_tell(profile, email, applicant.language, visitor, at, owner_asks=confirmed is not None)
        return None
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=email,
                password=hashed,
                full_name=applicant.full_name,
                phone=applicant.phone,
                language=applicant.language,
            )
            return _registered(user, profile, mode, applicant, visitor, at, confirmed)
    except IntegrityError as error:  # the same form twice at once: the other one was first
        raise AccountExists(str(profile.registration.labels.account_exists)) from error


def start_with_email(*, profile: Profile, email: str, language: str, visitor: Visitor, at: datetime) -> None:
    """Verify first: mail a link and a code to the address and say nothing about whether it is known.

    Raises TooSoon, TooManyAttempts.
    """
    mailbox.pace(profile, email, at)
    pace_network(visitor, at)
    mailbox.mail_address_check(profile=profile, email=email.lower(), language=language, at=at)


def check_number(*, profile: Profile, number: str, visitor: Visitor, at: datetime) -> None:
    """The precondition, as far as a number lets it be known. Raises CustomerUnknown, NoInvoiceYet, NumberNeeded.

    A network that asks about many numbers hears nothing more: the number is then left for staff to check.
    """
    precondition = profile.registration.precondition
    if not number:
        if precondition.first_invoice_required and precondition.when_unknown == "refuse":
            raise NumberNeeded(str(precondition.unknown_text))
        return
    if not throttling.allowed(
        f"number:{visitor.network}", limit=NUMBERS_PER_HOUR, window=timedelta(hours=1), at=at
    ):
        return
    customer = find_customer(number)
    if customer is None:
        raise CustomerUnknown
    if precondition.first_invoice_required and customer.first_invoice_on is None:
        raise NoInvoiceYet(str(precondition.refused_text))


def add_customer(*, user: User, profile: Profile, customer_number: str, at: datetime) -> Registration:
    """Begin another registration of the same login, for one more customer; its e-mail is confirmed already.

    Raises AlreadyLinked (the utility has one customer per e-mail, or this one is the login's already), NotOpen (another
    registration of the login is not finished), CustomerUnknown, NoInvoiceYet, NumberNeeded.
    """
    cardinality = profile.registration.cardinality
    with transaction.atomic():
        former = Registration.objects.select_for_update().filter(user=user).order_by("-id").first()
        if former is None or former.state in OPEN_STATES:
            raise NotOpen
        mine = Access.objects.filter(user=user, revoked_at=None)
        known = mine.filter(customer__number__iexact="".join(customer_number.split())).exists()
        if known or (cardinality.one_email_one_customer and mine.exists()):
            raise AlreadyLinked(str(cardinality.text))
        check_number(
            profile=profile, number=customer_number, visitor=Visitor(None, network=f"user:{user.pk}"), at=at
        )
        another = Registration.objects.create(
            reference=new_reference(),
            user=user,
            mode=former.mode,
            customer_number=customer_number,
            language=former.language,
            created_at=at,
            changed_at=at,
        )
        audit.record("registration.add_customer", by=user, subject=another.reference)
        steps.add_proof(
            another, Proof.EMAIL_VERIFIED, at=at, by=user.email, evidence={"from": former.reference}
        )
        steps.advance(another, profile=profile, at=at, by=user)
        return another


def _registered(
    user: User,
    profile: Profile,
    mode: Mode,
    applicant: Applicant,
    visitor: Visitor,
    at: datetime,
    confirmed: MailedLink | None,
) -> Registration:
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed is not None, primary=True)
    registration = Registration.objects.create(
        reference=new_reference(),
        user=user,
        mode=mode.key,
        company_name=applicant.company_name,
        customer_number=applicant.customer_number,
        nip=applicant.nip,
        service_address=applicant.service_address,
        correspondence_address=applicant.correspondence_address,
        language=applicant.language,
        created_at=at,
        changed_at=at,
    )
    for document, version in to_accept_at_registration(profile, localdate(at)):
        accept_document(
            user=user, document=document, version=version, text=side_text(version.text.in_language(applicant.language)),
            language=applicant.language, at=at, address=visitor.address, user_agent=visitor.user_agent,
        )  # fmt: skip
    audit.record("registration.register", by=user, subject=registration.reference, mode=mode.key)
    if confirmed is None:
        mailbox.mail_verification(registration, profile=profile, at=at)
    else:
        steps.add_proof(
            registration, Proof.EMAIL_VERIFIED, at=at, by=user.email, evidence={"link": confirmed.pk}
        )
        steps.advance(registration, profile=profile, at=at, by=user)
        mailbox.mail_form(registration, profile=profile, at=at)
    return registration


def _may_say_so(profile: Profile, visitor: Visitor, at: datetime) -> bool:
    """Whether the screen may tell that an address is known, within the budget of the mode `screen` (T18)."""
    rule = profile.security.enumeration
    if rule.mode != "screen":
        return False
    hour, day = timedelta(hours=1), timedelta(days=1)
    # All three are counted each time: a guess that one limit stops still uses the others.
    within = [
        throttling.allowed(f"exists:{visitor.network}", limit=rule.per_hour_per_ip, window=hour, at=at),
        throttling.allowed("exists", limit=rule.per_hour_per_tenant, window=hour, at=at),
        throttling.allowed("exists-day", limit=rule.per_day_per_tenant, window=day, at=at),
    ]
    return all(within)


def say_or_tell(
    profile: Profile,
    email: str,
    language: str,
    visitor: Visitor,
    at: datetime,
    *,
    owner_asks: bool = False,
    paced: bool = False,
) -> None:
    """The address is known: raise AccountExists when the screen may say so, else write to its owner, within pace."""
    if owner_asks or _may_say_so(profile, visitor, at):
        audit.record("registration.account_exists", by="visitor", address=visitor.address)
        raise AccountExists(str(profile.registration.labels.account_exists))
    try:
        if not paced:
            mailbox.pace(profile, email, at)
    except TooSoon:
        return  # the page is the same, and a mailbox is not flooded
    _tell_owner(profile, email, language)


def pace_network(visitor: Visitor, at: datetime) -> None:
    """Nobody registers by the dozen. Raises TooManyAttempts."""
    window = timedelta(hours=1)
    if not throttling.allowed(f"start:{visitor.network}", limit=STARTS_PER_HOUR, window=window, at=at):
        raise TooManyAttempts


def _tell_owner(profile: Profile, email: str, language: str) -> None:
    notify(
        profile=profile,
        topic=Topic.REGISTRATION_ACCOUNT_EXISTS,
        to=email,
        language=language,
        values={
            "login_url": links.absolute("account_login"),
            "reset_url": links.absolute("account_reset_password"),
        },
        action=Action(_("Sign in"), links.absolute("account_login")),
    )
