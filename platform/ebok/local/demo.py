"""The demo: two utilities from their presets, three years of made-up bills, and a login for each kind of person.

Everything is made through the verbs that real utilities use, so making the demo is also a test of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from ebok.fleet import opening, overview
from ebok.local import notices, readings
from ebok.local.demo_cases import ensure_cases
from tenants.customers.models import Customer
from tenants.identity.models import StaffRole, User, UserKind
from tenants.integration.demo.generator import COMPANY, DEBTOR, HOUSEHOLD, MANAGER, generate
from tenants.integration.demo.towns import TOWNS
from tenants.integration.models import ImportState
from tenants.integration.services import import_package
from tenants.legal.models import Channel, ConsentAction
from tenants.legal.services import record_consent
from tenants.network.models import Outage
from tenants.profile import selectors as profiles
from tenants.profile.schema import Proof
from tenants.registration import steps
from tenants.registration.forms_of import form_of
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState

UTILITIES = {
    "rzeszow": "Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie",
    "kostrzyn": "Miejskie Zakłady Komunalne Sp. z o.o. w Kostrzynie nad Odrą",
}
CUSTOMERS = 60
PASSWORD = "Deszcz-nad-Wisłokiem-7"  # noqa: S105 -- printed for everybody to see
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 -- so is this
OPERATOR = "operator@platform.example"


@dataclass(frozen=True)
class Person:
    """A login of the demo."""

    mailbox: str
    name: str
    role: StaffRole | None = None
    customer: str = ""


STAFF = (
    Person("administrator", "Adam Administrator", StaffRole.ADMINISTRATOR),
    Person("pracownik", "Celina Pracownik", StaffRole.CLERK),
    Person("audytor", "Irena Audytor", StaffRole.AUDITOR),
)
PEOPLE = (
    Person("odbiorca", "Łucja Wiśniewska", customer=HOUSEHOLD),
    Person("firma", "Patrycja Piekarz", customer=COMPANY),
    Person("zarzadca", "Zenon Zarządca", customer=MANAGER),
)


def ensure(*, say: Callable[[str], None]) -> None:
    """Make what is missing of the demo; a second start finds everything there and changes nothing."""
    with context.platform():
        known = dict(Tenant.objects.values_list("slug", "state"))
        _login(OPERATOR, "Olga Operator", UserKind.OPERATOR)
    for slug, name in UTILITIES.items():
        if known.get(slug) != TenantState.ACTIVE:
            say(f"Opening the office of {name}")
            if slug in known:
                opening.finish_opening(slug)
            else:
                opening.open_tenant(slug=slug, name=name, host=f"{slug}.localhost", preset=slug, by="demo")
        with overview.tenant(slug):
            _furnish(slug, say)


def _furnish(slug: str, say: Callable[[str], None]) -> None:
    """Staff, bills and linked customers of one utility; inside its context."""
    for person in STAFF:
        _login(f"{person.mailbox}@{slug}.example", person.name, UserKind.STAFF, person.role)
    if not Customer.objects.exists():
        say(f"Importing three years of made-up bills for {slug}")
        _import_bills(slug)
    for person in PEOPLE:
        email = f"{person.mailbox}@{slug}.example"
        if not User.objects.filter(email=email).exists():
            _link(_login(email, person.name, UserKind.CUSTOMER), person.customer)
    company, manager = (User.objects.get(email=f"{one}@{slug}.example") for one in ("firma", "zarzadca"))
    readings.furnish(company=company, manager=manager, say=say)
    ensure_cases(
        person=User.objects.get(email=f"odbiorca@{slug}.example"),
        customer=Customer.objects.get(number=HOUSEHOLD),
        clerk=User.objects.get(email=f"pracownik@{slug}.example"),
    )
    if not Outage.objects.exists():
        notices.furnish(by=User.objects.get(email=f"pracownik@{slug}.example"))


def _import_bills(slug: str) -> None:
    town = next(town for town in TOWNS.values() if town.slug == slug)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "package"
        generate(town=town, customers=CUSTOMERS, seed=2026, today=localdate(), out=package)
        report = import_package(
            package=package,
            dry_run=False,
            by="demo",
            at=timezone.now(),
            seller_nip=profiles.published().office.nip or town.nip,
            account_prefixes=profiles.published().payments.account_prefixes,
            idempotency_key="demo",
        )
    if report.state != ImportState.DONE:
        raise RuntimeError(f"The demo's own package was refused: {report.problems[:3]}")


def _login(email: str, name: str, kind: UserKind, role: StaffRole | None = None) -> User:
    found = User.objects.filter(email=email).first()
    if found:
        return found
    user = User.objects.create_user(email, PASSWORD, kind=kind, full_name=name, staff_role=role or "")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if kind != UserKind.CUSTOMER:
        TOTP.activate(user, TOTP_SECRET)
        RecoveryCodes.activate(user)
    return user


@transaction.atomic
def _link(user: User, number: str) -> None:
    """Climb the ladder with every proof it asks for, as if the person had done all of it."""
    profile, now = profiles.published(), timezone.now()
    registration = Registration.objects.create(
        reference=new_reference(),
        user=user,
        mode=profile.registration.modes[0].key,
        customer_number=number,
        customer=Customer.objects.get(number=number),
        entered_by="demo",
        created_at=now,
        changed_at=now,
    )
    form = form_of(registration, profile)
    for key in form.consents if form else ():
        record_consent(
            consent=profile.legal.consent(key),
            action=ConsentAction.GRANTED,
            channel=Channel.PAPER,
            at=now,
            by="demo",
            user=user,
            customer_number=number,
        )
    for rung in profile.registration.ladder:
        steps.add_proof(registration, Proof(rung.reached_by[0]), at=now, by="demo")
    steps.advance(registration, profile=profile, at=now, by="demo", tell=False)


def addresses(port: int) -> str:
    """What the person at the terminal needs to know."""
    hosts = "\n".join(f"  http://{slug}.localhost:{port}" for slug in UTILITIES)
    staff = "\n".join(
        f"  {person.mailbox}@<utility>.example".ljust(38) + f"staff: {person.role}" for person in STAFF
    )
    people = "\n".join(
        f"  {person.mailbox}@<utility>.example".ljust(38) + f"customer {person.customer}" for person in PEOPLE
    )
    return f"""{hosts}
  http://platform.localhost:{port}        operators' console

Logins (<utility> is rzeszow or kostrzyn), password for all: {PASSWORD}
{people}
{staff}
  {OPERATOR.ljust(36)}operator, at the platform's address
Staff and operators also need a six-digit code; put this secret into an authenticator app
(or type: .venv/bin/ebok demo-code): {TOTP_SECRET}

To register anew, take a customer number from the office's list of customers ({DEBTOR} has bills and no login).
Caught e-mails and SMS: http://platform.localhost:{port}/poczta/
"""
