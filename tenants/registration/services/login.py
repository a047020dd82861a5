"""A login's own mailbox and telephone: changed by whoever holds both ends, and a mailbox taken away can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from tenants.customers.identifiers import parse_phone
from tenants.identity import audit, devices, throttling
from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.services import Action, notify, text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.registration.errors import (
    CodeWrong,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    TooManyAttempts,
    TooSoon,
)
from tenants.registration.models import WRONG_CODES, EmailChange, PhoneCheck

CONFIRM_WITHIN = timedelta(hours=24)
UNDO_WITHIN = timedelta(days=7)
CODE_LIVES = timedelta(minutes=15)
PER_HOUR = 3
CODES_PER_DAY = 6


class NoSms(Exception):
    """This utility sends no SMS, so no number can be confirmed by one."""


def ask_email_change(*, user: User, new_email: str, profile: Profile, language: str, at: datetime) -> None:
    """Mail a link to the new mailbox; nothing changes before it is used.

    Where somebody has an account with that address already, its owner is told so and the caller learns nothing. Raises
    TooSoon after three an hour.
    """
    if not throttling.allowed(f"email-change:{user.pk}", limit=PER_HOUR, window=timedelta(hours=1), at=at):
        raise TooSoon
    new_email = new_email.lower()
    with transaction.atomic():
        if User.objects.filter(email=new_email).exists():
            _tell_owner(new_email, profile=profile, language=language)
            return
        token = secrets.token_urlsafe(32)
        EmailChange.objects.create(
            user=user, former_email=user.email, new_email=new_email, token_sha256=_hash(token), created_at=at
        )
        url = links.absolute("email_change_confirm", token=token)
        notify(
            profile=profile,
            topic=Topic.EMAIL_CHANGE,
            to=new_email,
            language=language,
            values={"confirm_url": url, "valid_hours": str(CONFIRM_WITHIN // timedelta(hours=1))},
            action=Action(_("Confirm the address"), url),
        )


def _tell_owner(email: str, *, profile: Profile, language: str) -> None:
    if any(one.topic == Topic.REGISTRATION_ACCOUNT_EXISTS for one in profile.notifications.topics):
        values = {
            "login_url": links.absolute("account_login"),
            "reset_url": links.absolute("account_reset_password"),
        }
        notify(
            profile=profile,
            topic=Topic.REGISTRATION_ACCOUNT_EXISTS,
            to=email,
            language=language,
            values=values,
        )


def email_change(*, token: str, at: datetime) -> EmailChange:
    """The change behind a mailed link, unchanged. Raises LinkUnknown, LinkExpired, LinkUsed."""
    found = EmailChange.objects.select_related("user").filter(token_sha256=_hash(token)).first()
    if found is None:
        raise LinkUnknown
    if found.confirmed_at is not None or found.undone_at is not None:
        raise LinkUsed
    if found.created_at + CONFIRM_WITHIN <= at or found.user.email != found.former_email:
        raise LinkExpired
    return found


def confirm_email_change(*, token: str, profile: Profile, at: datetime) -> User:
    """The new mailbox answered: the login moves, and the former mailbox gets a link that takes it back.

    Raises LinkUnknown, LinkExpired, LinkUsed (somebody else took the address in the meantime counts as expired).
    """
    undo = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            found = email_change(token=token, at=at)
            moved = EmailChange.objects.filter(pk=found.pk, confirmed_at=None)
            if not moved.update(confirmed_at=at, undo_sha256=_hash(undo)):
                raise LinkUsed
            _move(found.user, found.new_email)
            audit.record(
                "registration.change_email", by=found.user, subject=found.new_email, former=found.former_email
            )
            url = links.absolute("email_change_undo", token=undo)
            notify(
                profile=profile,
                topic=Topic.EMAIL_CHANGED,
                to=found.former_email,
                language=found.user.language,
                values={
                    "new_email": found.new_email,
                    "undo_url": url,
                    "valid_days": str(UNDO_WITHIN.days),
                },
                action=Action(_("It was not me: take it back"), url),
            )
    except IntegrityError:
        raise LinkExpired from None
    return found.user


def undoable_change(*, token: str, at: datetime) -> EmailChange:
    """The change that a link to the former mailbox takes back. Raises LinkUnknown, LinkExpired, LinkUsed."""
    found = EmailChange.objects.select_related("user").filter(undo_sha256=_hash(token)).first()
    if found is None or found.confirmed_at is None:
        raise LinkUnknown
    if found.undone_at is not None:
        raise LinkUsed
    if found.confirmed_at + UNDO_WITHIN <= at:
        raise LinkExpired
    return found


def undoable_until(*, user: User, at: datetime) -> datetime | None:
    """Until when the owner of a former mailbox may take this login back; None where nobody may any more."""
    moved = EmailChange.objects.filter(user=user, undone_at=None, confirmed_at__gt=at - UNDO_WITHIN)
    last: datetime | None = moved.aggregate(last=Max("confirmed_at"))["last"]
    return last + UNDO_WITHIN if last else None


def undo_email_change(*, token: str, at: datetime) -> User:
    """The owner of the former mailbox takes the login back: signed out everywhere, the password no longer works.

    Whoever changed the address may know the password, may have added a passkey or a second step of their own, and may
    hold links to more mailboxes: all of that goes, and a new password is set by the mailbox. Raises LinkUnknown, LinkExpired,
    LinkUsed.
    """
    with transaction.atomic():
        found = undoable_change(token=token, at=at)
        if User.objects.filter(email=found.former_email).exclude(pk=found.user_id).exists():
            raise LinkExpired  # the mailbox has an account of its own by now
        if not EmailChange.objects.filter(pk=found.pk, undone_at=None).update(undone_at=at):
            raise LinkUsed
        user = found.user
        # A later change of the same login is undone with it: it was made from the mailbox that was not the owner's. So
        # is every link that was asked for and not used yet: it would move the login away again.
        others = Q(created_at__gt=found.created_at) | Q(confirmed_at=None)
        EmailChange.objects.filter(others, user=user, undone_at=None).update(undone_at=at)
        Authenticator.objects.filter(user=user).delete()
        _move(user, found.former_email)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        devices.end_all(user=user)
        audit.record("registration.undo_email", by="owner of the mailbox", subject=found.former_email)
    return user


def _move(user: User, email: str) -> None:
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def ask_phone_code(*, user: User, phone: str, profile: Profile, language: str, at: datetime) -> None:
    """Send a six-digit code to a number by SMS; the number counts once the code is typed in.

    Raises InvalidIdentifier for what is no number, TooSoon after three an hour or six a day, NoSms.
    """
    number = parse_phone(phone)
    for window, limit in ((timedelta(hours=1), PER_HOUR), (timedelta(days=1), CODES_PER_DAY)):
        for key in (f"phone:{user.pk}", f"phone:{number}"):
            if not throttling.allowed(f"{key}:{limit}", limit=limit, window=window, at=at):
                raise TooSoon
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        PhoneCheck.objects.update_or_create(
            user=user,
            defaults={
                "phone": number, "code_sha256": _hash(f"{user.pk}:{code}"), "expires_at": at + CODE_LIVES,
                "wrong_codes": 0,
            },
        )  # fmt: skip
        if not text(
            profile=profile, topic=Topic.PHONE_CODE, to=number, language=language, values={"code": code}
        ):
            raise NoSms


def confirm_phone(*, user: User, code: str, at: datetime) -> None:
    """The code was typed in: the number is the login's. Raises CodeWrong, TooManyAttempts, LinkExpired."""
    check = PhoneCheck.objects.filter(user=user).first()
    if check is None or check.expires_at <= at:
        raise LinkExpired
    # Counted before it is compared, so that parallel guesses are counted too.
    if not PhoneCheck.objects.filter(user=user, wrong_codes__lt=WRONG_CODES).update(
        wrong_codes=F("wrong_codes") + 1
    ):
        raise TooManyAttempts
    if not secrets.compare_digest(check.code_sha256, _hash(f"{user.pk}:{''.join(code.split())}")):
        raise CodeWrong
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(phone=check.phone, phone_verified_at=at)
        check.delete()
        audit.record("registration.confirm_phone", by=user, subject=user.email)


def forget_phone(*, user: User) -> None:
    """No number any more, so no SMS."""
    User.objects.filter(pk=user.pk).update(phone="", phone_verified_at=None)
    PhoneCheck.objects.filter(user=user).delete()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
