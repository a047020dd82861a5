"""Drafts, cases, what happened to them, their files and documents, and handovers between two parties."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from tenants.customers.models import Customer, ServicePoint
from tenants.files.models import StoredFile

WRONG_CODES = 5  # after so many wrong codes a mailed code is worth nothing


class Move(models.TextChoices):
    """Who has to do something now („czyj ruch”)."""

    US = "us", "the utility"
    CUSTOMER = "customer", "the customer"
    NOBODY = "nobody", "nobody"


class Decision(models.TextChoices):
    ACCEPTED = "accepted", "accepted"
    PARTLY = "partly", "accepted in part"
    REFUSED = "refused", "refused"
    ANSWERED = "answered", "answered"


class CaseSeries(models.Model):
    """The last number given in a series (letters of the kind and a year). Its row is locked while a case is filed."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Case(models.Model):
    """One case. Its status is changed by cases.services.moving.move and nowhere else."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    signature = models.CharField(max_length=40, unique=True)
    type = models.CharField(max_length=60, help_text="Key of the kind in the profile.")
    title = models.CharField(max_length=300, help_text="Name of the kind when it was filed.")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="cases")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="cases")
    filer_name = models.CharField(max_length=200, blank=True, default="")
    filer_email = models.EmailField(max_length=254, blank=True, default="")
    filer_phone = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=5, default="pl")
    # [{key, label, kind, value, shown}]: as it was asked and answered, whatever the profile says later.
    answers = models.JSONField(default=list)
    pin_hash = models.CharField(max_length=64, blank=True, default="")
    status = models.CharField(max_length=60)
    open = models.BooleanField(default=True)
    whose_move = models.CharField(max_length=10, choices=Move.choices, default=Move.US)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    unit = models.CharField(max_length=300, blank=True, default="")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="handled_cases"
    )
    filed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Clocks. Days are dates in Warsaw; pauses are [[begun, ended or null]] of the statutory one.
    statutory_days = models.PositiveSmallIntegerField(null=True)
    # As the customer was when it was filed: art. 7a protects consumers alone. Null: a guest, or nobody can say.
    consumer = models.BooleanField(null=True)
    extended_days = models.PositiveSmallIntegerField(default=0)
    pauses = models.JSONField(default=list)
    statutory_due_on = models.DateField(null=True)
    own_due_on = models.DateField(null=True)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    silent_since = models.DateField(null=True, help_text="The day from which silence counts as acceptance.")
    rating = models.PositiveSmallIntegerField(null=True)
    rating_comment = models.CharField(max_length=1000, blank=True, default="")
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="case_rating_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(open=True, closed_at=None) | Q(open=False, closed_at__isnull=False),
                name="case_closed_at_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-filed_at"], name="case_of_customer"),
            models.Index(fields=["changed_at", "id"], name="case_changed"),
            models.Index(fields=["whose_move", "unit"], condition=Q(open=True), name="case_queue"),
        ]

    def __str__(self) -> str:
        return self.signature


class EventKind(models.TextChoices):
    FILED = "filed", "filed"
    STATUS = "status", "status changed"
    MESSAGE = "message", "message"
    NOTE = "note", "internal note"
    DECISION = "decision", "decision"
    CLOCK = "clock", "clock"
    HANDED_OVER = "handed_over", "handed over to somebody else"
    WITHDRAWN = "withdrawn", "withdrawn"
    REOPENED = "reopened", "reopened"
    RATED = "rated", "rated"
    PARTY = "party", "a party of a handover did something"


class Actor(models.TextChoices):
    CUSTOMER = "customer", "the customer"
    STAFF = "staff", "staff"
    SYSTEM = "system", "the office by itself"
    OTHER_PARTY = "other_party", "the other party"


class CaseEvent(models.Model):
    """One thing that happened, for ever. What is not `public` is never shown outside the office."""

    append_only: ClassVar[bool] = True

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=15, choices=EventKind.choices)
    actor = models.CharField(max_length=15, choices=Actor.choices)
    by = models.CharField(max_length=300, help_text="Who, as text, for staff.")
    public = models.BooleanField(default=True)
    text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=60, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "id"], name="case_events")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(public=False), name="case_note_is_never_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class CaseDocument(models.Model):
    """A PDF made by the office, exactly as it was given: the confirmation, an answer, a protocol."""

    append_only: ClassVar[bool] = True

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.CharField(
        max_length=12, choices=[(word, word) for word in ("confirmation", "answer", "protocol")]
    )
    title = models.CharField(max_length=300)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Draft(models.Model):
    """A form that is being filled in: a user's own, or a guest's whose mailbox answered."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    type = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="case_drafts")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, db_index=False, related_name="+")
    email = models.EmailField(max_length=254, blank=True, default="")
    email_verified_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=5, default="pl")
    answers = models.JSONField(default=dict)
    steps_done = models.JSONField(default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="draft")

    class Meta:
        indexes = [models.Index(fields=["changed_at"], condition=Q(case=None), name="case_draft_open")]

    def __str__(self) -> str:
        return f"{self.type} {self.uuid}"


class CaseFile(models.Model):
    """A file that somebody sent with a case: with the form, a message, or a handover. Exactly one owner at a time."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="files")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="files")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, db_index=False, related_name="files")
    field = models.CharField(max_length=60, blank=True, default="", help_text="The question it answers.")
    actor = models.CharField(max_length=15, choices=Actor.choices, default=Actor.CUSTOMER)
    file = models.ForeignKey(StoredFile, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, case__isnull=False) | Q(draft__isnull=False, case=None),
                name="case_file_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}"


class Party(models.TextChoices):
    GIVER = "giver", "who hands over"
    TAKER = "taker", "who takes over"


class Handover(models.Model):
    """A property passes from one customer to another: what each party says, and whether both agree."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="handover")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, db_index=False, related_name="+")
    happens_on = models.DateField()
    # [{code, serial, kind, counter}]: the meters as they were when it began.
    meters = models.JSONField(default=list)
    # "code/counter" → state in m³ as text.
    giver_states = models.JSONField(default=dict)
    taker_states = models.JSONField(default=dict)
    taker_date = models.DateField(null=True)
    giver_confirmed_at = models.DateTimeField(null=True)
    taker_confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    expires_at = models.DateTimeField()
    taker_email = models.EmailField(max_length=254, blank=True, default="")
    taker_verified_at = models.DateTimeField(null=True)
    taker_language = models.CharField(max_length=5, default="pl")
    taker_name = models.CharField(max_length=200, blank=True, default="")
    # Names of whoever owns the place together with the party, as they are to stand on the protocol.
    giver_co_owners = models.CharField(max_length=300, blank=True, default="")
    taker_co_owners = models.CharField(max_length=300, blank=True, default="")
    taker_phone = models.CharField(max_length=20, blank=True, default="")
    taker_address = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.case_id}"


class MailedCode(models.Model):
    """Six digits and a link by which a mailbox answers: a guest's draft, or the other party of a handover."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64)
    email = models.EmailField(max_length=254)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="codes")
    handover = models.ForeignKey(Handover, models.CASCADE, null=True, related_name="codes")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.email
