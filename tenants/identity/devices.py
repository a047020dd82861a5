"""Where a login is signed in, and ending that from elsewhere. A device is a session with a face."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from tenants.identity.models import Device, User

KEEP = timedelta(days=30)


def begin(*, user: User, session_key: str, address: str | None, user_agent: str, at: datetime) -> None:
    """Note a sign-in; the same session again only moves its time."""
    Device.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user, "begun_at": at, "seen_at": at, "address": address, "user_agent": user_agent[:300],
        },
    )  # fmt: skip


def seen(*, session_key: str, at: datetime) -> None:
    """The session was used."""
    Device.objects.filter(session_key=session_key).update(seen_at=at)


def devices_of(user: User, at: datetime) -> QuerySet[Device]:
    """Where this login is signed in now, the latest first; a session that ran out counts no more."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return Device.objects.filter(user=user, session_key__in=alive)


def end(*, user: User, device: int) -> bool:
    """Sign one of a login's own devices out at once; False when it is not theirs or has ended."""
    with transaction.atomic():
        found = Device.objects.filter(user=user, pk=device).first()
        if found is None:
            return False
        Session.objects.filter(session_key=found.session_key).delete()
        found.delete()
    return True


def end_all(*, user: User, but: str | None = None) -> int:
    """Sign a login out everywhere, except in the session named; returns how many devices that were."""
    with transaction.atomic():
        found = Device.objects.filter(user=user).exclude(session_key=but or "")
        Session.objects.filter(session_key__in=found.values("session_key")).delete()
        number, _rows = found.delete()
    return number


def forget(*, at: datetime) -> None:
    """Throw away devices nobody used for a month: their sessions ran out long before."""
    Device.objects.filter(seen_at__lt=at - KEEP).delete()
