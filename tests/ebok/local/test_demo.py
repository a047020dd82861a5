"""The demo is made by the verbs that utilities use, so what its people have done is written down like anybody's."""

from __future__ import annotations

import pytest

from ebok.local import demo
from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.legal.selectors import consents_in_force
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import Browser


@pytest.fixture
def furnished(rzeszow: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Rzeszów with its demo, smaller than the demo is."""
    monkeypatch.setattr(demo, "CUSTOMERS", 5)
    with rzeszow:
        demo._furnish("rzeszow", lambda words: None)
    return rzeszow


def test_whoever_signed_form_a_has_consented(furnished: Tenant) -> None:
    with furnished:
        required = {one.key for one in profiles.published().legal.consents if one.need == "required"}
        for access in Access.objects.select_related("user"):
            assert required <= set(consents_in_force(user=access.user))
        assert Access.objects.count() == len(demo.PEOPLE)


def test_the_company_sees_its_invoices_in_ksef(furnished: Tenant) -> None:
    with furnished:
        company = User.objects.get(email="firma@rzeszow.example")
        access = Access.objects.get(user=company)
        invoice = access.customer.invoices.exclude(ksef_number="").first()
        assert invoice is not None

    page = Browser(furnished).enter(company).get(f"/faktury/{invoice.public_id}/").content.decode()

    assert invoice.ksef_number in page
