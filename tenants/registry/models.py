"""Tenant and Domain: the rows of the public schema by which a host finds a utility."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tenants.registry import context
from tenants.registry.names import new_schema_name
from tenants.registry.postgres.base import connection_to


class TenantState(models.TextChoices):
    REQUESTED = "requested", "requested"  # the row exists, the schema does not
    PROVISIONING = "provisioning", "provisioning"
    ACTIVE = "active", "active"
    SUSPENDED = "suspended", "suspended"
    FAILED = "failed", "failed"


class Tenant(models.Model):
    """One utility on the platform. `slug` is for operators; the schema's name is opaque and never shown."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name, editable=False)
    state = models.CharField(max_length=20, choices=TenantState.choices, default=TenantState.REQUESTED)
    state_note = models.TextField(blank=True, default="")
    preset = models.CharField(max_length=60, blank=True, default="")
    schema_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    state_changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def place(self) -> context.Place:
        primary = next((domain.host for domain in self.domains.all() if domain.is_primary), "")
        return context.Place(self.uuid, self.slug, self.schema_name, primary)

    def __enter__(self) -> Self:
        with context.platform():
            place = self.place
        way_back = context.entered(place)
        way_back.__enter__()
        connection_to().ways_back.append(way_back)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection_to().ways_back.pop().__exit__(kind, error, trace)


class Domain(models.Model):
    """A host name that leads to a tenant, once its ownership has been verified. Hosts are lower case, IDNA."""

    host = models.CharField(max_length=253, unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="domains")
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["host"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_primary=True), name="one_primary_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.host
