"""Reads over the fleet, for the console and the command line."""

from __future__ import annotations

from tenants.registry import context
from tenants.registry.models import Tenant


def tenants() -> list[Tenant]:
    """Every utility with its domains, by short name."""
    with context.platform():
        return list(Tenant.objects.prefetch_related("domains").order_by("slug"))


def tenant(slug: str) -> Tenant:
    """One utility by its short name; raises Tenant.DoesNotExist."""
    with context.platform():
        return Tenant.objects.prefetch_related("domains").get(slug=slug)
