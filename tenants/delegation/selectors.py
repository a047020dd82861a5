"""Reads of invitations and powers of attorney: an owner sees their customer's, a person their own, staff the queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tenants.customers.models import Access
from tenants.customers.selectors import accesses_ever, active_accesses
from tenants.delegation.models import Invitation, InvitationState, Mandate, MandateState
from tenants.identity.models import User


def people_of(access: Access, at: datetime) -> QuerySet[Access]:
    """Who has access to the owner's customer now, with the day each last used it (`last_day`)."""
    now = active_accesses(at).filter(customer=access.customer_id, user__is_active=True).values("pk")
    return accesses_ever(access.customer).filter(pk__in=now).order_by("role", "valid_from", "pk")


def person_of(access: Access, access_id: int, at: datetime) -> Access:
    """One delegate or viewer of the owner's customer; raises Access.DoesNotExist for a stranger's, and for owners."""
    found = people_of(access, at).filter(role__in=["delegate", "viewer"])
    return found.select_related("customer").get(pk=access_id)


def was_person_of(access: Access, access_id: int) -> bool:
    """Whether this access was a delegate's or viewer's of the owner's customer at any time."""
    return Access.objects.filter(
        pk=access_id, customer=access.customer_id, role__in=["delegate", "viewer"]
    ).exists()


def invitations_of(access: Access, at: datetime) -> QuerySet[Invitation]:
    """Invitations for the owner's customer that may still be accepted, newest first."""
    return Invitation.objects.filter(
        customer=access.customer_id, state=InvitationState.SENT, expires_at__gt=at
    ).order_by("-pk")


def invitation_of(access: Access, public_id: UUID) -> Invitation:
    """One invitation for the owner's customer; raises Invitation.DoesNotExist for a stranger's too."""
    return Invitation.objects.select_related("customer").get(customer=access.customer_id, public_id=public_id)


def mandates_of(user: User) -> QuerySet[Mandate]:
    """The powers of attorney a login has sent, newest first."""
    return Mandate.objects.filter(user=user).order_by("-pk")


def waiting_mandates() -> QuerySet[Mandate]:
    """Powers of attorney that staff must look at, the longest waiting first."""
    return (
        Mandate.objects.filter(state=MandateState.WAITING).select_related("user").order_by("created_at", "pk")
    )


def get_mandate(public_id: UUID) -> Mandate:
    """One power of attorney for staff; raises Mandate.DoesNotExist."""
    return Mandate.objects.select_related("user", "file", "customer").get(public_id=public_id)


def has_login(email: str) -> bool:
    """Whether the mailbox that was invited has a login here; asked only behind the link that was mailed to it."""
    return User.objects.filter(email=email).exists()
