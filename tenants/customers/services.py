"""Giving and taking away access to a customer's data. Customers themselves are changed by imports only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tenants.customers.models import Access, AccessRole, Customer
from tenants.identity import audit
from tenants.identity.models import User


class AccessExists(ValueError):
    """The user already has another role with this customer: revoke that one first."""


class NoSuchAccess(LookupError):
    """The access was revoked before, by somebody else or by a double click."""


def grant_access(
    *,
    user: User,
    customer: Customer,
    role: AccessRole,
    evidence: dict[str, Any],
    by: User | str,
    at: datetime,
    valid_to: datetime | None = None,
) -> Access:
    """Let `user` see `customer` from `at` on, until `valid_to` where given.

    `evidence` is JSON: how it was proved (a registration's reference, a signed form's file id). Granting the same
    role again returns the access there is, so a double click grants once. Writes an Access and an audit event,
    sends nothing. Raises AccessExists when the user has another role with this customer.
    """
    try:
        with transaction.atomic():
            access = Access.objects.create(
                user=user,
                customer=customer,
                role=role,
                valid_from=at,
                valid_to=valid_to,
                evidence=evidence,
                granted_by=_name(by),
            )
            audit.record(
                "customers.grant_access", by=by, subject=customer.number, user=user.email, role=str(role)
            )
    except IntegrityError:
        access = Access.objects.get(user=user, customer=customer, revoked_at=None)
        if access.role != role:
            raise AccessExists(access.role) from None
    return access


def revoke_access(*, access: Access, reason: str, by: User | str, at: datetime) -> None:
    """End an access at once; the row stays as history. Writes an audit event. Raises NoSuchAccess when it has ended."""
    with transaction.atomic():
        ended = Access.objects.filter(pk=access.pk, revoked_at=None).update(
            revoked_at=at, revoked_by=_name(by), revoked_reason=reason
        )
        if not ended:
            raise NoSuchAccess(access.pk)
        audit.record(
            "customers.revoke_access",
            by=by,
            subject=access.customer.number,
            user=access.user.email,
            reason=reason,
        )
    access.refresh_from_db()


def _name(by: User | str) -> str:
    return by.email if isinstance(by, User) else by
