"""What machines bring: runs of the import with their report, and the keys that machines show."""

from uuid import uuid4

from django.db import models


class ImportState(models.TextChoices):
    """received → validating → (refused | ready, after a dry run | loading → done); failed when it broke off."""

    RECEIVED = "received", "received"
    VALIDATING = "validating", "validating"
    REFUSED = "refused", "refused"
    READY = "ready", "ready"
    LOADING = "loading", "loading"
    DONE = "done", "done"
    FAILED = "failed", "failed"


FINISHED = frozenset({ImportState.REFUSED, ImportState.READY, ImportState.DONE})


class ImportRun(models.Model):
    """One billing package brought once: its progress while it runs, its report for ever after."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    idempotency_key = models.CharField(max_length=200, unique=True)
    # Of the ZIP that came under the key: the same key with other bytes is a mistake, not a repetition.
    package_sha256 = models.BinaryField(max_length=32, null=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.RECEIVED)
    dry_run = models.BooleanField(default=False)
    # Rows per entity: checked so far while validating, what was done with them afterwards.
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=300)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class ApiKey(models.Model):
    """A machine's key. Only its hash is kept; the prefix is shown so that people can tell keys apart."""

    prefix = models.CharField(max_length=12, unique=True)
    sha256 = models.BinaryField(max_length=32)
    label = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=300)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.prefix} {self.label}"
