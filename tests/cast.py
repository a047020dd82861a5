"""The fixed cast of the tests, made through the domain: customers with bills, people, staff; and their mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.test import Client
from django.utils import timezone

from ebok.fleet import ddl, overview
from ebok.fleet.provisioning import run_script
from tenants.billing.models import Invoice, InvoiceLine
from tenants.customers.models import Customer
from tenants.customers.names import address_for_search, for_search, sort_key
from tenants.identity.models import StaffRole, User, UserKind
from tenants.notifications import mailing
from tenants.outbox.services import dispatch
from tenants.registry import context, hosts
from tenants.registry.models import Domain, Tenant

PASSWORD = "Kaczka dziwaczka 77"
TODAY = date(2026, 11, 20)


def make_customer(
    number: str = "0012345", name: str = "Anna Nowak-Żółć", *, billed: bool = True, **fields: Any
) -> Customer:
    """A customer of the current tenant; `billed` gives a paid and an unpaid invoice."""
    address = fields.pop("address", "ul. Lipowa 4/2")
    customer = Customer.objects.create(
        number=number,
        name=name,
        name_search=for_search(name),
        sort_key=sort_key(name),
        address=address,
        address_search=address_for_search(f"{address} 35-055 Rzeszów"),
        postal_code="35-055",
        city="Rzeszów",
        account="61109010140000071219812874",
        first_invoice_on=TODAY - timedelta(days=400) if billed else None,
        **fields,
    )
    if billed:
        make_invoice(
            customer, f"FV/{number}/1", issued_on=TODAY - timedelta(days=60), gross=12345, paid=12345
        )
        make_invoice(customer, f"FV/{number}/2", issued_on=TODAY - timedelta(days=5), gross=20411)
    return customer


def make_invoice(customer: Customer, number: str, *, issued_on: date, gross: int, paid: int = 0) -> Invoice:
    """An invoice with one line; `gross` and `paid` in grosze."""
    invoice = Invoice.objects.create(
        number=number,
        customer=customer,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=14),
        net_grosze=round(gross / 1.08),
        vat_grosze=gross - round(gross / 1.08),
        gross_grosze=gross,
        to_pay_grosze=gross,
        paid_grosze=paid,
    )
    InvoiceLine.objects.create(
        invoice=invoice, position=1, name=f"Dostawa wody {number}", unit="m3", quantity="12.000",
        unit_price="5.1234", net_grosze=invoice.net_grosze, gross_grosze=gross, vat_rate="8",
    )  # fmt: skip
    return invoice


def nothing_overdue() -> None:
    """The bills of the current tenant are due in nine days of the real calendar, which pages and doors go by."""
    Invoice.objects.update(due_on=timezone.localdate() + timedelta(days=9))


def make_user(
    email: str, kind: UserKind = UserKind.CUSTOMER, role: str = "", name: str = "Anna Nowak"
) -> User:
    """A confirmed login; staff and operators get a second factor."""
    user = User.objects.create_user(email, PASSWORD, kind=kind, staff_role=role, full_name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if kind != UserKind.CUSTOMER:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
    return user


def make_clerk(role: StaffRole = StaffRole.ADMINISTRATOR) -> User:
    """A member of staff with a second factor."""
    return make_user(f"{role.value}@bok.example", UserKind.STAFF, role.value, "Celina Clerk")


@dataclass(frozen=True)
class Letter:
    """A mail as it left."""

    to: str
    subject: str
    text: str
    html: str

    def link(self, part: str) -> str:
        """The path of the first link that contains `part`."""
        found = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", self.text)
        assert found, f"no link with {part} in:\n{self.text}"
        return found[1].rstrip(".,)")


def post_of(tenant: Tenant) -> list[Letter]:
    """Let the tenant's outbox deliver, and return the mails that left, oldest first."""
    letters: list[Letter] = []

    def keep(message: EmailMultiAlternatives, key: str) -> None:
        html = next((str(body) for body, kind in message.alternatives if kind == "text/html"), "")
        letters.append(Letter(message.to[0], message.subject, str(message.body), html))

    former = list(mailing._providers)
    mailing.use_provider(keep)
    try:
        with tenant:
            dispatch(limit=1000, clock=timezone.now)
    finally:
        mailing._providers[:] = former
    return letters


class Browser(Client):
    """A client that lives on one tenant's host."""

    def __init__(self, tenant: Tenant | None = None, host: str = "") -> None:
        super().__init__(headers={"host": host or f"{tenant.slug if tenant else 'platform'}.localhost"})
        self.tenant = tenant

    def enter(self, user: User) -> Browser:
        """Sign in without the form, second factor done."""
        assert self.tenant is not None
        with self.tenant:
            self.force_login(user)
        return self


def take_away(slug: str) -> None:
    """Undo a tenant that a test opened for good: a schema outlives the rollback of a test."""
    schema = overview.tenant(slug).schema_name
    with context.platform():
        Domain.objects.filter(tenant__slug=slug).delete()
        Tenant.objects.filter(slug=slug).delete()
    owner = ddl.owner_connection()
    owner.ensure_connection()
    run_script(owner.connection, f'DROP SCHEMA "{schema}" CASCADE')
    hosts.forget()
    connections.close_all()
