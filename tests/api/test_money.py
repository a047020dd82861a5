"""Whatever the pages of money show, machines and people can have too, and nobody anybody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.billing.models import Balance, Invoice, InvoiceFile, LedgerEntry
from tenants.customers.models import Customer, ServicePoint
from tenants.metering.models import Meter, Reading
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.api.conftest import Machine, linked
from tests.cast import TODAY, Browser, make_customer, make_invoice, nothing_overdue
from tests.customer_portal.test_documents import linked as owner


def furnish(customer: Customer) -> Customer:
    """A balance, a reading that a bill rests on, a file, and a booking of each bill."""
    point = ServicePoint.objects.create(
        number=f"P{customer.number}", customer=customer, address="ul. Lipowa 4/2"
    )
    meter = Meter.objects.create(code=f"W{customer.number}", serial="S1", service_point=point)
    Balance.objects.create(customer=customer, amount_grosze=20411, as_of=timezone.now())
    for invoice in customer.invoices.all():
        LedgerEntry.objects.create(
            code=f"K{invoice.pk}", customer=customer, booked_on=invoice.issued_on, title=f"Faktura {invoice.number}",
            debit_grosze=invoice.gross_grosze, balance_grosze=invoice.gross_grosze, invoice=invoice,
        )  # fmt: skip
        Reading.objects.create(
            meter=meter,
            taken_on=invoice.issued_on,
            value_m3="100",
            consumption_m3="12",
            settled_in=invoice.number,
        )
    InvoiceFile.objects.create(
        invoice=newest(customer), kind="xml", content=b"<x/>", sha256=bytes.fromhex("ab" * 32)
    )
    return customer


def newest(customer: Customer) -> Invoice:
    found = customer.invoices.order_by("-issued_on").first()
    assert found is not None
    return found


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    """A customer linked through the real pages; beside her a neighbour with bills of the same pattern."""
    with rzeszow:
        furnish(make_customer())
        furnish(make_customer("0099999", "Jan Sąsiad"))
        nothing_overdue()
    return linked(Browser(rzeszow), rzeszow)


def of(tenant: Tenant, number: str) -> str:
    with tenant:
        return str(newest(Customer.objects.get(number=number)).public_id)


def test_one_invoice_says_what_its_page_shows(rzeszow: Tenant, anna: Browser) -> None:
    got: dict[str, Any] = anna.get(f"/api/v1/me/invoices/{of(rzeszow, '0012345')}/").json()
    assert got["number"] == "FV/0012345/2"
    assert got["lines"][0]["quantity"] == "12.000000"
    assert got["vat"] == [{"rate": "8", "net_grosze": 18899, "vat_grosze": 1512, "gross_grosze": 20411}]
    assert [(one["meter"], one["value_m3"], one["previous_m3"]) for one in got["readings"]] == [
        ("W0012345", "100.000", "100.000")
    ]
    assert got["files"] == [{"kind": "xml", "sha256": "ab" * 32}]
    assert [one["title"] for one in got["operations"]] == ["Faktura FV/0012345/2"]
    assert got["transfer"] == {
        "recipient": "Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie",
        "account": "61109010140000071219812874",
        "amount_grosze": 20411,
        "title": "Faktura FV/0012345/2, ID Odbiorcy 0012345",
        "split_payment_title": "",
    }
    assert (got["late_interest_grosze"], got["explanation"], got["corrected_by"]) == (None, None, [])


def test_the_explanation_adds_up(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
        for invoice, month in zip(customer.invoices.order_by("issued_on"), (9, 10), strict=True):
            Invoice.objects.filter(pk=invoice.pk).update(
                sold_from=date(2026, month, 1), sold_to=date(2026, month, 30)
            )
    got = anna.get(f"/api/v1/me/invoices/{of(rzeszow, '0012345')}/").json()["explanation"]
    assert got["previous"] == "FV/0012345/1"
    assert (
        sum(part["grosze"] for part in got["parts"])
        == got["after_grosze"] - got["before_grosze"]
        == 20411 - 12345
    )


def test_strangers_objects_do_not_exist(rzeszow: Tenant, kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        furnish(make_customer())
    for theirs in (of(rzeszow, "0099999"), of(kostrzyn, "0012345")):
        assert anna.get(f"/api/v1/me/invoices/{theirs}/").status_code == 404
    ledger = anna.get("/api/v1/me/ledger/").json()["results"]
    assert {one["invoice"] for one in ledger} == {"FV/0012345/1", "FV/0012345/2"}


def test_a_machine_asks_by_customer_and_id_together(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        furnish(make_customer())
        make_customer("0099999", "Jan Sąsiad")
    mine = of(rzeszow, "0012345")
    assert machine.get(f"/api/v1/customers/0012345/invoices/{mine}/").json()["number"] == "FV/0012345/2"
    assert machine.get(f"/api/v1/customers/0099999/invoices/{mine}/").status_code == 404
    assert machine.get(f"/api/v1/customers/0012345/invoices/{of(rzeszow, '0099999')}/").status_code == 404
    ledger = machine.get("/api/v1/customers/0012345/ledger/?page_size=1").json()
    assert [one["invoice"] for one in ledger["results"]] == ["FV/0012345/2"]
    following = machine.get(ledger["next"]).json()
    assert ([one["invoice"] for one in following["results"]], following["next"]) == (["FV/0012345/1"], None)


def test_the_balance_says_of_when_it_is_and_where_to_pay(
    rzeszow: Tenant, anna: Browser, machine: Machine
) -> None:
    with rzeszow:
        late = timezone.localdate() - timedelta(days=100)
        Invoice.objects.filter(number="FV/0012345/2").update(due_on=late, to_pay_grosze=100_000)
    mine = anna.get("/api/v1/me/balance/").json()
    assert mine == machine.get("/api/v1/customers/0012345/balance/").json()
    assert mine["balance_grosze"] == 20411
    assert mine["as_of"].startswith(f"{localdate():%Y-%m-}")
    assert mine["accounts"] == [{"number": "61109010140000071219812874", "place": ""}]
    assert mine["late_interest_grosze"] > 0


def test_before_the_first_import_nothing_is_claimed(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        make_customer(billed=False)
    got = machine.get("/api/v1/customers/0012345/balance/").json()
    assert (got["balance_grosze"], got["as_of"], got["late_interest_grosze"]) == (None, None, 0)


def test_history_is_as_deep_as_the_profile_says(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        since = profiles.published().access.history_from(localdate())
        assert since is not None
        customer = Customer.objects.get(number="0012345")
        old = make_invoice(customer, "FV/STARA", issued_on=since - timedelta(days=1), gross=100, paid=100)
        LedgerEntry.objects.create(
            code="STARA", customer=customer, booked_on=old.issued_on, title="STARA", debit_grosze=100,
            balance_grosze=0, invoice=old,
        )  # fmt: skip
    assert anna.get(f"/api/v1/me/invoices/{old.public_id}/").status_code == 404
    assert "STARA" not in anna.get("/api/v1/me/ledger/").content.decode()


def test_statements_do_not_grow_with_the_rows(rzeszow: Tenant, anna: Browser) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert anna.get("/api/v1/me/ledger/?page_size=200").status_code == 200
        # The session is saved now and then, whatever was asked.
        return len([one for one in seen.captured_queries if "tenants_" in one["sql"]])

    asked()
    few = asked()
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
        for n in range(30):
            invoice = make_invoice(customer, f"R/{n}", issued_on=TODAY, gross=100)
            LedgerEntry.objects.create(
                code=f"R{n}", customer=customer, booked_on=TODAY, title="R", debit_grosze=100, balance_grosze=0,
                invoice=invoice,
            )  # fmt: skip
    assert asked() == few


def test_a_demand_names_what_is_to_be_paid(rzeszow: Tenant, machine: Machine) -> None:
    browser = owner(rzeszow)
    with rzeszow:
        anna = Customer.objects.get()
        number = anna.number
        for bill, gross in (("FV/77/1", 5000), ("FV/77/11", 900)):
            make_invoice(anna, bill, issued_on=TODAY - timedelta(days=60), gross=gross, paid=100)
        demand = make_invoice(anna, "WZ/9", issued_on=TODAY, gross=5000)
        Invoice.objects.filter(pk=demand.pk).update(kind="payment_demand")
        demand.lines.all().delete()
        words = "Faktura FV/77/1 i FV/88, termin płatności 05.10.2026"
        demand.lines.create(position=1, name=words, gross_grosze=1, vat_rate="")
        stranger = make_customer("0099999", "Jan Sąsiad", billed=False)
        make_invoice(stranger, "FV/88", issued_on=TODAY, gross=100)
        named = Invoice.objects.get(number="FV/77/1")
    own = browser.get(f"/api/v1/me/invoices/{demand.public_id}/").json()
    assert [(one["id"], one["number"], one["left_grosze"]) for one in own["demands"]] == [
        (str(named.public_id), "FV/77/1", 4900)
    ]
    theirs = machine.get(f"/api/v1/customers/{number}/invoices/{demand.public_id}/").json()
    assert theirs["demands"] == own["demands"]
    assert browser.get(f"/api/v1/me/invoices/{named.public_id}/").json()["demands"] == []


def test_a_correction_says_what_it_changes_service_by_service(rzeszow: Tenant, machine: Machine) -> None:
    browser = owner(rzeszow)
    with rzeszow:
        anna = Customer.objects.get()
        bill = make_invoice(anna, "FV/77/1", issued_on=TODAY - timedelta(days=60), gross=5000)
        made = make_invoice(anna, "KOR/1", issued_on=TODAY, gross=-1000)
        Invoice.objects.filter(pk=made.pk).update(kind="correction", corrects=bill)
        made.lines.all().delete()
        line = bill.lines.get()
        made.lines.create(
            position=1, name=line.name, unit=line.unit, unit_price=line.unit_price, vat_rate=line.vat_rate,
            quantity=-1, gross_grosze=-1000,
        )  # fmt: skip
    (change,) = browser.get(f"/api/v1/me/invoices/{made.public_id}/").json()["changes"]
    assert (change["before_grosze"], change["after_grosze"], change["difference_grosze"]) == (
        5000,
        4000,
        -1000,
    )
    assert browser.get(f"/api/v1/me/invoices/{bill.public_id}/").json()["changes"] == []
    theirs = machine.get(f"/api/v1/customers/{anna.number}/invoices/{made.public_id}/").json()
    assert theirs["changes"] == [change]
