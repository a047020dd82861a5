"""Accounts of the former system: brought over without passwords; „Zresetuj hasło” lets their owners in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants.customers.selectors import find_customer
from tenants.identity import audit
from tenants.identity.models import User
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.registration import ImportedAccount as ImportedAccountMode
from tenants.registration import steps
from tenants.registration.errors import RegistrationProblem
from tenants.registration.models import Registration
from tenants.registration.references import new_reference


class NoWayForImports(LookupError):
    """The utility's profile has no way in of the kind `imported_account`."""


@dataclass(frozen=True)
class ImportedAccount:
    """One account as the former system knew it."""

    email: str
    customer_number: str
    full_name: str = ""


@dataclass
class ImportOutcome:
    """What came over, what was there already, and what could not (e-mail to reason)."""

    imported: int = 0
    known: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def import_accounts(
    *, accounts: Iterable[ImportedAccount], profile: Profile, by: User | str, at: datetime
) -> ImportOutcome:
    """Make a login, linked to its customer, for each account; importing the same again changes nothing.

    No mail goes out and no password is set: the former system had verified the address, and resetting the password
    proves the mailbox once more. Raises NoWayForImports.
    """
    mode = next((mode for mode in profile.registration.modes if isinstance(mode, ImportedAccountMode)), None)
    if mode is None:
        raise NoWayForImports
    outcome = ImportOutcome()
    for account in accounts:
        email = account.email.strip().lower()
        if User.objects.filter(email=email).exists():
            outcome.known += 1
            continue
        customer = find_customer(account.customer_number)
        if customer is None:
            outcome.refused[email] = f"no customer {account.customer_number}"
            continue
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, None, full_name=account.full_name)
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
                registration = Registration.objects.create(
                    reference=new_reference(), user=user, mode=mode.key, customer_number=customer.number,
                    customer=customer, created_at=at, changed_at=at,
                )  # fmt: skip
                steps.may_become(registration, customer, profile=profile, by_staff=True)
                for proof in (Proof.EMAIL_VERIFIED, Proof.IMPORTED_ACCOUNT):
                    steps.add_proof(registration, proof, at=at, by="import")
                steps.advance(registration, profile=profile, at=at, by=by, tell=False)
        except RegistrationProblem as problem:
            outcome.refused[email] = type(problem).__name__
        else:
            outcome.imported += 1
    audit.record(
        "registration.import_accounts", by=by, imported=outcome.imported, refused=len(outcome.refused)
    )
    return outcome
