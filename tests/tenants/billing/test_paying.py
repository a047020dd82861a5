"""Titles and codes of transfers: the utility's words, and within the code's 32 characters what identifies the payment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tenants.billing.models import Invoice
from tenants.billing.paying import title_for_code, transfer_for, transfer_title
from tenants.customers.models import Customer
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer, make_invoice


@pytest.fixture
def invoice(rzeszow: Tenant):
    with rzeszow:
        make_customer("10000001", billed=False)
        yield make_invoice(
            Customer.objects.get(), "FV/2026/11/10000001-19", issued_on=TODAY, gross=20411, paid=411
        )


def test_the_title_is_the_profiles(invoice: Invoice) -> None:
    title = transfer_title(invoice, profiles.published())
    assert title == "Faktura FV/2026/11/10000001-19, ID Odbiorcy 10000001"


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("F", "Faktura F, ID Odbiorcy 10000001"),
        ("F/1", "F/1 10000001"),
        ("FV/2026/11/10000001-19", "FV/2026/11/10000001-19 10000001"),
        ("FV/2026/11/10000001-19/KOREKTA", "FV/2026/11/10000001-19/KOREKTA"),
    ],
)
def test_no_number_is_cut_in_the_code(invoice: Invoice, number: str, title: str) -> None:
    invoice.number = number
    found = title_for_code(invoice, profiles.published())
    assert found == title
    assert len(found) <= 32


def test_the_code_carries_account_rest_and_title(invoice: Invoice) -> None:
    profile = profiles.published()
    whole = Invoice.objects.get(pk=invoice.pk)
    whole.seller_nip = "8133336039"
    transfer = transfer_for(whole, profile, today=TODAY)
    assert transfer is not None and transfer.code is not None
    nip, country, account, amount, _recipient, title, *rest = transfer.code.content.split("|")
    assert (country, account, amount) == ("PL", "61109010140000071219812874", "020000")
    assert nip == (profile.office.nip or "8133336039")
    assert title == "FV/2026/11/10000001-19 10000001"
    assert rest == ["", "", ""]


@pytest.mark.parametrize("fields", [{"paid_grosze": 20411}, {"paid_grosze": 30000}, {"status": "cancelled"}])
def test_what_needs_no_payment_offers_none(invoice: Invoice, fields: dict[str, object]) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(**fields)
    whole = Invoice.objects.get(pk=invoice.pk)
    assert transfer_for(whole, profiles.published(), today=timezone.localdate()) is None
