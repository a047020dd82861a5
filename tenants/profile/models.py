"""Rows of the profile: its versions, one row per theme of each, and the files that lie beside it."""

from django.db import models
from django.db.models import Q


class VersionState(models.TextChoices):
    """A version is born a draft or published; a published one is superseded by the next."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class ProfileVersion(models.Model):
    """One numbered state of the whole profile. Once published it never changes."""

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=VersionState.choices)
    author = models.CharField(max_length=254, help_text="Who, as text: people leave, versions stay.")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    based_on = models.PositiveIntegerField(
        null=True, help_text="Number that was published when this one was made."
    )
    changes = models.JSONField(default=list, help_text="diff.Change.as_json() against the version before.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what it says: sections and files.")
    source = models.BinaryField(help_text="The YAML exactly as it was given, for export.")

    class Meta:
        constraints = [
            models.UniqueConstraint("state", condition=Q(state="published"), name="profile_one_published"),
            models.UniqueConstraint("state", condition=Q(state="draft"), name="profile_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | ~Q(state="draft") & Q(published_at__isnull=False),
                name="profile_published_at_fits_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"


class ProfileSection(models.Model):
    """One theme of one version (`schema.THEMES`), in canonical form."""

    version = models.ForeignKey(ProfileVersion, on_delete=models.CASCADE, related_name="sections")
    theme = models.CharField(max_length=30)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "theme"], name="profile_section_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.theme}"


class ProfileFile(models.Model):
    """A text or a picture beside one version."""

    version = models.ForeignKey(ProfileVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="profile_file_once")]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.path}"
