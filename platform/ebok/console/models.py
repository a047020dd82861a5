"""Impersonation: the only way by which an operator looks into a utility (wall 7)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from tenants.registry.models import Tenant


class Impersonation(models.Model):
    """One look: who, where, why, until when. Rows stay for ever; the utility sees its half in its own audit log."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # No foreign key: the user's class lives in both kinds of schema, and deleting a customer must not look here.
    operator_uuid = models.UUIDField()
    operator_email = models.EmailField()
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    token_sha256 = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.operator_email} in {self.tenant_id}"
