"""The mailbox answers: links and codes that were mailed, opened, used once, mailed again."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tenants.identity import audit, throttling
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.notifications import Topic
from tenants.registration import steps
from tenants.registration.errors import (
    CodeWrong,
    JustSent,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotOpen,
    PasswordWrong,
    TooSoon,
)
from tenants.registration.models import WRONG_CODES, LinkPurpose, MailedLink, Registration, RegistrationState


def verify_email(*, token: str, profile: Profile, at: datetime, password: str | None = None) -> Registration:
    """The person pressed the button behind the mailed link: the address is theirs and they may sign in.

    `password` is the one chosen in the form; None when the door knows that this is the browser the form was sent
    from. Without it a stranger could register somebody else's address with a password of their own and wait for its
    owner to press the button. Adds the proof and lets the registration advance (a form that came back before may
    link it at once). Raises LinkUnknown, LinkExpired, LinkUsed, PasswordWrong (five times, then LinkExpired).
    """
    link = _find(token, LinkPurpose.REGISTRATION)
    _still_good(link, at)
    assert link.registration is not None
    if password is not None:
        # Counted before it is compared, so that parallel guesses are counted too.
        counted = MailedLink.objects.filter(pk=link.pk, wrong_codes__lt=WRONG_CODES)
        if not counted.update(wrong_codes=F("wrong_codes") + 1):
            raise LinkExpired
        if not link.registration.user.check_password(password):
            raise PasswordWrong
    with transaction.atomic():
        link = _use(token, LinkPurpose.REGISTRATION, at)
        assert link.registration is not None
        registration = steps.locked(link.registration)
        confirm_mailbox(registration, profile=profile, at=at)
        return registration


def disown(*, token: str, at: datetime) -> None:
    """The owner of the mailbox did not register: the unconfirmed login goes, with its registration.

    Raises LinkUnknown, LinkExpired, LinkUsed, NotOpen when the address was confirmed in the meantime.
    """
    with transaction.atomic():
        link = _use(token, LinkPurpose.REGISTRATION, at)
        assert link.registration is not None
        registration = steps.locked(link.registration)
        if registration.state != RegistrationState.STARTED:
            raise NotOpen
        audit.record("registration.disown", by="owner of the mailbox", subject=registration.reference)
        registration.user.delete()


def confirm_mailbox(registration: Registration, *, profile: Profile, at: datetime) -> None:
    """Mark the login's address as answered, and let the registration advance. Inside a transaction."""
    EmailAddress.objects.filter(user=registration.user).update(verified=True)
    steps.add_proof(registration, Proof.EMAIL_VERIFIED, at=at, by=registration.user.email)
    steps.advance(registration, profile=profile, at=at, by=registration.user)


def confirm_address(*, token: str, at: datetime) -> MailedLink:
    """Verify first, by the link: the mailbox answered before any form. Raises LinkUnknown, LinkExpired, LinkUsed."""
    with transaction.atomic():
        return _use(token, LinkPurpose.ADDRESS, at)


def confirm_address_by_code(*, email: str, code: str, at: datetime) -> MailedLink:
    """Verify first, by the six digits typed in. Raises CodeWrong; after five wrong ones the mail is worth nothing."""
    newest = (
        MailedLink.objects.filter(
            email=email.lower(), purpose=LinkPurpose.ADDRESS, used_at=None, expires_at__gt=at
        )
        .order_by("-id")
        .first()
    )
    if newest is None or newest.wrong_codes >= WRONG_CODES:
        raise CodeWrong
    if not secrets.compare_digest(newest.code_sha256, _code_hash(newest.email, code.strip())):
        MailedLink.objects.filter(pk=newest.pk).update(wrong_codes=F("wrong_codes") + 1)
        raise CodeWrong
    if MailedLink.objects.filter(pk=newest.pk, used_at=None).update(used_at=at) != 1:
        raise CodeWrong
    return newest


def resend(*, email: str, profile: Profile, at: datetime) -> None:
    """Mail the verification link again, if such an unconfirmed registration exists; the caller learns nothing else.

    Raises TooSoon when the pause between mails has not passed, whoever asks.
    """
    pace(profile, email, at)
    registration = (
        Registration.objects.select_related("user")
        .filter(user__email=email.lower(), state=RegistrationState.STARTED)
        .first()
    )
    if registration is not None:
        with transaction.atomic():
            mail_verification(registration, profile=profile, at=at)


def registration_by_form_link(*, token: str, at: datetime) -> Registration:
    """Whose filled-in form this mailed link opens. May be opened often. Raises LinkUnknown, LinkExpired, NotOpen."""
    link = _find(token, LinkPurpose.FORM)
    if link.expires_at <= at:
        raise LinkExpired
    assert link.registration is not None
    if link.registration.state in (RegistrationState.WITHDRAWN, RegistrationState.REFUSED):
        raise NotOpen
    return link.registration


