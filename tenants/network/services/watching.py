"""Hearing of outages at an address without an account: the mailbox answers first, one link ends it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.identity import throttling
from tenants.network.models import AddressWatch
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

PER_HOUR = 5
KEEP_UNANSWERED = timedelta(days=14)


class WatchUnknown(LookupError):
    """No watched address has this link: it was ended, or never was."""


class TooManyWatches(Exception):
    """This network or this mailbox asked too often in an hour."""


def watch_address(
    *,
    email: str,
    city: str,
    street: str,
    number: str,
    profile: Profile,
    language: str,
    network: str,
    at: datetime,
) -> None:
    """Write the wish down and mail a link; asking again mails it again, and nobody learns who watches what.

    Raises TooManyWatches after five an hour from one network or to one mailbox.
    """
    for key in (f"watch:{network}", f"watch:{email.lower()}"):
        if not throttling.allowed(key, limit=PER_HOUR, window=timedelta(hours=1), at=at):
            raise TooManyWatches
    with transaction.atomic():
        watch, _created = AddressWatch.objects.get_or_create(
            email=email.lower(), city=city, street=street, number=number,
            defaults={"language": language, "token": secrets.token_urlsafe(32), "created_at": at},
        )  # fmt: skip
        with override(language):
            confirm = links.absolute("outage_watch_confirm", token=watch.token)
            values = {"place": f"{street} {number}, {city}", "confirm_url": confirm}
            action = Action(_("Confirm the address"), confirm)
        notify(
            profile=profile, topic=Topic.OUTAGE_WATCH_CONFIRM, to=watch.email, language=language, values=values,
            action=action,
        )  # fmt: skip


def confirm_watch(*, token: str, at: datetime) -> AddressWatch:
    """The mailbox answered; pressing twice does no harm. Raises WatchUnknown."""
    AddressWatch.objects.filter(token=token, confirmed_at=None).update(confirmed_at=at)
    found = AddressWatch.objects.filter(token=token).first()
    if found is None:
        raise WatchUnknown
    return found


def stop_watch(*, token: str) -> None:
    """No more mails about this address; the row goes. Raises WatchUnknown."""
    deleted, _rows = AddressWatch.objects.filter(token=token).delete()
    if not deleted:
        raise WatchUnknown


def forget_watches(*, at: datetime) -> None:
    """Throw away wishes whose mailbox never answered."""
    AddressWatch.objects.filter(confirmed_at=None, created_at__lt=at - KEEP_UNANSWERED).delete()
