"""Packages with somebody's data, and logins that their owners closed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenants.files.models import StoredFile


class ExportState(models.TextChoices):
    ORDERED = "ordered", "being made"
    READY = "ready", "ready to fetch"
    GONE = "gone", "thrown away"


class DataExport(models.Model):
    """One package: ordered, made by a worker, fetched by its owner alone, thrown away after some days."""

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.ORDERED)
    ordered_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="ordered"), name="one_export_in_the_making"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.state}"


class Closing(models.Model):
    """That somebody closed their login: until `erase_at` the mailed link takes it back, then what is personal goes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="closings")
    closed_at = models.DateTimeField()
    erase_at = models.DateTimeField(db_index=True)
    # Empty where it cannot be taken back.
    undo_sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    # The accesses that ended with it, other people's too, to be given back if it is undone.
    ended_accesses = ArrayField(models.BigIntegerField(), default=list)
    undone_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(undone_at=None, erased_at=None), name="one_closing_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.closed_at}"
