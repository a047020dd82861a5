"""Rows of work that must not be lost, in the schema whose business they are."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone


class EntryState(models.TextChoices):
    NEW = "new", "new"
    LEASED = "leased", "leased"
    DONE = "done", "done"
    DEAD = "dead", "dead"  # given up: people must look


UNFINISHED = [EntryState.NEW, EntryState.LEASED]


class OutboxEntry(models.Model):
    """One effect to bring about, exactly described by `kind` and `payload`.

    `dedup_key` makes writing the same intention twice one row; it also travels to the provider where that takes one.
    `payload` may hold secrets in plain text (the links of a mail). It is emptied when the work is done; of work that
    was given up it stays until housekeeping deletes the row, a month later.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    dedup_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.NEW)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=["new", "leased"]), name="outbox_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedup_key}"
