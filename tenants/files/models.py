"""A stored file: its row here, its bytes in the tenant's own folder of the file store."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class FilePurpose(models.TextChoices):
    EVIDENCE = "evidence", "evidence"  # scans of signed forms: staff only
    PHOTO = "photo", "photo of a meter"
    ATTACHMENT = "attachment", "attachment of a case"
    MANDATE = "mandate", "power of attorney"
    EXPORT = "export", "package with somebody's data"


class StoredFile(models.Model):
    """Found only through the thing it belongs to; the uuid is a name, never a right."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=FilePurpose.choices)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_by = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