def pace(profile: Profile, email: str, at: datetime) -> None:
    """Count one mail to this address; raises JustSent within the profile's pause, TooSoon above its limits.

    The count is the same for known and unknown addresses, and a mail asked for too soon does not use it up.
    """
    rule = profile.registration.resend
    key = f"mail:{hashlib.sha256(email.lower().encode()).hexdigest()[:32]}"
    if not throttling.spaced(f"{key}:p", pause=timedelta(seconds=rule.pause_seconds), at=at):
        raise JustSent
    windows = (
        (f"{key}:h", rule.per_hour + 1, timedelta(hours=1)),
        (f"{key}:d", rule.per_day + 1, timedelta(days=1)),
    )
    if not all(
        [throttling.allowed(name, limit=limit, window=window, at=at) for name, limit, window in windows]
    ):
        raise TooSoon


def mail_verification(registration: Registration, *, profile: Profile, at: datetime) -> None:
    """Mail the verification link and, where the way in has a printable form, the link to it. Inside a transaction."""
    hours = profile.registration.links.verification_hours
    token = new_link(
        LinkPurpose.REGISTRATION, registration.user.email, registration, at, timedelta(hours=hours)
    )
    verify_url = links.absolute("registration_confirm", token=token)
    notify(
        profile=profile,
        topic=Topic.REGISTRATION_VERIFY,
        to=registration.user.email,
        language=registration.language,
        values={
            "person_name": registration.user.full_name,
            "verify_url": verify_url,
            "valid_hours": str(hours),
            **_form_values(registration, profile, at),
        },
        action=Action(_("Confirm the e-mail address"), verify_url),
    )


def mail_address_check(*, profile: Profile, email: str, language: str, at: datetime) -> None:
    """Verify first: mail a link and a six-digit code before anything is known about the person."""
    hours = profile.registration.links.verification_hours
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        token = new_link(LinkPurpose.ADDRESS, email, None, at, timedelta(hours=hours), code=code)
        verify_url = links.absolute("registration_address", token=token)
        notify(
            profile=profile,
            topic=Topic.REGISTRATION_VERIFY,
            to=email,
            language=language,
            values={"verify_url": verify_url, "valid_hours": str(hours), "code": code},
            action=Action(_("Confirm the e-mail address"), verify_url),
        )


def mail_form(registration: Registration, *, profile: Profile, at: datetime) -> None:
    """After verify-first: mail the link to the filled-in form, where this way in has one. Inside a transaction."""
    values = _form_values(registration, profile, at)
    if not values:
        return
    notify(
        profile=profile,
        topic=Topic.REGISTRATION_VERIFY,
        to=registration.user.email,
        language=registration.language,
        values={"person_name": registration.user.full_name, **values},
        action=Action(_("Open the form"), values["form_url"]),
    )


def new_link(
    purpose: LinkPurpose,
    email: str,
    registration: Registration | None,
    at: datetime,
    life: timedelta,
    *,
    code: str = "",
) -> str:
    """Make a one-use link and return its token; only hashes are kept (the outbox holds the mail until it left)."""
    token = secrets.token_urlsafe(32)
    MailedLink.objects.create(
        token_sha256=_hash(token),
        code_sha256=_code_hash(email, code) if code else "",
        purpose=purpose,
        email=email,
        registration=registration,
        created_at=at,
        expires_at=at + life,
    )
    return token


def use_invitation(token: str, at: datetime) -> MailedLink:
    """Use the link that lets a person in whom staff entered. Raises LinkUnknown, LinkExpired, LinkUsed."""
    return _use(token, LinkPurpose.INVITATION, at)


def peek(*, token: str, at: datetime) -> MailedLink:
    """What a page may show before the button is pressed. Raises LinkUnknown, LinkExpired, LinkUsed."""
    link = _find(token, None)
    _still_good(link, at)
    return link


def _form_values(registration: Registration, profile: Profile, at: datetime) -> dict[str, str]:
    mode = profile.registration.mode(registration.mode)
    key = getattr(mode, "printable_form", None)
    if not key:
        return {}
    life = timedelta(days=profile.registration.links.waiting_for_proof_days)
    token = new_link(LinkPurpose.FORM, registration.user.email, registration, at, life)
    return {
        "form_url": links.absolute("registration_form", token=token),
        "form_name": profile.forms.form(key).name.in_language(registration.language),
    }


def _use(token: str, purpose: LinkPurpose, at: datetime) -> MailedLink:
    link = _find(token, purpose)
    _still_good(link, at)
    # A conditional update settles a double click: exactly one of them finds the link unused.
    if MailedLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at) != 1:
        raise LinkUsed
    return link


def _find(token: str, purpose: LinkPurpose | None) -> MailedLink:
    found = MailedLink.objects.select_related("registration__user").filter(token_sha256=_hash(token)).first()
    if found is None or (purpose is not None and found.purpose != purpose):
        raise LinkUnknown
    return found


def _still_good(link: MailedLink, at: datetime) -> None:
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= at:
        raise LinkExpired


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _code_hash(email: str, code: str) -> str:
    return _hash(f"{email.lower()}:{code}")
