"""Reads: who looked at a customer's data and when, a person's packages, a closed login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from tenants.customers.models import Access, AccessDay
from tenants.identity.models import AuditEvent, User
from tenants.privacy.models import Closing, DataExport, ExportState


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked. `kind`: person (on that day), staff or operator (within an hour of that moment)."""

    at: datetime
    kind: str
    name: str
    role: str


def looks_at(access: Access) -> QuerySet[Any, Any]:
    """Everybody who looked at the data of the access's customer, newest first, as rows of `at kind who role`.

    People with access by day, staff and operators by the hour. Both sources can only be added to. Machines that import or
    read by a key are not people and stand in neither. The caller cuts pages and reads them with `as_look`.
    """
    days = AccessDay.objects.filter(access__customer=access.customer_id).values(
        moment=Cast("day", DateTimeField()),
        kind=Value("person", CharField()),
        who=Coalesce("access__user__full_name", Value(""), output_field=CharField()),
        as_what=F("access__role"),
        key=F("id"),
    )
    seen = AuditEvent.objects.filter(action="customers.see", subject=access.customer.number).values(
        moment=F("at"),
        kind=Coalesce(Cast("details__kind", CharField()), Value('"staff"'), output_field=CharField()),
        who=Coalesce(Cast("details__name", CharField()), Value(""), output_field=CharField()),
        as_what=Value("", CharField()),
        key=F("id"),
    )
    return days.union(seen, all=True).order_by("-moment", "kind", "-key")


def as_look(row: dict[str, Any]) -> Look:
    """One row of `looks_at`; a text inside JSON comes with its quotation marks."""
    return Look(row["moment"], row["kind"].strip('"'), row["who"].strip('"'), row["as_what"])


def exports_of(user: User) -> QuerySet[DataExport]:
    """The packages a login ordered, newest first."""
    return DataExport.objects.filter(user=user).order_by("-pk")


def fetchable(user: User, public_id: UUID, at: datetime) -> DataExport:
    """One's own package while it waits; raises DataExport.DoesNotExist for a stranger's and for one that is gone."""
    found = DataExport.objects.select_related("file").filter(
        user=user, state=ExportState.READY, expires_at__gt=at
    )
    return found.get(public_id=public_id)


def closing_behind(token: str) -> Closing | None:
    """The closed login that a mailed link takes back, whether it still can or not; None for a link never mailed."""
    digest = sha256(token.encode()).hexdigest()
    return Closing.objects.select_related("user").filter(undo_sha256=digest).first()
