"""Verbs of a login that need nobody else."""

from __future__ import annotations

from tenants.identity.models import User


def rename(*, user: User, full_name: str) -> None:
    """Change how the office calls the person; whose bills they see does not depend on it."""
    User.objects.filter(pk=user.pk).update(full_name=" ".join(full_name.split())[:200])
    user.refresh_from_db(fields=["full_name"])


def speak(*, user: User, language: str) -> None:
    """Remember the person's language: pages of the next sign-in and every mail follow it."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
