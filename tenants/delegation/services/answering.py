"""The invited person's side: the mailed link proves the mailbox; a login they have, or one made right there, accepts."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tenants.customers.models import Access, AccessRole
from tenants.customers.selectors import accesses_of, active_accesses
from tenants.customers.services import AccessExists, grant_access
from tenants.delegation.models import Invitation, InvitationState
from tenants.delegation.services.inviting import AlreadyIn, InvitationClosed, digest, move, tell_owners
from tenants.delegation.sharing import SharingOff
from tenants.identity import audit
from tenants.identity.models import User
from tenants.legal.selectors import to_accept_at_registration
from tenants.legal.services import accept_document
from tenants.profile.schema import Profile
from tenants.profile.selectors import text as side_text


class InvitationUnknown(LookupError):
    """No invitation has this link."""


class InvitationExpired(Exception):
    """The link is too old, or whoever sent it has lost their own access."""


class WrongLogin(Exception):
    """The invitation went to another mailbox than the one that is signed in."""


class OneCustomerOnly(Exception):
    """The utility's rule: one e-mail, one customer; this login has another customer already. The text is the profile's."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class LoginExists(Exception):
    """Somebody made a login with this mailbox in the meantime: it is for that one to accept."""


def invitation_behind(*, token: str, profile: Profile, at: datetime) -> Invitation:
    """The open invitation behind a mailed link, unchanged.

    Raises InvitationUnknown, InvitationClosed, InvitationExpired, SharingOff (switched off since it was sent).
    """
    found = (
        Invitation.objects.select_related("customer", "sent_with__user")
        .filter(token_sha256=digest(token))
        .first()
    )
    if found is None:
        raise InvitationUnknown
    if found.state != InvitationState.SENT:
        raise InvitationClosed
    sender_counts = active_accesses(at).filter(pk=found.sent_with_id, user__is_active=True).exists()
    if found.expires_at <= at or not sender_counts:
        raise InvitationExpired
    if not profile.access.delegates or found.role not in profile.access.delegate_roles:
        raise SharingOff
    return found


def accept(*, token: str, user: User, profile: Profile, at: datetime) -> Access:
    """A login takes the invitation that was mailed to its mailbox: the access counts at once, the owners are told.

    Raises what `invitation_behind` raises, WrongLogin, OneCustomerOnly, AlreadyIn.
    """
    with transaction.atomic():
        invitation = invitation_behind(token=token, profile=profile, at=at)
        if user.email != invitation.email or not user.is_customer:
            raise WrongLogin
        return _take(invitation, user, profile=profile, at=at)


def accept_with_new_login(
    *,
    token: str,
    full_name: str,
    password: str,
    profile: Profile,
    language: str,
    at: datetime,
    address: str | None,
    user_agent: str,
) -> Access:
    """Make a login for the invited mailbox, which the link has proved, accept the regulations in force, and accept.

    The door has checked the password and that each regulation was ticked. Raises what `invitation_behind` raises,
    LoginExists.
    """
    hashed = make_password(password)
    try:
        with transaction.atomic():
            invitation = invitation_behind(token=token, profile=profile, at=at)
            user = User.objects.create(
                email=invitation.email, password=hashed, full_name=full_name, language=language
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            for document, version in to_accept_at_registration(profile, localdate(at)):
                accept_document(
                    user=user, document=document, version=version,
                    text=side_text(version.text.in_language(language)), language=language, at=at, address=address,
                    user_agent=user_agent,
                )  # fmt: skip
            audit.record("delegation.make_login", by=user, subject=user.email)
            return _take(invitation, user, profile=profile, at=at)
    except IntegrityError:
        raise LoginExists from None


def decline(*, token: str, profile: Profile, at: datetime) -> None:
    """Whoever holds the mailbox does not want to: the link is used up. Raises what `invitation_behind` raises."""
    with transaction.atomic():
        invitation = invitation_behind(token=token, profile=profile, at=at)
        move(invitation, InvitationState.DECLINED, answered_at=at)
        audit.record("delegation.decline", by=invitation.email, subject=invitation.customer.number)


def _take(invitation: Invitation, user: User, *, profile: Profile, at: datetime) -> Access:
    rule = profile.registration.cardinality
    if rule.one_email_one_customer:
        # Locked, so that two invitations accepted at once do not both pass.
        User.objects.select_for_update().get(pk=user.pk)
        if accesses_of(user, at).exclude(customer=invitation.customer_id).exists():
            raise OneCustomerOnly(str(rule.text))
    if accesses_of(user, at).filter(customer=invitation.customer_id).exists():
        raise AlreadyIn
    try:
        access = grant_access(
            user=user,
            customer=invitation.customer,
            role=AccessRole(invitation.role),
            scope=invitation.scope,
            valid_to=invitation.valid_to,
            evidence={"invitation": str(invitation.public_id)},
            by=invitation.sent_with.user,
            at=at,
        )
    except AccessExists:
        raise AlreadyIn from None
    move(invitation, InvitationState.ACCEPTED, answered_at=at, access=access)
    tell_owners(access, profile=profile, at=at, news=_("%(person)s has accepted the invitation"))
    return access
