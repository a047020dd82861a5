"""The paper way in: staff enter a signed form, and an e-mail lets the person choose a password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.customers.models import Customer
from tenants.files.models import StoredFile
from tenants.identity import audit
from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.registration import Mode
from tenants.registration import steps
from tenants.registration.errors import AccountExists, NotOpen
from tenants.registration.models import LinkPurpose, MailedLink, Registration, RegistrationState
from tenants.registration.references import new_reference
from tenants.registration.services import mailbox
from tenants.registration.services.linking import link
from tenants.registration.services.registering import Applicant


def enter_paper_form(
    *,
    profile: Profile,
    mode: Mode,
    email: str,
    applicant: Applicant,
    customer: Customer,
    consents: Collection[str],
    scan: StoredFile | None,
    by: User,
    at: datetime,
    paper_kept: str = "",
) -> Registration:
    """Make the login without a password, tie the customer on the signed form, mail the invitation.

    Access begins when the person has answered from their mailbox. Raises AccountExists and what `link` raises.
    """
    email = email.lower()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, None, full_name=applicant.full_name, phone=applicant.phone, language=applicant.language
            )
            EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
            registration = Registration.objects.create(
                reference=new_reference(),
                user=user,
                mode=mode.key,
                company_name=applicant.company_name,
                customer_number=customer.number,
                nip=applicant.nip,
                service_address=applicant.service_address,
                correspondence_address=applicant.correspondence_address,
                language=applicant.language,
                entered_by=by.email,
                created_at=at,
                changed_at=at,
            )
            audit.record(
                "registration.enter_paper", by=by, subject=registration.reference, customer=customer.number
            )
            registration = link(
                registration=registration, customer=customer, proof=Proof.PAPER_FORM_SIGNED, profile=profile,
                by=by, at=at, consents=consents, scan=scan, paper_kept=paper_kept,
            )  # fmt: skip
            _invite(registration, profile=profile, at=at)
            return registration
    except IntegrityError as error:
        raise AccountExists(str(profile.registration.labels.account_exists)) from error


def invite_again(*, registration: Registration, profile: Profile, by: User, at: datetime) -> None:
    """Mail the invitation once more, to whoever lost it or came too late; the links mailed before stop working.

    Raises NotOpen when the person has answered already or the registration is closed, and what `mailbox.pace` raises.
    """
    with transaction.atomic():
        registration = steps.locked(registration)
        if not may_be_invited(registration):
            raise NotOpen
        mailbox.pace(profile, registration.user.email, at)
        former = MailedLink.objects.filter(registration=registration, purpose=LinkPurpose.INVITATION)
        former.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
        audit.record("registration.invite_again", by=by, subject=registration.reference)
        _invite(registration, profile=profile, at=at)


def may_be_invited(registration: Registration) -> bool:
    """Whether staff entered this registration and the person has not chosen a password yet."""
    return bool(registration.entered_by) and registration.state == RegistrationState.STARTED


def accept_invitation(*, token: str, password: str, profile: Profile, at: datetime) -> Registration:
    """The invited person chose a password: their mailbox has answered. Raises LinkUnknown, LinkExpired, LinkUsed."""
    with transaction.atomic():
        used = mailbox.use_invitation(token, at)
        assert used.registration is not None
        registration = steps.locked(used.registration)
        registration.user.set_password(password)
        registration.user.save(update_fields=["password"])
        mailbox.confirm_mailbox(registration, profile=profile, at=at)
        return registration


def _invite(registration: Registration, *, profile: Profile, at: datetime) -> None:
    days = profile.registration.links.invitation_days
    token = mailbox.new_link(
        LinkPurpose.INVITATION, registration.user.email, registration, at, timedelta(days=days)
    )
    url = links.absolute("registration_invitation", token=token)
    notify(
        profile=profile,
        topic=Topic.REGISTRATION_INVITATION,
        to=registration.user.email,
        language=registration.language,
        values={
            "person_name": registration.user.full_name,
            "verify_url": url,
            "valid_days": str(days),
            "customer_number": registration.customer_number,
        },
        action=Action(_("Set a password"), url),
    )
