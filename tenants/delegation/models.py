"""Invitations of delegates and powers of attorney: what was asked, by whom, for how long, and how it ended.

Neither is ever deleted: they are the evidence on which an access stands or stood.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenants.customers.models import Access, AccessRole, Customer
from tenants.files.models import StoredFile


class InvitationState(models.TextChoices):
    SENT = "sent", "sent"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"  # by whoever sent it, or by a newer one to the same mailbox


class Invitation(models.Model):
    """An owner lets somebody in, found by e-mail; only the hash of the mailed link is kept."""

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invitations")
    # The access by which it was sent: when that ends, the invitation is worth nothing.
    sent_with = models.ForeignKey(Access, models.PROTECT, db_index=False, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=AccessRole.choices)
    scope = ArrayField(models.CharField(max_length=40))
    valid_to = models.DateTimeField()
    language = models.CharField(max_length=5, default="pl")
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.SENT)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    access = models.OneToOneField(Access, models.PROTECT, null=True, related_name="invitation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "email"], condition=Q(state="sent"), name="one_open_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.customer_id}: {self.state}"


class MandateState(models.TextChoices):
    WAITING = "waiting", "waiting for staff"
    APPROVED = "approved", "approved"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn by the person"


class Mandate(models.Model):
    """A power of attorney: whom somebody says to act for, the signed paper, and what staff decided.

    `customer_number` and `customer_name` are only claimed; `customer` is whom staff found.
    """

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    customer_number = models.CharField(max_length=40)
    customer_name = models.CharField(max_length=300, blank=True, default="")
    role = models.CharField(max_length=10, choices=AccessRole.choices)
    scope = ArrayField(models.CharField(max_length=40), default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, db_index=False, related_name="+")
    language = models.CharField(max_length=5, default="pl")
    state = models.CharField(max_length=10, choices=MandateState.choices, default=MandateState.WAITING)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="mandates")
    access = models.OneToOneField(Access, models.PROTECT, null=True, related_name="mandate")

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="waiting"), name="mandate_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "customer_number"], condition=Q(state="waiting"), name="one_waiting_mandate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.customer_number}: {self.state}"
