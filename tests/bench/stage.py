"""A customer with twelve bills and meters, signed in, for measuring pages."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tenants.billing.models import Balance
from tenants.metering.models import Reading
from tenants.profile import selectors as profiles
from tenants.profile.schema import Proof
from tenants.registration import steps
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tenants.registry.models import Tenant
from tests.cast import TODAY, Browser, make_customer, make_invoice, make_user


def signed_in_customer(tenant: Tenant) -> tuple[Browser, Browser]:
    """(the customer's browser, a stranger's browser) on the tenant's host."""
    with tenant:
        customer = make_customer()
        for month in range(12):
            make_invoice(
                customer, f"FV/{month}", issued_on=TODAY - timedelta(days=30 * month), gross=20000 + month
            )
        Balance.objects.create(customer=customer, amount_grosze=20411, as_of=timezone.now())
        point = customer.service_points.create(number="P1", address="ul. Lipowa 4/2")
        for serial in ("111", "222"):
            meter = point.meters.create(code=serial, serial=serial)
            Reading.objects.create(meter=meter, taken_on=TODAY, value_m3="123.000", consumption_m3="12.000")
        user, now, profile = make_user("anna@poczta.example"), timezone.now(), profiles.published()
        registration = Registration.objects.create(
            reference=new_reference(), user=user, mode=profile.registration.modes[0].key, customer=customer,
            created_at=now, changed_at=now,
        )  # fmt: skip
        for proof in (Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED):
            steps.add_proof(registration, proof, at=now, by="bench")
        with transaction.atomic():
            steps.advance(registration, profile=profile, at=now, by="bench", tell=False)
        browser = Browser(tenant)
        browser.force_login(user)
    return browser, Browser(tenant)
