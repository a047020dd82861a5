"""Verbs of letting somebody else act, by the paper each is about."""

from tenants.delegation.services.answering import accept, accept_with_new_login, decline, invitation_behind
from tenants.delegation.services.inviting import end_access, invite, leave, reshape, withdraw_invitation
from tenants.delegation.services.mandates import approve, refuse, send_mandate, withdraw_mandate

__all__ = [
    "accept",
    "accept_with_new_login",
    "approve",
    "decline",
    "end_access",
    "invitation_behind",
    "invite",
    "leave",
    "refuse",
    "reshape",
    "send_mandate",
    "withdraw_invitation",
    "withdraw_mandate",
]
