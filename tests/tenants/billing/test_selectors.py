"""What a customer sees: all of theirs, in one statement where it is hot, and nothing of a neighbour's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from tenants.billing.ledger import ledger_of
from tenants.billing.models import Invoice, InvoiceFile
from tenants.billing.selectors import (
    Settlement,
    balance_of,
    get_invoice,
    invoice_file,
    invoices_of,
    knows_invoice,
    overview_of,
    settlement_of,
)
from tenants.customers.models import AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.integration.demo.generator import COMPANY, HOUSEHOLD, MANAGER, NEWCOMER, generate
from tenants.integration.demo.towns import RZESZOW
from tenants.integration.services import import_package
from tenants.metering.models import Meter, Reading
from tenants.metering.selectors import get_meter, meters_of, monthly_consumption, readings_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "package"
    return generate(town=RZESZOW, customers=5, seed=7, today=TODAY, out=out).folder


@pytest.fixture
def access_to(rzeszow, package):
    with rzeszow:
        import_package(
            package=package, dry_run=False, by="test", at=AT, seller_nip=RZESZOW.nip, idempotency_key="demo"
        )

        def make(number: str):
            user = User.objects.create_user(f"{number}@poczta.example")
            customer = Customer.objects.get(number=number)
            return grant_access(
                user=user, customer=customer, role=AccessRole.OWNER, evidence={}, by="test", at=AT
            )

        yield make


def test_overview_says_all_the_page_needs_in_one_statement(access_to, django_assert_num_queries):
    access = access_to(HOUSEHOLD)
    with django_assert_num_queries(1):
        overview = overview_of(access, today=TODAY, invoices=5)
    newest = list(Invoice.objects.filter(customer__number=HOUSEHOLD).order_by("-issued_on", "-id")[:5])
    assert [(one.public_id, one.left_grosze, one.gross_grosze) for one in overview.invoices] == [
        (one.public_id, one.left_grosze, one.gross_grosze) for one in newest
    ]
    assert overview.as_of == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert overview.balance_grosze == balance_of(access).amount_grosze
    assert {meter.kind for meter in overview.meters} == {"main", "garden"}
    for meter in overview.meters:
        last = Reading.objects.filter(meter_id=meter.id).order_by("-taken_on").first()
        assert (meter.last_taken_on, meter.last_value_m3) == (last.taken_on, last.value_m3)


def test_overview_of_somebody_without_invoices_is_empty_not_broken(access_to):
    overview = overview_of(access_to(NEWCOMER), today=TODAY)
    assert (overview.invoices, overview.balance_grosze, overview.overdue_grosze, overview.next_due_on) == (
        (),
        0,
        0,
        None,
    )
    assert len(overview.meters) == 1


def test_overview_of_a_manager_is_cut_to_what_a_page_can_show(access_to):
    overview = overview_of(access_to(MANAGER), today=TODAY, invoices=12, meters=6)
    assert (len(overview.invoices), len(overview.meters)) == (12, 6)


def test_lists_hold_the_customers_own_and_nothing_else(access_to):
    for number in (HOUSEHOLD, COMPANY, NEWCOMER):
        access = access_to(number)
        assert {one.customer.number for one in invoices_of(access)} <= {number}
        assert invoices_of(access).count() == Invoice.objects.filter(customer__number=number).count()
        assert {one.customer.number for one in ledger_of(access)} <= {number}
        assert {one.service_point.customer.number for one in meters_of(access)} == {number}


def test_strangers_objects_do_not_exist(access_to):
    access = access_to(HOUSEHOLD)
    invoice = Invoice.objects.filter(customer__number=COMPANY, files__kind="xml").first()
    meter = Meter.objects.filter(service_point__customer__number=COMPANY).first()
    with pytest.raises(Invoice.DoesNotExist):
        get_invoice(access, invoice.public_id)
    with pytest.raises(Invoice.DoesNotExist):
        get_invoice(access, uuid4())
    with pytest.raises(InvoiceFile.DoesNotExist):
        invoice_file(access, invoice.public_id, "xml")
    with pytest.raises(Meter.DoesNotExist):
        get_meter(access, meter.pk)
    with pytest.raises(Meter.DoesNotExist):
        readings_of(access, meter.pk)
    assert sum(one.used_m3 for one in monthly_consumption(access, until=TODAY, meter_id=meter.pk)) == 0
    owner = access_to(COMPANY)
    assert get_invoice(owner, invoice.public_id) == invoice
    assert bytes(invoice_file(owner, invoice.public_id, "xml").content).startswith(b"<?xml")


def test_invoice_comes_with_its_lines_in_order(access_to):
    access = access_to(HOUSEHOLD)
    invoice = get_invoice(access, invoices_of(access).filter(kind="vat")[0].public_id)
    assert [line.position for line in invoice.lines.all()] == [1, 2, 3]


def test_months_of_water_add_up_to_what_the_meters_counted(access_to):
    access = access_to(HOUSEHOLD)
    months = monthly_consumption(access, until=date(2026, 10, 31), months=24)
    counted = Reading.objects.filter(
        meter__kind="main", meter__service_point__customer__number=HOUSEHOLD,
        taken_on__gt=date(2024, 10, 31), taken_on__lte=date(2026, 10, 31),
    )  # fmt: skip
    assert [one.month for one in months][:2] == [date(2024, 11, 1), date(2024, 12, 1)]
    assert len(months) == 24
    total = sum((one.consumption_m3 for one in counted), Decimal(0))
    assert abs(sum(one.used_m3 for one in months) - total) < Decimal("0.1")


def test_knowledge_of_an_invoice_ignores_spaces_and_case_and_nothing_else(access_to):
    invoice = Invoice.objects.filter(customer__number=HOUSEHOLD).latest("issued_on")
    typed = {
        "customer_id": invoice.customer_id,
        "gross_grosze": invoice.gross_grosze,
        "since": date(2026, 1, 1),
    }
    assert knows_invoice(number=f" {invoice.number.lower()} ", **typed)
    assert not knows_invoice(number=invoice.number[:-1], **typed)
    assert not knows_invoice(number=invoice.number, **typed | {"gross_grosze": invoice.gross_grosze + 1})
    assert not knows_invoice(number=invoice.number, **typed | {"since": date(2026, 11, 20)})
    other = Customer.objects.get(number=COMPANY).pk
    assert not knows_invoice(number=invoice.number, **typed | {"customer_id": other})


@pytest.mark.parametrize(
    ("left", "paid", "due", "status", "expected"),
    [
        (0, 100, date(2026, 1, 1), "issued", Settlement.PAID),
        (-5, 0, date(2026, 1, 1), "issued", Settlement.CREDIT),
        (5, 0, date(2026, 11, 19), "issued", Settlement.OVERDUE),
        (5, 0, date(2026, 11, 20), "issued", Settlement.DUE),
        (5, 1, date(2026, 11, 21), "issued", Settlement.PARTLY_PAID),
        (5, 0, None, "issued", Settlement.DUE),
        (5, 0, date(2026, 1, 1), "cancelled", Settlement.CANCELLED),
    ],
)
def test_settlement_follows_from_amounts_and_the_day(left, paid, due, status, expected):
    found = settlement_of(
        kind="vat", status=status, left_grosze=left, paid_grosze=paid, due_on=due, today=TODAY
    )
    assert found == expected


def test_a_due_date_on_a_day_free_of_work_is_late_only_after_the_next_working_day():
    """Saturday's date moves to Monday (art. 115 of the Civil Code): not late on Monday, late on Tuesday."""
    saturday = date(2026, 11, 14)
    states = [
        settlement_of(
            kind="vat",
            status="issued",
            left_grosze=5,
            paid_grosze=0,
            due_on=saturday,
            today=date(2026, 11, day),
        )  # fmt: skip
        for day in (15, 16, 17)
    ]
    assert states == [Settlement.DUE, Settlement.DUE, Settlement.OVERDUE]
