"""Who may act: what this login may see of whom, whom its owner let in, powers of attorney with their papers, who looked."""

from __future__ import annotations

from collections.abc import Iterator

from tenants.customers.models import Access, AccessDay
from tenants.delegation.models import Invitation, Mandate
from tenants.files.naming import safe_name
from tenants.files.storing import read
from tenants.identity.models import AuditEvent
from tenants.privacy.parts.subject import Entry, Subject, folder_of


def entries(subject: Subject) -> Iterator[Entry]:
    """`dostepy.json`, `pelnomocnictwa.json` with their papers, and by customer who has and had access and who looked."""
    mine = Access.objects.filter(user=subject.user).order_by("pk")
    shown = ("role", "scope", "valid_from", "valid_to", "revoked_at", "revoked_reason")
    yield "dostepy.json", list(mine.values("customer__number", *shown))
    mandates = Mandate.objects.filter(user=subject.user).select_related("file").order_by("pk")
    yield (
        "pelnomocnictwa.json",
        [
            {
                "customer_number": one.customer_number,
                "customer_name": one.customer_name,
                "role": one.role,
                "scope": one.scope,
                "state": one.state,
                "sent_at": one.created_at,
                "decided_at": one.decided_at,
                "reason": one.reason,
                "file": one.file.name,
            }
            for one in mandates
        ],
    )
    for one in mandates:
        yield f"pelnomocnictwa/{one.pk}-{safe_name(one.file.name)}", read(one.file)
    for customer in subject.customers:
        theirs = Access.objects.filter(customer=customer).order_by("pk")
        # Other people's e-mail addresses are theirs; whom the owner invited by e-mail, the owner typed.
        yield (
            f"{folder_of(customer)}/kto-ma-dostep.json",
            {
                "accesses": list(theirs.values("user__full_name", *shown)),
                "days_of_use": list(
                    AccessDay.objects.filter(access__customer=customer)
                    .order_by("day", "pk")
                    .values("day", "access__user__full_name", "access__role")
                ),
                "looks_of_staff": list(
                    AuditEvent.objects.filter(action="customers.see", subject=customer.number)
                    .order_by("pk")
                    .values("at", "details__kind")
                ),
                "invitations": list(
                    Invitation.objects.filter(customer=customer)
                    .order_by("pk")
                    .values("email", "role", "scope", "valid_to", "state", "created_at", "answered_at")
                ),
            },
        )
