"""The one mechanism under every way in: proofs are added, the ladder says what they reach, linking follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.files.models import StoredFile
from tenants.identity import audit
from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.services import Action, notify
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.notifications import Topic
from tenants.registration.errors import AlreadyLinked, CustomerTaken, NoInvoiceYet, RegistrationProblem
from tenants.registration.models import OPEN_STATES, ProofShown, Registration, RegistrationState


def locked(registration: Registration) -> Registration:
    """The row again, locked until the transaction ends: two clerks or a double click take turns."""
    return Registration.objects.select_for_update().select_related("user").get(pk=registration.pk)


def add_proof(
    registration: Registration,
    proof: Proof,
    *,
    at: datetime,
    by: str,
    evidence: dict[str, Any] | None = None,
    file: StoredFile | None = None,
) -> None:
    """Write down that the registration showed `proof`; showing it again changes nothing."""
    ProofShown.objects.get_or_create(
        registration=registration,
        proof=proof.value,
        defaults={"at": at, "by": by, "evidence": evidence or {}, "file": file},
    )


def proofs_of(registration: Registration) -> set[str]:
    """The proofs shown so far."""
    return set(ProofShown.objects.filter(registration=registration).values_list("proof", flat=True))


def may_become(registration: Registration, customer: Customer, *, profile: Profile, by_staff: bool) -> None:
    """Check the utility's rules before `customer` is tied to `registration`. Inside a transaction.

    The customer's row is locked, so that two people who are tied at once take turns. Raises NoInvoiceYet,
    AlreadyLinked (one e-mail, one customer), CustomerTaken (another person has access, or an open registration tied
    to it; staff may decide otherwise where the profile says `ask_staff`).
    """
    policy = profile.registration
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if policy.precondition.first_invoice_required and customer.first_invoice_on is None:
        raise NoInvoiceYet(str(policy.precondition.refused_text))
    active = Access.objects.filter(revoked_at=None)
    if active.filter(user=registration.user, customer=customer, registration__isnull=False).exists():
        raise AlreadyLinked(str(policy.cardinality.text))  # another registration of this login won it before
    if policy.cardinality.one_email_one_customer:
        if active.filter(user=registration.user).exclude(customer=customer).exists():
            raise AlreadyLinked(str(policy.cardinality.text))
    if policy.cardinality.second_user == "allow" or (
        policy.cardinality.second_user == "ask_staff" and by_staff
    ):
        return
    tied = Registration.objects.filter(customer=customer, state__in=OPEN_STATES).exclude(
        user=registration.user_id
    )
    if tied.exists() or active.filter(customer=customer).exclude(user=registration.user).exists():
        raise CustomerTaken(str(policy.cardinality.text))


def advance(
    registration: Registration, *, profile: Profile, at: datetime, by: User | str, tell: bool = True
) -> None:
    """Move the registration to where its proofs have brought it; the only place that changes its state.

    E-mail confirmed: VERIFIED. A rung that links is reached and a customer is known: access is granted, the state is
    LINKED and the person is told by e-mail; if the utility's rules forbid it by now, staff must decide (unless not `tell`: accounts of a former system come over in silence).
    Anything else stays. Call it inside a transaction, on a locked row.
    """
    if registration.state not in OPEN_STATES:
        return
    proofs = proofs_of(registration)
    if registration.state == RegistrationState.STARTED and Proof.EMAIL_VERIFIED in proofs:
        _set_state(registration, RegistrationState.VERIFIED, at=at, by=by)
    if (
        registration.customer is not None
        and _reaches_linking(profile, proofs)
        and not registration.needs_staff
    ):
        try:
            # Again: between a form that came early and the mailbox that answers late, the world may have changed.
            may_become(registration, registration.customer, profile=profile, by_staff=True)
        except RegistrationProblem as problem:
            registration.needs_staff, registration.changed_at = True, at
            registration.save()
            audit.record(
                "registration.stopped", by=by, subject=registration.reference, why=type(problem).__name__
            )
            return
        _link(registration, profile=profile, proofs=proofs, at=at, by=by)
        if tell:
            _tell(registration, profile=profile)


def close(registration: Registration, state: RegistrationState, *, at: datetime, by: User | str) -> None:
    """End an open registration without access: refused or withdrawn."""
    _set_state(registration, state, at=at, by=by)


def _reaches_linking(profile: Profile, proofs: set[str]) -> bool:
    reached = profile.registration.rung_reached(proofs)
    if reached is None:
        return False
    ladder = profile.registration.ladder
    return any(rung.links_customer for rung in ladder[: ladder.index(reached) + 1])


def _link(
    registration: Registration, *, profile: Profile, proofs: set[str], at: datetime, by: User | str
) -> None:
    customer = registration.customer
    assert customer is not None
    registration.access = grant_access(
        user=registration.user,
        customer=customer,
        role=AccessRole.OWNER,
        evidence={"registration": registration.reference, "proofs": sorted(proofs)},
        by=by.email if isinstance(by, User) else by,
        at=at,
    )
    _set_state(registration, RegistrationState.LINKED, at=at, by=by)


def _tell(registration: Registration, *, profile: Profile) -> None:
    assert registration.customer is not None
    notify(
        profile=profile,
        topic=Topic.REGISTRATION_ACTIVATED,
        to=registration.user.email,
        language=registration.language,
        values={
            "person_name": registration.user.full_name,
            "customer_number": registration.customer.number,
            "login_url": links.absolute("account_login"),
        },
        action=Action(_("Sign in"), links.absolute("account_login")),
        dedup_key=f"registration-activated:{registration.uuid}",
    )


def _set_state(registration: Registration, state: RegistrationState, *, at: datetime, by: User | str) -> None:
    former = registration.state
    registration.state, registration.changed_at = state, at
    registration.save()
    audit.record(
        "registration.state", by=by, subject=registration.reference, former=former, state=state.value
    )
