"""Registrations, the proofs they collected, and the one-use links by which mailboxes answer."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from tenants.customers.models import Access, Customer
from tenants.files.models import StoredFile
from tenants.profile.schema import Proof


class RegistrationState(models.TextChoices):
    STARTED = "started", "started"  # form sent, e-mail not confirmed
    VERIFIED = "verified", "verified"  # e-mail confirmed, waiting for what links it to a customer
    LINKED = "linked", "linked"  # login and customer are linked: access is full
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"  # the person changed their mind, or never answered


WRONG_CODES = 5  # after so many wrong codes or passwords a link or a letter is worth nothing
OPEN_STATES = [RegistrationState.STARTED, RegistrationState.VERIFIED]


class Registration(models.Model):
    """One person's way in. Its state is changed by registration.steps.advance and nowhere else."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=8, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="registrations")
    mode = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, default=RegistrationState.STARTED
    )
    # As the person gave them; the mirror says what is true.
    company_name = models.CharField(max_length=200, blank=True, default="")
    customer_number = models.CharField(max_length=40, blank=True, default="")
    nip = models.CharField(max_length=13, blank=True, default="")
    service_address = models.CharField(max_length=300, blank=True, default="")
    correspondence_address = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=5, default="pl")
    entered_by = models.CharField(max_length=300, blank=True, default="")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="registrations")
    access = models.OneToOneField(Access, models.SET_NULL, null=True, related_name="registration")
    needs_staff = models.BooleanField(default=False)  # proven, but a person must decide (a second user, say)
    refusal_reason = models.CharField(max_length=60, blank=True, default="")
    refusal_note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["started", "verified"]), name="one_open_registration"
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=Q(state__in=["started", "verified"]),
                name="registration_queue",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class ProofShown(models.Model):
    """That a registration showed one kind of proof: when, before whom, with what evidence."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="proofs_shown")
    proof = models.CharField(max_length=30, choices=[(proof.value, proof.value) for proof in Proof])
    at = models.DateTimeField()
    by = models.CharField(max_length=300)
    evidence = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "proof"], name="proof_shown_once")]

    def __str__(self) -> str:
        return self.proof


class LinkPurpose(models.TextChoices):
    ADDRESS = "address", "address"  # verify first: the mailbox answers before the form
    REGISTRATION = "registration", "registration"  # the mailbox answers after the form
    INVITATION = "invitation", "invitation"  # staff entered a paper form: the person sets a password
    FORM = "form", "form"  # opens the filled-in printable form


class MailedLink(models.Model):
    """A link that was mailed; only its hash is kept here, and the outbox forgets the mail once it left. Opening it changes nothing, pressing its button does."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64, blank=True, default="")
    purpose = models.CharField(max_length=15, choices=LinkPurpose.choices)
    email = models.EmailField(db_index=True)
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, related_name="links")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.purpose} {self.email}"


class LetterCode(models.Model):
    """A code that went by post to the customer's address."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="letter_code")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    code_sha256 = models.CharField(max_length=64, blank=True, default="")  # empty until printed
    requested_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    printed_by = models.CharField(max_length=300, blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.registration_id}"

    def is_spent(self, at: datetime) -> bool:
        """Whether the code that went out can no longer work: too old, or mistyped too often."""
        if self.printed_at is None:
            return False
        return self.wrong_codes >= WRONG_CODES or (self.expires_at is not None and self.expires_at <= at)


class EmailChange(models.Model):
    """A login moves to another mailbox: the new one answers first, the former may take it back for some days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_changes")
    former_email = models.EmailField()
    new_email = models.EmailField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    undo_sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.former_email} → {self.new_email}"


class PhoneCheck(models.Model):
    """The code that went to a number, until it is typed in; one at a time for a login."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="phone_check"
    )
    phone = models.CharField(max_length=20)
    code_sha256 = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.phone
