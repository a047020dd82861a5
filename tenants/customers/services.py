"""Giving and taking away access to a customer's data. Customers themselves are changed by imports only."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tenants.customers.ending import ending_of, last_contract_day
from tenants.customers.models import Access, AccessDay, AccessRole, Customer
from tenants.identity import audit, throttling
from tenants.identity.models import User

HOUSEKEEPING = "housekeeping"
TIME_IS_OVER = "the time to read after the contract is over"


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
    scope: Collection[str] = (),
) -> Access:
    """Let `user` see `customer` from `at` on, until `valid_to` where given; a delegate or viewer only what `scope` names.

    `evidence` is JSON: how it was proved (a registration's reference, a signed form's file id). Granting the same
    role again returns the access there is, so a double click grants once. Writes an Access and an audit event,
    sends nothing. Raises AccessExists when the user has another role with this customer.
    """
    try:
        with transaction.atomic():
            # An access that ran out would stand in the way of the next one until somebody says that it has ended.
            ran_out = Access.objects.filter(user=user, customer=customer, revoked_at=None, valid_to__lte=at)
            ran_out.update(revoked_at=F("valid_to"), revoked_by="system", revoked_reason="ran out")
            access = Access.objects.create(
                user=user,
                customer=customer,
                role=role,
                scope=sorted(scope),
                valid_from=at,
                valid_to=valid_to,
                evidence=evidence,
                granted_by=_name(by),
            )
            audit.record(
                "customers.grant_access", by=by, subject=customer.number, user=user.email, role=str(role),
                scope=sorted(scope),
            )  # fmt: skip
    except IntegrityError:
        access = Access.objects.get(user=user, customer=customer, revoked_at=None)
        if access.role != role or sorted(access.scope) != sorted(scope):
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


def end_former(*, months: int, today: date, at: datetime) -> int:
    """End every access to customers whose last contract ended more than `months` ago; returns how many.

    Until that day, it included, a former customer still reads (`retention.closed_account_months` of the profile). Writes an
    audit event for each.
    """
    active = (
        Access.objects.filter(revoked_at=None)
        .annotate(last_day=last_contract_day("customer"))
        # A month has 28 days at least: whoever is past the day is among these, and the rest is not even read.
        .filter(last_day__lt=today - timedelta(days=28 * months))
        .select_related("customer", "user")
    )
    ended = 0
    for access in active.order_by("pk"):
        ending = ending_of(access.last_day, months=months, today=today)
        if ending is not None and ending.is_over(today):
            with suppress(NoSuchAccess):  # its owner or staff ended it meanwhile
                revoke_access(access=access, reason=TIME_IS_OVER, by=HOUSEKEEPING, at=at)
                ended += 1
    return ended


def restore_returned(*, today: date, at: datetime) -> int:
    """Give back what `end_former` ended to customers who have a contract again; returns how many accesses."""
    ended = (
        Access.objects.filter(revoked_by=HOUSEKEEPING, revoked_reason=TIME_IS_OVER)
        .annotate(last_day=last_contract_day("customer"))
        .filter(last_day__gte=today)
        .select_related("customer", "user")
    )
    reason = "the customer has a contract again"
    return sum(
        restore_access(access=one, reason=reason, by=HOUSEKEEPING, at=at) for one in ended.order_by("pk")
    )


def change_access(
    *,
    access: Access,
    role: AccessRole,
    scope: Collection[str],
    valid_to: datetime | None,
    by: User,
    at: datetime,
) -> None:
    """Change what an access is for and how long it lasts, from this second. Writes an audit event with both states.

    Raises NoSuchAccess when it has ended in the meantime.
    """
    with transaction.atomic():
        now = {"role": str(role), "scope": sorted(scope), "valid_to": valid_to}
        former = Access.objects.select_for_update().filter(pk=access.pk, revoked_at=None).first()
        if former is None or (former.valid_to is not None and former.valid_to <= at):
            raise NoSuchAccess(access.pk)
        Access.objects.filter(pk=access.pk).update(**now)
        audit.record(
            "customers.change_access", by=by, subject=access.customer.number, user=access.user.email, access=access.pk,
            former={"role": former.role, "scope": former.scope, "valid_to": _text(former.valid_to)},
            now={**now, "valid_to": _text(valid_to)},
        )  # fmt: skip
    access.refresh_from_db()


def restore_access(*, access: Access, reason: str, by: User | str, at: datetime) -> bool:
    """Take back the end of an access: it counts again, as long as it was to last. False where another one counts by now.

    The audit log keeps both the end and its taking back.
    """
    with transaction.atomic():
        again = Access.objects.filter(user=access.user_id, customer=access.customer_id, revoked_at=None)
        if again.exists():
            return False
        Access.objects.filter(pk=access.pk).update(revoked_at=None, revoked_by="", revoked_reason="")
        audit.record(
            "customers.restore_access", by=by, subject=access.customer.number, user=access.user.email, reason=reason,
        )  # fmt: skip
    return True


def put_back_access(*, access: Access, former: dict[str, Any], by: User | str) -> None:
    """Take back a change of an access: `former` is what the audit event of `change_access` kept. It may have run out since.

    Writes an audit event. Raises NoSuchAccess when the access was revoked in the meantime.
    """
    valid_to = datetime.fromisoformat(former["valid_to"]) if former["valid_to"] else None
    with transaction.atomic():
        still = Access.objects.filter(pk=access.pk, revoked_at=None)
        if not still.update(role=former["role"], scope=former["scope"], valid_to=valid_to):
            raise NoSuchAccess(access.pk)
        audit.record(
            "customers.put_back_access", by=by, subject=access.customer.number, user=access.user.email,
            access=access.pk, now=former,
        )  # fmt: skip
    access.refresh_from_db()


def note_use(*, access: Access, day: date) -> None:
    """Write down that an access was used on this day; once more on the same day is the same row."""
    AccessDay.objects.bulk_create([AccessDay(access=access, day=day)], ignore_conflicts=True)


def note_look(*, customer: Customer, by: User, at: datetime) -> None:
    """Write down that staff, or an operator who looks in, opened a customer's data: once an hour for each of them."""
    key = f"see:{customer.pk}:{by.uuid}"
    if throttling.allowed(key, limit=1, window=timedelta(hours=1), at=at):
        # An operator has no row here: the guest whom the impersonation puts in their place is not saved.
        kind = "operator" if by.pk is None else "staff"
        audit.record("customers.see", by=by, subject=customer.number, kind=kind, name=by.full_name)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _name(by: User | str) -> str:
    return by.email if isinstance(by, User) else by
