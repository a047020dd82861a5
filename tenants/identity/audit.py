"""The audit log: one verb. Rows can be added and read, never changed: the database refuses the rest."""

from __future__ import annotations

from typing import Any

from tenants.identity.models import AuditEvent, User


def record(
    action: str,
    *,
    by: User | str,
    subject: str = "",
    address: str | None = None,
    **details: Any,
) -> AuditEvent:
    """Write that `by` did `action` (room.verb, e.g. `registration.link`) to `subject`, in the current schema.

    `details` must be JSON and must not hold secrets or a PESEL. `by` is a user or a name such as `system`.
    """
    actor, actor_uuid = (by.email, by.uuid) if isinstance(by, User) else (by, None)
    return AuditEvent.objects.create(
        action=action,
        actor=actor,
        actor_uuid=actor_uuid,
        subject=subject[:200],
        details=details,
        address=address,
    )
