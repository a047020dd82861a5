"""Outages with their places and updates, addresses somebody watches without an account, and results of samples."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class OutageKind(models.TextChoices):
    FAILURE = "failure", "failure"
    PLANNED = "planned", "planned work"


class OutageState(models.TextChoices):
    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    ENDED = "ended", "all clear"
    CANCELLED = "cancelled", "called off"


class Outage(models.Model):
    """No water, weak pressure or blocked sewage, somewhere, for some time. Seen by people from publication on."""

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=OutageKind.choices)
    state = models.CharField(max_length=10, choices=OutageState.choices, default=OutageState.DRAFT)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    # What the tap does: water, pressure, sewage; a choice of the form, shown as words.
    effect = models.CharField(
        max_length=10,
        choices=[
            ("water", "no water"),
            ("pressure", "low pressure"),
            ("quality", "water to boil"),
            ("sewage", "sewage"),
        ],
        default="water",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    tanks = models.TextField(blank=True, default="")
    created_by = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="outage_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(state="published"), name="outage_open"),
        ]

    def __str__(self) -> str:
        return self.title


class OutagePlace(models.Model):
    """A street with its house numbers („1–15 nieparzyste, 20a”); no numbers: the whole street, no street: the whole town."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="places")
    city = models.CharField(max_length=100)
    street = models.CharField(max_length=150, blank=True, default="")
    numbers = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return " ".join(part for part in (self.city, self.street, self.numbers) if part)


class UpdateKind(models.TextChoices):
    PUBLISHED = "published", "published"
    UPDATED = "updated", "updated"
    ENDED = "ended", "all clear"
    CANCELLED = "cancelled", "called off"


class OutageUpdate(models.Model):
    """What was told of an outage, and when; people were told exactly this."""

    append_only: ClassVar[bool] = True

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=10, choices=UpdateKind.choices)
    text = models.TextField(blank=True, default="")
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.kind}"


class AddressWatch(models.Model):
    """Somebody without an account who wants to hear of outages at one address; counts once the mailbox has answered."""

    email = models.EmailField()
    city = models.CharField(max_length=100)
    street = models.CharField(max_length=150)
    number = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="pl")
    # One secret confirms and later ends it: both links come by mail to the same mailbox.
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "city", "street", "number"], name="address_watched_once_by_a_mailbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.street} {self.number}"


class WaterSample(models.Model):
    """One parameter of the water of one supply zone on one day, as a laboratory found it."""

    zone = models.CharField(max_length=60)
    point = models.CharField(max_length=150, blank=True, default="")
    taken_on = models.DateField()
    parameter = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    # „< 0,05”: the laboratory found less than it can measure.
    below_detection = models.BooleanField(default=False)
    laboratory = models.CharField(max_length=150, blank=True, default="")
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "point", "taken_on", "parameter"], name="water_sample_unique"
            ),
        ]
        indexes = [models.Index(fields=["zone", "-taken_on"], name="water_samples_of_zone")]

    def __str__(self) -> str:
        return f"{self.zone} {self.taken_on} {self.parameter}: {self.value}"
