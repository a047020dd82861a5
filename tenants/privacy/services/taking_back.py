"""Taking a login back from whoever moved it to another mailbox, with all that they set up meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenants.delegation.services.undoing import undo_sharing
from tenants.identity.models import User
from tenants.legal.models import ConsentEvent
from tenants.privacy.services.exporting import forget_exports
from tenants.profile.schema import Profile
from tenants.registration.services.login import forget_phone, undo_email_change, undoable_change


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a login: whose it is, what was undone, and what only its owner can judge."""

    user: User
    phone_forgotten: bool
    invitations: int
    accesses: int
    consents: int  # given or withdrawn meanwhile; the ledger cannot be changed, so the owner is told to look


def take_back(*, token: str, profile: Profile, at: datetime) -> TakenBack:
    """The owner of the former mailbox takes the login back, as `undo_email_change` does, and what was set since goes too.

    Since the move was asked for: a telephone number confirmed, invitations sent, people let in by them. Packages of
    data that wait are thrown away. Whoever was let in is told by mail. Raises LinkUnknown, LinkExpired, LinkUsed.
    """
    with transaction.atomic():
        since = undoable_change(token=token, at=at).created_at
        user = undo_email_change(token=token, at=at)
        phone_forgotten = user.phone_verified_at is not None and user.phone_verified_at >= since
        if phone_forgotten:
            forget_phone(user=user)
        invitations, accesses = undo_sharing(user=user, since=since, profile=profile, at=at)
        consents = ConsentEvent.objects.filter(user_uuid=user.uuid, at__gte=since).count()
    forget_exports(at=at, user=user)  # bytes go only after the commit
    return TakenBack(user, phone_forgotten, invitations, accesses, consents)
