"""Taking a login back from whoever moved it to another mailbox, with all that they set up meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tenants.cases.services import doubt
from tenants.customers.models import Customer
from tenants.delegation.services.undoing import Unshared, undo_sharing
from tenants.identity.models import User
from tenants.legal.models import ConsentEvent
from tenants.legal.services import refuse_requests_of
from tenants.metering.selectors import sent_since
from tenants.privacy.models import Closing
from tenants.privacy.services.closing import ClosingOver, reopen
from tenants.privacy.services.exporting import forget_exports
from tenants.profile.schema import Profile
from tenants.registration.errors import LinkExpired
from tenants.registration.models import EmailChange
from tenants.registration.services.login import forget_phone, undo_email_change, undoable_change

REASON = "asked for while the login was in other hands"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a login: whose it is, what was undone, and what only its owner can judge."""

    user: User
    reopened: bool  # it had been closed
    phone_forgotten: bool
    sharing: Unshared
    requests: int  # about consents, not answered yet: refused
    # What stands, so that the owner is told to look:
    consents: int  # given or withdrawn; the ledger cannot be changed
    cases: int  # filed, or written in; staff find a note in each
    readings: int


def take_back(*, token: str, profile: Profile, at: datetime) -> TakenBack:
    """The owner of the former mailbox takes the login back, as `undo_email_change` does, and what was set since goes too.

    Since the move was asked for: the closing of the account, a telephone number confirmed, invitations sent, people let in
    by them, accesses of others changed or ended, requests about consents that wait. Packages of data that wait are thrown
    away. Whose access changes is told by mail. Cases that were filed or written in get a note for staff. What was chosen
    about messages, and the name, cannot be undone: nobody keeps what it was. Raises LinkUnknown, LinkExpired, LinkUsed.
    """
    with transaction.atomic():
        change = undoable_change(token=token, at=at)
        since = change.created_at
        # Before the rest: closing ended accesses, and those that the thief gave must end for good.
        reopened = _reopen(change.user, since, at)
        emails = _mailboxes(change)
        user = undo_email_change(token=token, at=at)
        phone_forgotten = user.phone_verified_at is not None and user.phone_verified_at >= since
        if phone_forgotten:
            forget_phone(user=user)
        taken = TakenBack(
            user=user,
            reopened=reopened,
            phone_forgotten=phone_forgotten,
            sharing=undo_sharing(user=user, emails=emails, since=since, profile=profile, at=at),
            requests=refuse_requests_of(user=user, since=since, reason=REASON, at=at),
            consents=ConsentEvent.objects.filter(user_uuid=user.uuid, at__gte=since).count(),
            cases=doubt(user=user, emails=emails, since=since, profile=profile, at=at),
            readings=sent_since(
                emails=emails, customers=Customer.objects.filter(accesses__user=user), since=since
            ),
        )
    forget_exports(at=at, user=user)  # bytes go only after the commit
    return taken


def _mailboxes(change: EmailChange) -> set[str]:
    """Every mailbox the login had since the move: what was done in it is written down under these."""
    moves = EmailChange.objects.filter(
        user=change.user_id, created_at__gte=change.created_at, confirmed_at__isnull=False
    )
    return {change.former_email, *moves.values_list("new_email", flat=True)}


def _reopen(user: User, since: datetime, at: datetime) -> bool:
    closing = Closing.objects.filter(user=user, undone_at=None, erased_at=None, closed_at__gte=since).first()
    if closing is None:
        return False
    try:
        reopen(closing=closing, at=at)
    except ClosingOver:  # undone or erased in this very moment
        raise LinkExpired from None
    return True
