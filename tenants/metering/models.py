"""Meters and readings as the billing system knows them, a mirror that only an import writes; and what is ours:
readings that people send, suspicions of a leak, labels with a meter's QR.
"""

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tenants.customers.models import Customer, ServicePoint
from tenants.files.models import StoredFile


class MeterKind(models.TextChoices):
    MAIN = "main", "main"
    GARDEN = "garden", "garden"
    COUPLED = "coupled", "coupled"
    FLAT = "flat", "flat"
    SEWAGE = "sewage", "sewage"


class Dial(models.TextChoices):
    """Which digits a person reads: on most dials the black ones, on white ones all."""

    BLACK = "black", "black digits"
    ALL = "all", "all digits"


class Meter(models.Model):
    """A water meter. `code` is the billing system's own; a serial number may come twice from two makers."""

    code = models.CharField(max_length=40, unique=True)
    serial = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=MeterKind.choices, default=MeterKind.MAIN)
    service_point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="meters")
    # A coupled meter has two dials, for small and for large flow.
    counters = models.PositiveSmallIntegerField(default=1)
    # Digits before the point, and after it where the dial shows parts of a cubic metre.
    digits = models.PositiveSmallIntegerField(default=5)
    decimals = models.PositiveSmallIntegerField(default=0)
    dial = models.CharField(max_length=5, choices=Dial.choices, default=Dial.BLACK)
    installed_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    # Both dates of the verification (legalizacja) come from billing and are never computed here.
    verified_on = models.DateField(null=True)
    verification_until = models.DateField(null=True)
    # Code of the meter in front of this one: a code and no foreign key, since it may come in a later package.
    parent = models.CharField(max_length=40, blank=True, default="")
    seal_number = models.CharField(max_length=60, blank=True, default="")
    remote = models.BooleanField(default=False)
    location = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(counters__in=[1, 2]), name="meter_has_one_or_two_counters"),
        ]

    def __str__(self) -> str:
        return self.serial


class ReadingKind(models.TextChoices):
    BILLING = "billing", "billing"
    CUSTOMER = "customer", "given by the customer"
    ESTIMATE = "estimate", "estimate"
    EXCHANGE = "exchange", "meter exchange"
    CONTROL = "control", "control reading"
    REMOTE = "remote", "read by radio"


class Reading(models.Model):
    """What one counter of a meter showed on a day, and what was used since the reading before."""

    meter = models.ForeignKey(Meter, models.CASCADE, db_index=False, related_name="readings")
    counter = models.PositiveSmallIntegerField(default=1)
    taken_on = models.DateField()
    kind = models.CharField(max_length=10, choices=ReadingKind.choices, default=ReadingKind.BILLING)
    value_m3 = models.DecimalField(max_digits=12, decimal_places=3)
    consumption_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    source = models.CharField(max_length=20, blank=True, default="")
    # Number of the invoice that rests on this reading. A text: invoices stand a floor above and may come later.
    settled_in = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "counter", "taken_on", "kind"], name="reading_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.value_m3}"

    @property
    def shown_m3(self) -> Decimal | None:
        """What was used until this reading, for a customer's eyes: nothing that belongs to the one before them."""
        own: Decimal | None = getattr(
            self, "own_m3", self.consumption_m3
        )  # annotated by selectors.tenure.own
        return own


class SubmissionState(models.TextChoices):
    """Where a sent reading stands. `settled` is brought by an import, the rest by people and rules."""

    SUBMITTED = "submitted", "submitted"
    DOUBTFUL = "doubtful", "doubtful"
    ACCEPTED = "accepted", "accepted"
    SETTLED = "settled", "settled"
    REJECTED = "rejected", "rejected"
    WITHDRAWN = "withdrawn", "withdrawn"


# Until staff or the rules have decided, whoever sent it may correct or withdraw it.
OPEN_STATES = (SubmissionState.SUBMITTED, SubmissionState.DOUBTFUL)


class SentBy(models.TextChoices):
    PORTAL = "portal", "signed in"
    GUEST = "guest", "by customer and meter number"
    LABEL = "label", "by the meter's QR"
    FILE = "file", "in a file"
    API = "api", "by a machine"


