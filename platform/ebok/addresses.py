"""Absolute addresses of the current tenant (wall 1: from its primary domain, never from the request)."""

from __future__ import annotations

from django.conf import settings

from tenants.registry import context


def link(path: str) -> str:
    """An absolute address on the current tenant's primary host, or on the platform's outside a tenant."""
    place = context.current_or_none()
    return _on(place.primary_host if place else settings.PLATFORM_HOST, path)


def link_on(place: context.Place, path: str) -> str:
    """An absolute address on a given tenant's primary host."""
    return _on(place.primary_host, path)


def _on(host: str, path: str) -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}{path}"
