"""Knowledge of a recent invoice: tolerant of how people type, strict about what agrees, few guesses a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tenants.billing.models import Invoice
from tenants.billing.selectors import latest_invoices
from tenants.customers.models import Customer
from tenants.customers.selectors import find_customer
from tenants.identity import audit, throttling
from tenants.profile.schema import Profile, Proof
from tenants.profile.schema.registration import InvoiceKnowledge
from tenants.registration import steps
from tenants.registration.comparing import same_amount, same_name, same_nip, same_number
from tenants.registration.errors import AnswersWrong, CustomerTaken, NotOpen, TooManyAttempts, WaitsForStaff
from tenants.registration.models import OPEN_STATES, Registration


def prove_invoice_knowledge(
    *, registration: Registration, answers: Mapping[str, str], profile: Profile, at: datetime
) -> Registration:
    """Compare the answers with the customer's latest invoices; when all agree, link at once.

    `answers` has the keys the profile requires: customer_number, invoice_number, gross_amount, name, nip. Spaces,
    case, diacritics and the order of names do not matter (where the profile says tolerant). Which answer was wrong
    is never told. Raises AnswersWrong, TooManyAttempts (counted per login and per customer number), NotOpen,
    NoInvoiceYet, AlreadyLinked, CustomerTaken, and
    WaitsForStaff when a second person proved it and the profile lets staff decide.
    """
    mode = next(mode for mode in profile.registration.modes if isinstance(mode, InvoiceKnowledge))
    number = answers.get("customer_number", "") or registration.customer_number
    day = timedelta(days=1)
    within = [
        throttling.allowed(
            f"invoice:user:{registration.user_id}", limit=mode.attempts_per_day, window=day, at=at
        ),
        throttling.allowed(
            f"invoice:number:{_compact(number)}", limit=mode.attempts_per_day * 2, window=day, at=at
        ),
    ]
    if not all(within):
        raise TooManyAttempts
    customer = find_customer(number)
    facts = latest_invoices(customer, limit=mode.latest_invoices) if customer else []
    agreeing = next((fact for fact in facts if customer and _agree(mode, answers, customer, fact)), None)
    if customer is None or agreeing is None:
        audit.record("registration.invoice_wrong", by=registration.user, subject=registration.reference)
        raise AnswersWrong
    with transaction.atomic():
        registration = steps.locked(registration)
        if registration.state not in OPEN_STATES:
            raise NotOpen
        taken = _taken(registration, customer, profile)
        registration.customer, registration.needs_staff = customer, taken
        registration.save()
        steps.add_proof(
            registration, Proof.INVOICE_KNOWLEDGE, at=at, by=registration.user.email,
            evidence={"invoice": agreeing.number, "customer": customer.number},
        )  # fmt: skip
        steps.advance(registration, profile=profile, at=at, by=registration.user)
    if taken:
        raise WaitsForStaff(str(profile.registration.cardinality.text))
    return registration


def _taken(registration: Registration, customer: Customer, profile: Profile) -> bool:
    """Whether a second person asks for the same customer where the profile leaves that to staff."""
    try:
        steps.may_become(registration, customer, profile=profile, by_staff=False)
    except CustomerTaken:
        if profile.registration.cardinality.second_user != "ask_staff":
            raise
        return True
    return False


def _compact(number: str) -> str:
    """As find_customer reads it, so that spaces and capitals are no fresh budget."""
    return "".join(number.split()).casefold()


def _agree(mode: InvoiceKnowledge, answers: Mapping[str, str], customer: Customer, fact: Invoice) -> bool:
    agrees: dict[str, Callable[[str], bool]] = {
        "customer_number": lambda given: True,  # the customer was found by it
        "invoice_number": lambda given: same_number(given, fact.number, tolerant=mode.tolerant),
        "gross_amount": lambda given: same_amount(given, fact.gross_grosze),
        "name": lambda given: same_name(given, customer.name, tolerant=mode.tolerant),
        "nip": lambda given: same_nip(given, customer.nip),
    }
    # Every question is asked even after a wrong answer, so that time tells nothing.
    return all([agrees[question](answers.get(question, "")) for question in mode.require])
