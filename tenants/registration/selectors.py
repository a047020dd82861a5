"""Reads of registrations: where a person stands, staff's queue, one registration by its code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from tenants.customers.models import Access, Customer
from tenants.customers.selectors import accesses_of
from tenants.identity.models import User
from tenants.legal.selectors import Renewal, to_accept_again
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.registration import OF_A_CUSTOMER, Rung
from tenants.registration.models import (
    OPEN_STATES,
    LetterCode,
    LinkPurpose,
    MailedLink,
    ProofShown,
    Registration,
    RegistrationState,
)

# The key under which a door keeps the chosen access in the session, the same for all doors of one person.
CHOSEN_ACCESS = "chosen_access"
# Whoever was refused may still sign in to read why, and apply again.
WHEN_REFUSED = frozenset({Capability.SIGN_IN, Capability.SEE_OWN_REGISTRATION, Capability.CONTACT})


@dataclass(frozen=True)
class Standing:
    """Where a person stands on the utility's ladder, and what that opens for them now.

    `registration`, `proofs` and the rungs are those of the newest registration, the one that may still need a step;
    `access` is the one this session works with, `accesses` are all of the person's, and `capabilities` follow from the
    registration that won `access`.
    """

    registration: Registration | None
    proofs: frozenset[str]
    rung: Rung | None
    next_rung: Rung | None
    capabilities: frozenset[Capability]
    access: Access | None
    accesses: tuple[Access, ...] = ()

    def may(self, capability: Capability) -> bool:
        return capability in self.capabilities


def standing_of(user: User, *, profile: Profile, at: datetime, chosen: int | None = None) -> Standing:
    """The newest registration with its proofs, and the access among those in force that the session has `chosen`.

    `chosen` is an access's id; an id that is not among the person's own counts as none, and the first access is taken.
    One statement for a person with one access, two for those with several.
    """
    registration = (
        Registration.objects.filter(user=user)
        .exclude(state=RegistrationState.WITHDRAWN)
        .select_related("access__customer")
        .annotate(
            proof_keys=ArrayAgg("proofs_shown__proof", filter=Q(proofs_shown__isnull=False), default=[]),
            in_force=ArraySubquery(accesses_of(user, at).values("pk")),
        )
        .order_by("-id")
        .first()
    )
    if registration is None:
        return Standing(None, frozenset(), None, None, frozenset(), None)
    registration.user = user
    proofs = frozenset(registration.proof_keys)
    policy = profile.registration
    accesses, won_by = _accesses(registration, user, at)
    access = next((one for one in accesses if one.pk == chosen), accesses[0] if accesses else None)
    if access is None:
        refused = registration.state == RegistrationState.REFUSED
        capabilities = (WHEN_REFUSED if refused else policy.capabilities(proofs)) - OF_A_CUSTOMER
    else:
        capabilities = policy.capabilities(won_by.get(access.pk, proofs))
    return Standing(
        registration,
        proofs,
        policy.rung_reached(proofs),
        policy.next_rung(proofs),
        frozenset(one for one in capabilities if profile.access.has(one)),
        access,
        accesses,
    )


def _accesses(
    newest: Registration, user: User, at: datetime
) -> tuple[tuple[Access, ...], dict[int, frozenset[str]]]:
    """The person's accesses in force, and by an access's id the proofs of the registration that won it."""
    ids: list[int] = newest.in_force  # type: ignore[attr-defined]  # annotated by standing_of
    if not ids:
        return (), {}
    if newest.access is not None and ids == [newest.access_id]:
        return (newest.access,), {}
    found = accesses_of(user, at).annotate(
        proof_keys=ArrayAgg(
            "registration__proofs_shown__proof",
            filter=Q(registration__proofs_shown__isnull=False),
            default=[],
        )
    )
    accesses = tuple(found)
    return accesses, {one.pk: frozenset(one.proof_keys) for one in accesses if one.proof_keys}


def terms_to_renew(user: User, standing: Standing, *, profile: Profile, today: date) -> list[Renewal]:
    """Documents this person must accept before going on.

    Whoever never pressed a button here signed on paper, with the wording of that day; only an account brought over from
    the former system accepted another office's words and is asked for these.
    """
    registration = standing.registration
    imported = registration is not None and any(
        mode.key == registration.mode for mode in profile.registration.modes_of_kind("imported_account")
    )
    signed_on = None if imported else localdate(user.created_at)
    return to_accept_again(profile, user, today=today, accepted_otherwise_on=signed_on)


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


def unprinted_letters() -> QuerySet[LetterCode]:
    """Letters with codes that wait to be printed, the longest waiting first."""
    return (
        LetterCode.objects.filter(printed_at=None)
        .select_related("registration__user", "customer")
        .order_by("requested_at")
    )


def letter_of(reference: str) -> LetterCode:
    """The letter of one registration with its customer; raises LetterCode.DoesNotExist."""
    found = LetterCode.objects.select_related("registration__user", "customer")
    return found.get(registration__reference=reference)


def letter_asked_for(registration: Registration) -> LetterCode | None:
    """The letter this registration asked for, or None."""
    return LetterCode.objects.filter(registration=registration).first()


def proofs_shown(registration: Registration) -> QuerySet[ProofShown]:
    """What a registration has shown, with its scans, in the order it came."""
    return ProofShown.objects.filter(registration=registration).select_related("file").order_by("at", "id")


def registrations_of(customer: Customer) -> QuerySet[Registration]:
    """The registrations that were tied to this customer, newest first; for staff."""
    return Registration.objects.filter(customer=customer).select_related("user").order_by("-id")


def started(uuid: str) -> Registration | None:
    """The registration of this uuid while its e-mail is not confirmed yet."""
    found = Registration.objects.select_related("user").filter(state=RegistrationState.STARTED)
    return found.filter(uuid=uuid).first()


def confirmed_address(link_id: int) -> MailedLink | None:
    """The link by which a mailbox answered before the form, or None."""
    return MailedLink.objects.filter(pk=link_id, purpose=LinkPurpose.ADDRESS).first()


def link_of(token: str) -> MailedLink | None:
    """The mailed link of this token, good or not, to say what has become of it."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return MailedLink.objects.select_related("registration").filter(token_sha256=digest).first()
