"""What people accepted and agreed to: evidence that is only ever added to.

People are named by uuid and e-mail instead of a foreign key: the evidence outlives the account (law: until claims
lapse), and a deleted login must not take it along.
"""

from __future__ import annotations

from typing import ClassVar

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
    evidence_file = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.consent} {self.action}"
