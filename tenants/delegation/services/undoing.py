"""Undoing what somebody shared who should not have been in: a login that was taken back shares nothing it did not want."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tenants.customers.services import revoke_access
from tenants.delegation.models import Invitation, InvitationState
from tenants.delegation.services.inviting import InvitationClosed, tell_delegate, withdraw_invitation
from tenants.identity.models import User
from tenants.profile.schema import Profile


def undo_sharing(*, user: User, since: datetime, profile: Profile, at: datetime) -> tuple[int, int]:
    """Take back every invitation that a login has sent since then, and end every access that came of one.

    Returns how many invitations were open and how many accesses ended; whoever loses one is told by mail.
    """
    sent = Invitation.objects.filter(sent_with__user=user, created_at__gte=since)
    taken, ended = 0, 0
    with transaction.atomic():
        for invitation in sent.filter(state=InvitationState.SENT).select_related("customer"):
            try:
                withdraw_invitation(invitation=invitation, by=user, at=at)
            except InvitationClosed:
                continue  # answered in this very moment: its access is ended below
            taken += 1
        accepted = sent.filter(access__isnull=False, access__revoked_at=None)
        for invitation in accepted.select_related("access__user", "access__customer"):
            access = invitation.access
            assert access is not None
            revoke_access(access=access, reason="given while the login was in other hands", by=user, at=at)
            tell_delegate(access, profile=profile, at=at, ended=True)
            ended += 1
    return taken, ended
