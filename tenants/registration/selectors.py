"""Reads of registrations: where a person stands, staff's queue, one registration by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.registration import OF_A_CUSTOMER, Rung
from tenants.registration.models import OPEN_STATES, Registration, RegistrationState

# Whoever was refused may still sign in to read why, and apply again.
WHEN_REFUSED = frozenset({Capability.SIGN_IN, Capability.SEE_OWN_REGISTRATION, Capability.CONTACT})


@dataclass(frozen=True)
class Standing:
    """Where a person stands on the utility's ladder, and what that opens for them now."""

    registration: Registration | None
    proofs: frozenset[str]
    rung: Rung | None
    next_rung: Rung | None
    capabilities: frozenset[Capability]
    access: Access | None

    def may(self, capability: Capability) -> bool:
        return capability in self.capabilities


def standing_of(user: User, *, profile: Profile, at: datetime) -> Standing:
    """One statement: the newest registration with its proofs, and the access it won (if still in force)."""
    registration = (
        Registration.objects.filter(user=user)
        .exclude(state=RegistrationState.WITHDRAWN)
        .select_related("access__customer")
        .annotate(
            proof_keys=ArrayAgg("proofs_shown__proof", filter=Q(proofs_shown__isnull=False), default=[])
        )
        .order_by("-id")
        .first()
    )
    if registration is None:
        return Standing(None, frozenset(), None, None, frozenset(), None)
    registration.user = user
    proofs = frozenset(registration.proof_keys)
    access = registration.access
    if access is not None and not _in_force(access, at):
        access = None
    ladder = profile.registration
    refused = registration.state == RegistrationState.REFUSED
    capabilities = WHEN_REFUSED if refused else ladder.capabilities(proofs)
    if access is None:
        capabilities -= OF_A_CUSTOMER
    return Standing(
        registration,
        proofs,
        ladder.rung_reached(proofs),
        ladder.next_rung(proofs),
        frozenset(capabilities),
        access,
    )


def queue(*, state: str = "", text: str = "") -> QuerySet[Registration]:
    """Registrations for staff, the longest waiting first; `state` empty means all open ones."""
    found = Registration.objects.select_related("user", "customer").annotate(
        proof_keys=ArrayAgg("proofs_shown__proof", filter=Q(proofs_shown__isnull=False), default=[])
    )
    found = found.filter(state=state) if state else found.filter(state__in=OPEN_STATES)
    if text:
        found = found.filter(
            Q(user__email__icontains=text)
            | Q(user__full_name__icontains=text)
            | Q(customer_number__iexact=text)
            | Q(reference__iexact=text.replace("-", "").replace(" ", ""))
        )
    return found.order_by("changed_at", "id")


def by_reference(reference: str) -> Registration:
    """One registration by its code; raises Registration.DoesNotExist."""
    return Registration.objects.select_related("user", "customer", "access").get(reference=reference)


def _in_force(access: Access, at: datetime) -> bool:
    return (
        access.revoked_at is None
        and access.valid_from <= at
        and (access.valid_to is None or access.valid_to > at)
    )
