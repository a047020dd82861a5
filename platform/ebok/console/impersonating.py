"""The verbs of impersonation: begin with a reason, enter by a one-use link, look (never write), end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ebok.console.models import Impersonation
from tenants.identity import audit
from tenants.identity.models import StaffRole, User, UserKind
from tenants.registry import context
from tenants.registry.models import Tenant

LONGEST = timedelta(minutes=60)
LINK_LIVES = timedelta(seconds=60)


class NoReason(ValueError):
    """An operator must say why they look into a utility."""


class NotAnOperator(PermissionError):
    """Only active operators may look into a utility."""


class LinkDead(LookupError):
    """The link was used, is too old, or was never made."""


def begin(*, operator: User, tenant: Tenant, reason: str, minutes: int, at: datetime) -> str:
    """Write the look down on the platform's side and return the token of its one-use link (60 seconds).

    At most 60 minutes. Raises NoReason, NotAnOperator.
    """
    if not operator.is_operator or not operator.is_active:
        raise NotAnOperator
    if len(reason.strip()) < 10:
        raise NoReason
    token = secrets.token_urlsafe(32)
    life = min(timedelta(minutes=max(1, minutes)), LONGEST)
    with context.platform(), transaction.atomic():
        Impersonation.objects.create(
            operator_uuid=operator.uuid, operator_email=operator.email, tenant=tenant, reason=reason.strip()[:300], token_sha256=_hash(token),
            started_at=at, ends_at=at + life,
        )  # fmt: skip
        audit.record("console.impersonate", by=operator, subject=tenant.slug, reason=reason.strip()[:300])
    return token


def peek(*, token: str, place: context.Place, at: datetime) -> Impersonation:
    """The look that the link begins, without using the link up. Raises LinkDead, for another utility's link as well."""
    with context.platform():
        found = Impersonation.objects.filter(
            token_sha256=_hash(token),
            tenant_id=place.uuid,
            started_at__gte=at - LINK_LIVES,
            entered_at=None,
        ).first()
    if found is None:
        raise LinkDead
    return found


def enter(*, token: str, place: context.Place, at: datetime) -> Impersonation:
    """Use the link on the utility's own host, inside its context: written into the utility's audit log too.

    Raises LinkDead, for another utility's link as well.
    """
    found = peek(token=token, place=place, at=at)
    with context.platform():
        if Impersonation.objects.filter(pk=found.pk, entered_at=None).update(entered_at=at) != 1:
            raise LinkDead
    audit.record("operator.enter", by=found.operator_email, subject=str(found.uuid), reason=found.reason)
    return found


def current(*, uuid: str, place: context.Place, at: datetime) -> Impersonation | None:
    """The look of this session while it lasts, or None."""
    try:
        key = UUID(uuid)
    except ValueError:
        return None
    with context.platform():
        found = Impersonation.objects.filter(
            pk=key, tenant_id=place.uuid, ended_at=None, ends_at__gt=at
        ).first()
        if found and not User.objects.filter(uuid=found.operator_uuid, is_active=True).exists():
            return None  # whoever left the platform sees nothing any longer
        return found


def end(*, impersonation: Impersonation, at: datetime) -> None:
    """End the look at once, on both sides."""
    with context.platform():
        Impersonation.objects.filter(pk=impersonation.pk, ended_at=None).update(ended_at=at)
        audit.record(
            "console.impersonate_end", by=impersonation.operator_email, subject=str(impersonation.uuid)
        )
    audit.record("operator.leave", by=impersonation.operator_email, subject=str(impersonation.uuid))


def guest(impersonation: Impersonation) -> User:
    """Who the operator is in the utility: nobody's row, with an auditor's rights, named as themselves."""
    return User(
        uuid=impersonation.operator_uuid,
        email=impersonation.operator_email,
        full_name=impersonation.operator_email,
        kind=UserKind.STAFF,
        staff_role=StaffRole.AUDITOR,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
