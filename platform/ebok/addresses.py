"""Absolute addresses of the current tenant (wall 1: from its primary domain, never from the request)."""

from __future__ import annotations

from django.conf import settings

from tenants.registry import context


def link(path: str) -> str:
    """An absolute address on the current tenant's primary host (wall 1: never from the request)."""
    place = context.current_or_none()
    host = place.primary_host if place else settings.PLATFORM_HOST
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}{path}"
