"""VAT by rate, prices and services of documents: what a table shows is what the invoice says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenants.billing.lines import gross_of, price_of, services_of, vat_table
from tenants.billing.models import Invoice, InvoiceLine
from tenants.customers.models import Customer
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer, make_invoice


def line(**fields: object) -> InvoiceLine:
    usual = {"position": 1, "name": "Dostawa wody", "unit": "m3", "quantity": Decimal(10), "vat_rate": "8"}
    return InvoiceLine(**usual | fields)


@pytest.fixture
def invoice(rzeszow: Tenant):
    with rzeszow:
        make_customer(billed=False)
        made = make_invoice(Customer.objects.get(), "FV/1", issued_on=TODAY, gross=134822)
        made.lines.all().delete()
        yield made


def add(invoice: Invoice, *rows: tuple[str, int, int | None, bool]) -> Invoice:
    for position, (rate, net, gross, before) in enumerate(rows, start=1):
        invoice.lines.create(
            position=position, name=f"Usługa {position}", net_grosze=net, gross_grosze=gross, vat_rate=rate,
            before_correction=before,
        )  # fmt: skip
    return Invoice.objects.prefetch_related("lines").get(pk=invoice.pk)


def table(invoice: Invoice) -> list[tuple[str, int, int, int]]:
    return [(row.rate, row.net_grosze, row.vat_grosze, row.gross_grosze) for row in vat_table(invoice)]


def test_with_one_rate_it_is_the_invoices_own_whatever_lines_round_to(invoice: Invoice) -> None:
    whole = add(invoice, ("8", 55765, None, False), ("8", 67830, None, False), ("8", 1240, None, False))
    assert table(whole) == [("8", whole.net_grosze, whole.vat_grosze, whole.gross_grosze)]


def test_with_several_rates_vat_is_of_each_sum(invoice: Invoice) -> None:
    whole = add(invoice, ("23", 1003, None, False), ("8", 1003, None, False), ("8", 1003, None, False))
    assert table(whole) == [("23", 1003, 231, 1234), ("8", 2006, 160, 2166)]


def test_words_for_no_vat_are_a_rate_of_nothing(invoice: Invoice) -> None:
    assert table(add(invoice, ("zw", 500, None, False), ("8", 1000, 1080, False))) == [
        ("8", 1000, 80, 1080), ("zw", 500, 0, 500),
    ]  # fmt: skip


def test_lines_before_a_correction_are_taken_off(invoice: Invoice) -> None:
    whole = add(invoice, ("8", 1000, None, True), ("8", 800, None, False), ("23", 100, None, False))
    assert table(whole) == [("23", 100, 23, 123), ("8", -200, -16, -216)]


def test_documents_without_vat_have_no_table(invoice: Invoice) -> None:
    assert table(add(invoice, ("", 231, None, False))) == []


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({"unit_price": Decimal("5.87"), "net_grosze": 5870}, Decimal("633.96")),
        (
            {"unit_price": Decimal("6.3396"), "net_grosze": 5870},
            None,
        ),  # a price with VAT is not taken for one without
        ({"unit_price": None, "net_grosze": 5870}, None),
        ({"unit_price": Decimal("5.87"), "quantity": None, "net_grosze": 5870}, None),
        ({"unit_price": Decimal(1000), "gross_grosze": 1_000_000, "vat_rate": "zw"}, Decimal(100000)),
    ],
)
def test_only_a_price_that_leads_to_the_amount_is_one(
    fields: dict[str, object], price: Decimal | None
) -> None:
    assert price_of(line(**fields)) == price


def test_gross_is_as_said_or_reckoned() -> None:
    assert gross_of(line(net_grosze=1000, gross_grosze=1081)) == 1081
    assert gross_of(line(net_grosze=1000)) == 1080


def test_lines_of_one_service_are_one_however_they_are_written() -> None:
    found = services_of([
        line(net_grosze=500, gross_grosze=540, quantity=Decimal(1)),
        line(name=" dostawa  WODY ", unit="M3", net_grosze=500, gross_grosze=540, quantity=Decimal(2)),
        line(name="Ścieki", net_grosze=100, gross_grosze=108, quantity=None),
    ])  # fmt: skip
    assert [(one.name, one.quantity, one.gross_grosze) for one in found.values()] == [
        ("Dostawa wody", Decimal(3), 1080), ("Ścieki", None, 108),
    ]  # fmt: skip


def test_half_a_grosz_of_vat_is_a_whole_one_as_invoices_round(invoice: Invoice) -> None:
    assert gross_of(line(net_grosze=150, gross_grosze=None, vat_rate="23")) == 185, "34.5 grosze of VAT"
    assert gross_of(line(net_grosze=-150, gross_grosze=None, vat_rate="23")) == -185
    whole = add(invoice, ("23", 150, None, False), ("8", 1000, None, False))
    assert table(whole) == [("23", 150, 35, 185), ("8", 1000, 80, 1080)]
