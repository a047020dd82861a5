"""What every page of a tenant may show: its profile, its theme, where we are. One context processor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tenants.profile import selectors as profiles
from tenants.registry import context


def page(request: HttpRequest) -> dict[str, Any]:
    """`profile` (None on the platform's own pages) and `theme_version` for the theme's address."""
    if context.current_or_none() is None:
        return {"profile": None, "theme_version": "platform"}
    profile = profiles.published()
    return {"profile": profile, "theme_version": profiles.published_number(), "place": context.current()}


def mail_context() -> dict[str, Any]:
    """What every mail may say about its sender."""
    return {"profile": profiles.published() if context.current_or_none() else None}
