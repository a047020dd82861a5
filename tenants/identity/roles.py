"""What each role of staff may do; every right reads as a sentence, one table for a lawyer to check."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from tenants.identity.models import StaffRole, User, UserKind


class Right(StrEnum):
    SEE_REGISTRATIONS = "see registrations"
    DECIDE_REGISTRATIONS = "link, refuse and enter registrations"
    SEE_CUSTOMERS = "see customers, their bills and meters"
    SEE_IMPORTS = "see imports and their reports"
    IMPORT = "import billing data"
    MANAGE_KEYS = "issue and revoke keys of machines"
    SEE_CASES = "see cases with their messages and files"
    HANDLE_CASES = "answer, decide and hand over cases"
    VERIFY_READINGS = "accept and reject readings that customers sent"
    DECIDE_MANDATES = "approve and refuse powers of attorney, and consents given on paper"
    PUBLISH_NOTICES = "publish outages, works and water quality"


_COUNTER = frozenset(
    {
        Right.SEE_REGISTRATIONS,
        Right.DECIDE_REGISTRATIONS,
        Right.SEE_CUSTOMERS,
        Right.SEE_CASES,
        Right.HANDLE_CASES,
        Right.VERIFY_READINGS,
        Right.DECIDE_MANDATES,
        Right.PUBLISH_NOTICES,
    }
)

RIGHTS: dict[StaffRole, frozenset[Right]] = {
    StaffRole.CLERK: _COUNTER,
    StaffRole.VERIFIER: _COUNTER,
    StaffRole.EDITOR: frozenset({Right.PUBLISH_NOTICES}),
    StaffRole.ADMINISTRATOR: frozenset(Right),
    StaffRole.AUDITOR: frozenset(
        {Right.SEE_REGISTRATIONS, Right.SEE_CUSTOMERS, Right.SEE_IMPORTS, Right.SEE_CASES}
    ),
}


def staff_having(right: Right) -> QuerySet[User]:
    """Everybody of the staff who has `right` now, by name."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    found = User.objects.filter(kind=UserKind.STAFF, is_active=True, staff_role__in=roles)
    return found.order_by("full_name", "email")


def may(user: User, right: Right) -> bool:
    """Whether `user` is active staff whose role has `right`."""
    if not user.is_staff_member or not user.is_active or not user.staff_role:
        return False
    return right in RIGHTS[StaffRole(user.staff_role)]
