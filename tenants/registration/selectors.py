"""Reads of registrations: where a person stands, staff's queue, one registration by its code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from tenants.customers.ending import Ending, ending_of, last_contract_day
from tenants.customers.models import Access, Customer
from tenants.customers.selectors import accesses_of
from tenants.identity.models import User
from tenants.legal.selectors import Renewal, to_accept_again
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.registration import DELEGABLE, NOT_AFTER_THE_END, OF_A_CUSTOMER, Rung
from tenants.profile.schema.registration import Registration as Policy
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
# … and the one that says which use of which access was written down last (customers.services.note_use).
USE_NOTED = "use_noted"
# Under which regulations were last found accepted: number of the profile's version, and the day.
TERMS_CHECKED = "terms_checked"
# Whoever was refused may still sign in to read why, and apply again.
WHEN_REFUSED = frozenset({Capability.SIGN_IN, Capability.SEE_OWN_REGISTRATION, Capability.CONTACT})


@dataclass(frozen=True)
class Standing:
    """Where a person stands on the utility's ladder, and what that opens for them now.

    `registration`, `proofs` and the rungs are those of the newest registration, the one that may still need a step; None for
    whoever was let in by somebody else and never registered. `access` is the one this session works with, `accesses` are
    all of the person's, and `opened` says what each opens, by its id. `capabilities` follow from the registration that won `access`, from the scope it was given with,
    and from `ending`: what is left when the customer's last contract has ended.
    """

    registration: Registration | None
    proofs: frozenset[str]
    rung: Rung | None
    next_rung: Rung | None
    capabilities: frozenset[Capability]
    access: Access | None
    accesses: tuple[Access, ...] = ()
    ending: Ending | None = None
    opened: Mapping[int, frozenset[Capability]] = field(default_factory=dict)

    def may(self, capability: Capability) -> bool:
        return capability in self.capabilities

    def opening(self, capability: Capability) -> list[Access]:
        """Those of `accesses` that open something, each by its own proofs or scope: for pages of all customers at once."""
        return [access for access in self.accesses if capability in self.opened[access.pk]]

    @property
    def is_limited(self) -> bool:
        """Whether somebody else let this person in, for some things only."""
        return self.access is not None and not self.access.is_unlimited


@dataclass(frozen=True)
class _Won:
    """An access in force, what its registration proved (None: it was won by none), and the end of its contracts."""

    access: Access
    proofs: frozenset[str] | None
    ending: Ending | None


def standing_of(user: User, *, profile: Profile, at: datetime, chosen: int | None = None) -> Standing:
    """The newest registration with its proofs, and the access among those in force that the session has `chosen`.

    `chosen` is an access's id; an id that is not among the person's own counts as none, and the first access is taken.
    One statement for a person with one access of their own, two for those with several or let in by somebody else.
    """
    registration = (
        Registration.objects.filter(user=user)
        .exclude(state=RegistrationState.WITHDRAWN)
        .select_related("access__customer")
        .annotate(
            proof_keys=ArrayAgg("proofs_shown__proof", filter=Q(proofs_shown__isnull=False), default=[]),
            in_force=ArraySubquery(accesses_of(user, at).values("pk")),
            last_day=last_contract_day("access__customer"),
        )
        .order_by("-id")
        .first()
    )
    policy = profile.registration
    proofs = frozenset(registration.proof_keys if registration else ())
    months, today = profile.retention.closed_account_months, localdate(at)
    accesses = [
        won
        for won in _accesses(registration, user, at, months=months, today=today)
        if won.ending is None or not won.ending.is_over(today)
    ]
    won = next((one for one in accesses if one.access.pk == chosen), accesses[0] if accesses else None)
    if won is not None:
        capabilities = _opened(won, policy)
    elif registration is None:
        capabilities = frozenset[Capability]()
    else:
        refused = registration.state == RegistrationState.REFUSED
        capabilities = (WHEN_REFUSED if refused else policy.capabilities(proofs)) - OF_A_CUSTOMER
    if registration is not None:
        registration.user = user
    return Standing(
        registration,
        proofs,
        policy.rung_reached(proofs) if registration else None,
        policy.next_rung(proofs) if registration else None,
        frozenset(one for one in capabilities if profile.access.has(one)),
        won.access if won else None,
        tuple(one.access for one in accesses),
        won.ending if won else None,
        {
            one.access.pk: frozenset(able for able in _opened(one, policy) if profile.access.has(able))
            for one in accesses
        },
    )


def _opened(won: _Won, policy: Policy) -> frozenset[Capability]:
    """What an access opens: the ladder for its owner, its scope for whoever was let in, less after the end."""
    if not won.access.is_unlimited:
        kept_back = frozenset(one for one in DELEGABLE if not won.access.opens(one))
        capabilities = policy.all_capabilities - kept_back
    elif won.proofs is None:
        capabilities = policy.all_capabilities  # a manager, let in on a power of attorney
    else:
        capabilities = policy.capabilities(won.proofs)
    return capabilities - NOT_AFTER_THE_END if won.ending else capabilities


def _accesses(
    newest: Registration | None, user: User, at: datetime, *, months: int, today: date
) -> list[_Won]:
    """The person's accesses in force, each with the proofs of the registration that won it."""
    if newest is not None:
        ids: list[int] = newest.in_force  # type: ignore[attr-defined]  # annotated by standing_of
        if not ids:
            return []
        if newest.access is not None and ids == [newest.access_id]:
            annotated: Any = newest
            ending = ending_of(annotated.last_day, months=months, today=today)
            return [_Won(newest.access, frozenset(annotated.proof_keys), ending)]
    found = accesses_of(user, at).annotate(
        proof_keys=ArrayAgg(
            "registration__proofs_shown__proof",
            filter=Q(registration__proofs_shown__isnull=False),
            default=[],
        ),
        last_day=last_contract_day("customer"),
    )
    return [
        _Won(
            one,
            frozenset(one.proof_keys) or None,
            ending_of(one.last_day, months=months, today=today),
        )
        for one in found
    ]


def came_over(standing: Standing, profile: Profile) -> bool:
    """Whether the account was brought over from the utility's former office."""
    registration = standing.registration
    return registration is not None and any(
        mode.key == registration.mode for mode in profile.registration.modes_of_kind("imported_account")
    )


def terms_to_renew(user: User, standing: Standing, *, profile: Profile, today: date) -> list[Renewal]:
    """Documents this person must accept before going on.

    Whoever never pressed a button here signed on paper, with the wording of that day; only an account brought over from
    the former system accepted another office's words and is asked for these.
    """
    signed_on = None if came_over(standing, profile) else localdate(user.created_at)
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


def registrations_by(user: User) -> QuerySet[Registration]:
    """The registrations of a login but those withdrawn, newest first, each with `proof_keys` and its letter. One statement."""
    return (
        Registration.objects.filter(user=user)
        .exclude(state=RegistrationState.WITHDRAWN)
        .select_related("letter_code")
        .annotate(
            proof_keys=ArrayAgg("proofs_shown__proof", filter=Q(proofs_shown__isnull=False), default=[])
        )
        .order_by("-id")
    )


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
