"""Taking a login back from whoever moved it to another mailbox, with all that they set up meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenants.delegation.services.undoing import undo_sharing
from tenants.identity.models import User
from tenants.legal.models import ConsentEvent
from tenants.privacy.models import Closing
from tenants.privacy.services.closing import ClosingOver, reopen
from tenants.privacy.services.exporting import forget_exports
from tenants.profile.schema import Profile
from tenants.registration.errors import LinkExpired
from tenants.registration.services.login import forget_phone, undo_email_change, undoable_change


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a login: whose it is, what was undone, and what only its owner can judge."""

    user: User
    reopened: bool  # it had been closed
    phone_forgotten: bool
    invitations: int
    accesses: int
    consents: int  # given or withdrawn meanwhile; the ledger cannot be changed, so the owner is told to look


def take_back(*, token: str, profile: Profile, at: datetime) -> TakenBack:
    """The owner of the former mailbox takes the login back, as `undo_email_change` does, and what was set since goes too.

    Since the move was asked for: the closing of the account, a telephone number confirmed, invitations sent, people let in by them. Packages of
    data that wait are thrown away. Whoever was let in is told by mail. Raises LinkUnknown, LinkExpired, LinkUsed.
    """
    with transaction.atomic():
        change = undoable_change(token=token, at=at)
        since = change.created_at
        # Before the rest: closing ended accesses, and those that the thief gave must end for good.
        reopened = _reopen(change.user, since, at)
        user = undo_email_change(token=token, at=at)
        phone_forgotten = user.phone_verified_at is not None and user.phone_verified_at >= since
        if phone_forgotten:
            forget_phone(user=user)
        invitations, accesses = undo_sharing(user=user, since=since, profile=profile, at=at)
        consents = ConsentEvent.objects.filter(user_uuid=user.uuid, at__gte=since).count()
    forget_exports(at=at, user=user)  # bytes go only after the commit
    return TakenBack(user, reopened, phone_forgotten, invitations, accesses, consents)


def _reopen(user: User, since: datetime, at: datetime) -> bool:
    closing = Closing.objects.filter(user=user, undone_at=None, erased_at=None, closed_at__gte=since).first()
    if closing is None:
        return False
    try:
        reopen(closing=closing, at=at)
    except ClosingOver:  # undone or erased in this very moment
        raise LinkExpired from None
    return True
