"""Packages into the mirror: all or nothing, twice is once, and a dry run tells the truth."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

import psycopg
import pytest

from tenants.billing.models import Balance, Invoice, InvoiceLine, LedgerEntry
from tenants.customers.models import Customer
from tenants.integration.demo.generator import COMPANY, HOUSEHOLD, MANAGER, NEWCOMER, generate
from tenants.integration.demo.towns import KOSTRZYN, RZESZOW
from tenants.integration.models import ImportRun, ImportState
from tenants.integration.package.manifest import Mode
from tenants.integration.services import ImportInProgress, KeyUsedOtherwise
from tests.tenants.integration.rows import customer, invoice, line

pytestmark = pytest.mark.django_db


def everything():
    return {
        "customers": list(Customer.objects.order_by("number").values()),
        "invoices": list(Invoice.objects.order_by("number").values()),
        "lines": list(InvoiceLine.objects.order_by("invoice_id", "position").values()),
        "ledger": list(LedgerEntry.objects.order_by("code").values()),
        "balances": list(Balance.objects.order_by("customer_id").values()),
    }


def test_import_writes_customers_invoices_and_lines(rzeszow, write, bring):
    package = write(customers=[customer()], invoices=[invoice()], invoice_lines=[line()])
    with rzeszow:
        report = bring(package)
        found = Invoice.objects.get()
        assert report.state == ImportState.DONE, report.problems
        assert {name: one.added for name, one in report.entities.items()} == {
            "customers": 1, "invoices": 1, "invoice_lines": 1
        }  # fmt: skip
        assert (found.number, found.customer.number, found.left_grosze) == ("FV/1", "00012", 10800)
        assert found.lines.get().quantity == Decimal("12.5")
        assert found.customer.first_invoice_on == date(2026, 11, 2)
        assert found.customer.name_search == " lukasz zolc "


@pytest.mark.parametrize("town", [RZESZOW, KOSTRZYN], ids=lambda town: town.slug)
def test_demo_package_of_each_town_is_imported_without_a_problem(rzeszow, tmp_path, bring, today, town):
    made = generate(town=town, customers=40, seed=3, today=today, out=tmp_path / "demo")
    with rzeszow:
        report = bring(made.folder, seller_nip=town.nip)
        assert (report.state, report.problems) == (ImportState.DONE, [])
        assert {name: one.added for name, one in report.entities.items()} == made.rows
        assert Customer.objects.get(number=NEWCOMER).first_invoice_on is None
        assert Customer.objects.get(number=HOUSEHOLD).invoices.count() >= 17
        assert Customer.objects.get(number=MANAGER).service_points.count() == 18
        assert (
            Invoice.objects.filter(
                customer__number=COMPANY, xml_sha256__isnull=False, files__kind="xml"
            ).count()
            > 5
        )


def test_importing_the_same_twice_changes_nothing(rzeszow, tmp_path, bring, today):
    made = generate(town=RZESZOW, customers=40, seed=3, today=today, out=tmp_path / "demo")
    with rzeszow:
        bring(made.folder, seller_nip=RZESZOW.nip)
        before = everything()
        report = bring(made.folder, seller_nip=RZESZOW.nip)
        assert {name: one.unchanged for name, one in report.entities.items()} == made.rows
        assert not report.changes_something
        assert everything() == before


def test_dry_run_says_exactly_what_the_import_then_does(rzeszow, write, bring):
    first = write(
        customers=[customer(), customer("00013", name="Ewa Nowak")],
        invoices=[invoice()],
        invoice_lines=[line()],
    )
    second = write(
        mode=Mode.FULL,
        customers=[customer(name="Łukasz Żółć-Nowy"), customer("00014", name="Jan Kos")],
        invoices=[invoice(paid_grosze=800), invoice("FV/2")],
        invoice_lines=[line(), line("FV/2")],
    )
    with rzeszow:
        bring(first)
        before = everything()
        promised = bring(second, dry_run=True)
        assert everything() == before
        assert promised.state == ImportState.READY
        done = bring(second)
        assert done.entities == promised.entities
    customers, invoices = done.entities["customers"], done.entities["invoices"]
    assert (customers.added, customers.changed, customers.absent, customers.absent_keys) == (
        1,
        1,
        1,
        ["00013"],
    )
    assert customers.changes == [
        {"key": "00012", "field": "name", "before": "Łukasz Żółć", "after": "Łukasz Żółć-Nowy"}
    ]
    assert (invoices.added, invoices.changed, invoices.changed_fields) == (1, 1, {"paid_grosze": 1})


def test_mistakes_in_one_row_leave_nothing_written(rzeszow, write, bring):
    package = write(customers=[customer()], invoices=[invoice(), invoice("FV/2", issued_on="31.11.2026")])
    with rzeszow:
        report = bring(package)
        assert report.state == ImportState.REFUSED
        assert [(one.file, one.line, one.field) for one in report.problems] == [
            ("invoices.ndjson", 2, "issued_on")
        ]
        assert (Customer.objects.count(), Invoice.objects.count()) == (0, 0)
        assert ImportRun.objects.get().state == ImportState.REFUSED


def test_mistakes_between_rows_are_found_with_their_lines(rzeszow, write, bring):
    package = write(
        customers=[customer(), customer()],
        invoices=[
            invoice(customer="99"),
            invoice("FV/2", gross_grosze=1),
            invoice("FV/3", due_on="2026-11-01"),
            invoice("FV/4", corrects="FV/404", kind="correction"),
        ],
        invoice_lines=[line("FV/9")],
    )
    with rzeszow:
        report = bring(package)
        assert sorted((one.file, one.line, one.field) for one in report.problems) == [
            ("customers.ndjson", 2, "number"),
            ("invoice_lines.ndjson", 1, "invoice"),
            ("invoices.ndjson", 1, "customer"),
            ("invoices.ndjson", 2, "gross_grosze"),
            ("invoices.ndjson", 3, "due_on"),
            ("invoices.ndjson", 4, "corrects"),
        ]
        assert Customer.objects.count() == 0


def test_correction_linked_later_is_linked_and_unlinked(rzeszow, write, bring):
    rows = [invoice(), invoice("KOR/1", kind="correction")]
    with rzeszow:
        bring(write(customers=[customer()], invoices=rows))
        report = bring(write(invoices=[rows[1] | {"corrects": "FV/1"}]))
        assert report.entities["invoices"].changed_fields == {"corrects": 1}
        assert Invoice.objects.get(number="KOR/1").corrects.number == "FV/1"
        bring(write(invoices=[rows[1]], columns={"invoices": [*rows[1], "corrects"]}))
        assert Invoice.objects.get(number="KOR/1").corrects is None


def test_correction_before_its_original_in_the_file_is_linked(rzeszow, write, bring):
    correction = invoice("KOR/1", kind="correction", corrects="FV/1", net_grosze=-100, vat_grosze=-8,
                         gross_grosze=-108, to_pay_grosze=-108)  # fmt: skip
    package = write(customers=[customer()], invoices=[correction, invoice()])
    with rzeszow:
        bring(package)
        assert Invoice.objects.get(number="KOR/1").corrects == Invoice.objects.get(number="FV/1")
        assert not bring(package).changes_something


def test_line_that_an_invoice_no_longer_has_is_removed_and_others_stay(rzeszow, write, bring):
    both = [line(), line(position=2, name="Abonament")]
    bring_first = write(
        customers=[customer()], invoices=[invoice(), invoice("FV/2")], invoice_lines=[*both, line("FV/2")]
    )
    with rzeszow:
        bring(bring_first)
        report = bring(write(invoice_lines=[line()]))
        assert report.entities["invoice_lines"].removed == 1
        assert list(InvoiceLine.objects.order_by("invoice__number").values_list("invoice__number", "position")) == [
            ("FV/1", 1), ("FV/2", 1)
        ]  # fmt: skip


def test_lines_at_other_places_replace_the_old_ones(rzeszow, write, bring):
    with rzeszow:
        bring(write(customers=[customer()], invoices=[invoice()], invoice_lines=[line()]))
        report = bring(write(invoice_lines=[line(position=2)])).entities["invoice_lines"]
        assert (report.added, report.removed) == (1, 1)
        assert list(InvoiceLine.objects.values_list("position", flat=True)) == [2]


def test_column_that_a_file_does_not_carry_stays_as_it_was(rzeszow, write, bring):
    columns = {"customers": ["number", "name"]}
    with rzeszow:
        bring(write(customers=[customer(email="lukasz@poczta.example")]))
        report = bring(write(columns=columns, customers=[{"number": "00012", "name": "Inny"}]))
        changed = Customer.objects.get()
        assert report.entities["customers"].changed_fields == {"name": 1}
        assert (changed.name, changed.email, changed.address_search) == (
            "Inny", "lukasz@poczta.example", " polna 7 rzeszow "
        )  # fmt: skip


def test_key_of_a_finished_run_gives_its_report_again(rzeszow, write, bring):
    package = write(customers=[customer()])
    with rzeszow:
        first = bring(package, key="k")
        again = bring(write(customers=[customer("2"), customer("3")]), key="k")
        assert again == first
        assert Customer.objects.count() == 1
        with pytest.raises(KeyUsedOtherwise):
            bring(package, key="k", dry_run=True)


def test_run_that_died_is_taken_up_again_under_its_key(rzeszow, write, bring):
    with rzeszow:
        ImportRun.objects.create(
            idempotency_key="k", state=ImportState.LOADING, started_at="2026-11-20T08:00:00Z", by="test"
        )
        assert bring(write(customers=[customer()]), key="k").state == ImportState.DONE
        assert ImportRun.objects.get().state == ImportState.DONE


def test_package_of_another_utility_is_refused(rzeszow, kostrzyn, write, bring):
    package = write(customers=[customer()])
    with kostrzyn:
        report = bring(package, seller_nip="1234563218")
        assert (report.state, [one.field for one in report.problems]) == (
            ImportState.REFUSED,
            ["utility_nip"],
        )
        assert Customer.objects.count() == 0


def test_import_into_one_utility_leaves_the_other_empty(rzeszow, kostrzyn, write, bring):
    with rzeszow:
        bring(write(customers=[customer()]))
    with kostrzyn:
        assert Customer.objects.count() == 0


def test_problems_are_capped_and_counted(rzeszow, write, bring):
    rows = [customer(str(number), nip="1") for number in range(1500)]
    with rzeszow:
        report = bring(write(customers=rows))
    assert (len(report.problems), report.problems_total) == (1000, 1500)


def test_second_import_at_the_same_time_is_turned_away(rzeszow, write, bring):
    package = write(customers=[customer()])
    with psycopg.connect(os.environ["DATABASE_URL"]) as other, rzeszow:
        other.execute(
            "SELECT pg_advisory_lock(hashtextextended(%s || ' billing import', 0))", [rzeszow.schema_name]
        )
        with pytest.raises(ImportInProgress):
            bring(package)
        assert Customer.objects.count() == 0
        other.execute("SELECT pg_advisory_unlock_all()")
        assert bring(package).state == ImportState.DONE