class SubmittedReading(models.Model):
    """A reading that somebody sent, with what was thought of it then. Never mixed with the billing system's."""

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    meter = models.ForeignKey(Meter, models.PROTECT, db_index=False, related_name="submitted")
    # Who paid for the water then: the next owner of a flat does not see it.
    customer = models.ForeignKey(Customer, models.PROTECT, db_index=False, related_name="submitted_readings")
    first_m3 = models.DecimalField(max_digits=12, decimal_places=3)
    # Of the second counter of a coupled meter.
    second_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    taken_on = models.DateField()
    # Against the last known reading, as judged when it came; a dial that began anew is counted on.
    used_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    state = models.CharField(max_length=10, choices=SubmissionState.choices)
    # Codes of tenants.metering.judging.Doubt, in the order in which they were found.
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True, default="")
    photo = models.ForeignKey(StoredFile, models.SET_NULL, null=True, db_index=False, related_name="+")
    channel = models.CharField(max_length=10, choices=SentBy.choices)
    sent_by = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    # What was promised before sending: whether an invoice follows.
    invoice_follows = models.BooleanField(default=False)
    # Staff asked the sender about it, or wish to see the meter themselves.
    question = models.CharField(max_length=500, blank=True, default="")
    control_wanted = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=300, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True, default="")
    settled_in = models.CharField(max_length=256, blank=True, default="")
    # Of a machine: the same key gives the same reading again.
    idempotency_key = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter"], condition=Q(state__in=["submitted", "doubtful"]), name="one_open_reading"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=~Q(idempotency_key=""), name="submitted_reading_key"
            ),
        ]
        indexes = [
            models.Index(fields=["meter", "-taken_on"], name="submitted_of_meter"),
            models.Index(fields=["customer", "-sent_at"], name="submitted_of_customer"),
            models.Index(
                fields=["sent_at"],
                condition=Q(state__in=["submitted", "doubtful"]),
                name="submitted_to_decide",
            ),
            models.Index(
                fields=["sent_at"],
                condition=Q(channel__in=["guest", "label"], photo__isnull=False),
                name="submitted_guest_photo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.first_m3} ({self.state})"


class MeterLabel(models.Model):
    """The secret in a meter's printed QR: it lets one send a reading and shows nothing of the customer."""

    meter = models.OneToOneField(Meter, models.CASCADE, primary_key=True, related_name="label")
    token = models.CharField(max_length=40, unique=True)
    issued_by = models.CharField(max_length=300)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"label of {self.meter_id}"


class MeterToLookAt(models.Model):
    """A meter that got readings by an import and was not yet looked at for a leak."""

    meter = models.OneToOneField(Meter, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"look at {self.meter_id}"


class LeakKind(models.TextChoices):
    GROWTH = "growth", "much more than usual"
    NEVER_ZERO = "never_zero", "never without flow"


class LeakState(models.TextChoices):
    OPEN = "open", "waits for an answer"
    LOOKING = "looking", "being looked for"
    EXPLAINED = "explained", "explained"
    REPAIRED = "repaired", "repaired"
    PASSED = "passed", "use is usual again"


class LeakCause(models.TextChoices):
    WATERING = "watering", "watering"
    POOL = "pool", "filled a pool"
    GUESTS = "guests", "more people at home"
    UNKNOWN = "unknown", "not known"
    REPAIRED = "repaired", "repaired a leak"


# In these a suspicion still needs somebody's attention.
ACTIVE_LEAKS = (LeakState.OPEN, LeakState.LOOKING)


class LeakSuspicion(models.Model):
    """That a meter's use looks like a leak, why, and what the customer said of it."""

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    meter = models.ForeignKey(Meter, models.CASCADE, db_index=False, related_name="leaks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="leaks")
    kind = models.CharField(max_length=10, choices=LeakKind.choices)
    state = models.CharField(max_length=10, choices=LeakState.choices, default=LeakState.OPEN)
    # The days it speaks of; use and the usual use in m³ over those days.
    since = models.DateField()
    until = models.DateField()
    used_m3 = models.DecimalField(max_digits=12, decimal_places=3)
    usual_m3 = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    cause = models.CharField(max_length=10, choices=LeakCause.choices, blank=True, default="")
    noticed_at = models.DateTimeField()
    answered_by = models.CharField(max_length=300, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "kind"], condition=Q(state__in=["open", "looking"]), name="one_active_leak"
            ),
        ]
        indexes = [models.Index(fields=["meter", "-until"], name="leaks_of_meter")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.meter_id} until {self.until}"
