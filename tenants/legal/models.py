"""What people accepted and agreed to: evidence that is only ever added to.

People are named by uuid and e-mail instead of a foreign key: the evidence outlives the account (law: until claims
lapse), and a deleted login must not take it along.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Channel(models.TextChoices):
    PORTAL = "portal", "portal"
    PAPER = "paper", "paper"


class Acceptance(models.Model):
    """That a person accepted one version of one document (UŚUDE art. 8)."""

    append_only: ClassVar[bool] = True

    user_uuid = models.UUIDField(db_index=True)
    email = models.EmailField()
    document = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.email} {self.document} v{self.version}"


class ConsentAction(models.TextChoices):
    GRANTED = "granted", "granted"
    CHANGED = "changed", "address changed"
    WITHDRAWN = "withdrawn", "withdrawn"


class ConsentEvent(models.Model):
    """One turn of one consent: the exact sentence, its hash, who, how, when, on what evidence."""

    append_only: ClassVar[bool] = True

    consent = models.CharField(max_length=60)
    action = models.CharField(max_length=10, choices=ConsentAction.choices)
    customer_number = models.CharField(max_length=40, blank=True, default="", db_index=True)
    user_uuid = models.UUIDField(null=True, db_index=True)
    email = models.EmailField(blank=True, default="")
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    document = models.CharField(max_length=60, blank=True, default="")
    document_version = models.PositiveIntegerField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=5, default="pl")
    at = models.DateTimeField()
    recorded_by = models.CharField(max_length=300)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    evidence_file = models.UUIDField(null=True)
    # Where the paper lies, when there is no scan.
    paper_kept = models.CharField(max_length=200, blank=True, default="")
    # Where invoices go from `effective_on` on, for a consent that names an address.
    delivery_email = models.EmailField(blank=True, default="")
    effective_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.consent} {self.action}"


class RequestState(models.TextChoices):
    WAITING_FOR_MAILBOX = "waiting_for_mailbox", "waiting for the mailbox"
    WAITING_FOR_STAFF = "waiting_for_staff", "waiting for staff"
    DONE = "done", "recorded"
    REFUSED = "refused", "refused"


class ConsentRequest(models.Model):
    """What somebody wants to change about a consent, until its mailbox and, for guests, staff have answered.

    A guest's claims (number, name, address) are only claims: nothing here is a right to see anything. The wording that was
    shown is kept, because it may be published anew before staff look.
    """

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    consent = models.CharField(max_length=60)
    action = models.CharField(max_length=10, choices=ConsentAction.choices)
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.WAITING_FOR_MAILBOX
    )
    # Set when a signed-in customer asked; then no staff need to look.
    user_uuid = models.UUIDField(null=True)
    customer_number = models.CharField(max_length=40)
    name = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=300, blank=True, default="")
    # The mailbox that answers: the new address, or on withdrawal the one invoices go to now.
    email = models.EmailField()
    former_email = models.EmailField(blank=True, default="")
    text = models.TextField()
    language = models.CharField(max_length=5, default="pl")
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=300, blank=True, default="")
    refusal_reason = models.CharField(max_length=300, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["confirmed_at"],
                condition=models.Q(state="waiting_for_staff"),
                name="consent_request_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent} {self.action}: {self.email}"
