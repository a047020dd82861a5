"""What is known of a customer before they fill in a form: what they may choose, what is filled in, what must be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tenants.billing.documents import unpaid_of_customer
from tenants.billing.models import Balance, Invoice
from tenants.cases.answers import Option, Options
from tenants.cases.models import Case
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.metering.models import Meter, MeterKind
from tenants.profile.formats import date_table, zl
from tenants.profile.schema.cases import CaseField, CaseType, Precondition
from tenants.septic.models import SepticTank, TankKind

# More would make a list that nobody reads; whoever has more writes the number into the message.
_MOST_POINTS, _MOST_INVOICES = 300, 36


@dataclass(frozen=True)
class Applicant:
    """Who files: a guest has neither, a user no customer; `tank` is the one an emptying is ordered for."""

    user: User | None = None
    customer: Customer | None = None
    tank: SepticTank | None = None


def options_for(case_type: CaseType, customer: Customer | None) -> Options:
    """The customer's meters, points and bills as far as the form asks for any. At most three statements."""
    kinds = {question.kind for question in case_type.fields}
    if customer is None or not kinds & {"meter", "service_point", "invoice"}:
        return Options()
    return Options(
        meters=tuple(_meters(customer)) if "meter" in kinds else (),
        points=tuple(_points(customer)) if "service_point" in kinds else (),
        invoices=tuple(_invoices(customer)) if "invoice" in kinds else (),
    )


def kind_word(kind: str) -> str:
    """What kind of meter it is, in a word."""
    return {
        MeterKind.MAIN: _("main meter"),
        MeterKind.GARDEN: _("garden meter"),
        MeterKind.COUPLED: _("coupled meter"),
        MeterKind.FLAT: _("flat meter"),
        MeterKind.SEWAGE: _("sewage meter"),
    }.get(MeterKind(kind), kind)


def _meters(customer: Customer) -> Iterator[Option]:
    found = Meter.objects.filter(service_point__customer=customer, removed_on=None)
    for meter in found.select_related("service_point").order_by("service_point__number", "kind")[
        :_MOST_POINTS
    ]:
        text = f"{meter.serial} – {kind_word(meter.kind)}, {meter.service_point.address}"
        yield Option(meter.code, text, meter.kind)


def _points(customer: Customer) -> Iterator[Option]:
    for point in customer.service_points.filter(active=True).order_by("number")[:_MOST_POINTS]:
        yield Option(point.number, f"{point.address} ({point.number})")


def _invoices(customer: Customer) -> Iterator[Option]:
    found = Invoice.objects.filter(customer=customer).order_by("-issued_on", "-id")[:_MOST_INVOICES]
    for number, issued_on, gross in found.values_list("number", "issued_on", "gross_grosze"):
        yield Option(number, f"{number}, {date_table(issued_on)}, {zl(gross)}")


def prefilled(question: CaseField, who: Applicant) -> Any:
    """The value that stands in the field before anybody typed, or None."""
    source = question.prefilled
    if source is None:
        return None
    whose, _dot, name = source.partition(".")
    customer, user, tank = who.customer, who.user, who.tank
    if whose == "customer" and customer is not None:
        if name == "address":
            parts = {"street": customer.address, "postal_code": customer.postal_code, "city": customer.city}
            return parts if question.kind == "address" else customer.full_address
        return getattr(customer, name) or None
    if whose == "user" and user is not None:
        return {"name": user.full_name, "email": user.email, "phone": user.phone}[name] or None
    if whose == "tank":
        if name == "capacity":
            return f"{tank.capacity_m3.normalize():f}" if tank and tank.capacity_m3 is not None else None
        return _tank_address(question, who)
    return None


def _tank_address(question: CaseField, who: Applicant) -> Any:
    customer, tank = who.customer, who.tank
    if customer is None:
        return None
    street = tank.address if tank else customer.address
    if question.kind != "address":
        return street
    return {"street": street, "postal_code": customer.postal_code, "city": customer.city}


def unmet(case_type: CaseType, customer: Customer | None) -> Precondition | None:
    """The first precondition that is not so, or None. Of somebody who is no customer only what needs none is asked."""
    for precondition in case_type.preconditions:
        if customer is None or not _CHECKS[precondition.check](precondition, case_type, customer):
            return precondition
    return None


def _has_meter(rule: Precondition, case_type: CaseType, customer: Customer) -> bool:
    found = Meter.objects.filter(service_point__customer=customer, removed_on=None)
    return (found.filter(kind__in=rule.meter_kinds) if rule.meter_kinds else found).exists()


def _has_overpayment(rule: Precondition, case_type: CaseType, customer: Customer) -> bool:
    return Balance.objects.filter(customer=customer, amount_grosze__lt=0).exists()


def _has_unpaid(rule: Precondition, case_type: CaseType, customer: Customer) -> bool:
    return unpaid_of_customer(customer).exists()


def _no_open_case(rule: Precondition, case_type: CaseType, customer: Customer) -> bool:
    return not Case.objects.filter(customer=customer, type=case_type.key, open=True).exists()


def _has_tank(kind: TankKind) -> Callable[[Precondition, CaseType, Customer], bool]:
    def has(rule: Precondition, case_type: CaseType, customer: Customer) -> bool:
        return SepticTank.objects.filter(customer=customer, active=True, kind=kind).exists()

    return has


_CHECKS: dict[str, Callable[[Precondition, CaseType, Customer], bool]] = {
    "has_meter_of_kind": _has_meter,
    "has_overpayment": _has_overpayment,
    "has_unpaid_invoice": _has_unpaid,
    "no_open_case_of_this_type": _no_open_case,
    "has_septic_tank": _has_tank(TankKind.TANK),
    "has_septic_plant": _has_tank(TankKind.PLANT),
}
