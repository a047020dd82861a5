"""Pages of money: filters, the ledger by month, what to pay, history, and nothing of anybody else's."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tenants.billing.models import Invoice, LedgerEntry
from tenants.customers.models import Customer
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.api.test_bad_forms import LIVE, NAUGHTY
from tests.bench.stage import signed_in_customer
from tests.cast import TODAY, Browser, make_customer, make_invoice

NEIGHBOUR = "Wróbel·S42·q7d1"


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    """Anna with twelve bills, beside a neighbour with numbers of the same pattern, all of them marked."""
    browser = signed_in_customer(rzeszow)[0]
    with rzeszow:
        other = make_customer("0054321", NEIGHBOUR, billed=False)
        for month in range(3):
            one = make_invoice(
                other, f"FV/{month}/{NEIGHBOUR}", issued_on=TODAY - timedelta(days=30 * month), gross=99900
            )
            book(other, TODAY, one.number, debit=99900, invoice=one)
    return browser


def book(
    customer: Customer, day: date, title: str, *, debit: int = 0, credit: int = 0, **more: Any
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        code=f"{customer.number}-{LedgerEntry.objects.count()}", customer=customer, booked_on=day, title=title,
        debit_grosze=debit, credit_grosze=credit, balance_grosze=more.pop("balance", 0), **more,
    )  # fmt: skip


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    text = str(answer.content.decode())
    assert NEIGHBOUR not in text
    return text.replace("\u00a0", " ")


def numbers_in(text: str) -> set[str]:
    listed = text.partition('id="list"')[2]
    return {part.partition("</a>")[0].rpartition(">")[2] for part in listed.split('<a href="/faktury/')[1:]} - {
        "Excel (XLSX)", "CSV", "Pokaż wszystkie",
    }  # fmt: skip


class TestDocuments:
    """Filters are links: what they ask for stands in the address, and what was typed stays."""

    def kinds(self, rzeszow: Tenant) -> None:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            for number, kind in (
                ("KOR/1", "correction"),
                ("NO/1", "interest_note"),
                ("WZ/1", "payment_demand"),
            ):
                make_invoice(customer, number, issued_on=TODAY, gross=500)
                Invoice.objects.filter(number=number).update(kind=kind)

    @pytest.mark.parametrize(
        ("group", "expected"),
        [("corrections", {"KOR/1"}), ("interest_notes", {"NO/1"}), ("demands", {"WZ/1"})],
    )
    def test_by_kind(self, rzeszow: Tenant, anna: Browser, group: str, expected: set[str]) -> None:
        self.kinds(rzeszow)
        assert numbers_in(text_of(anna, f"/faktury/?rodzaj={group}")) == expected
        assert not expected & numbers_in(text_of(anna, "/faktury/?rodzaj=invoices"))

    def test_by_state(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            Invoice.objects.filter(customer__number="0012345").update(paid_grosze=10**6)
            Invoice.objects.filter(number="FV/0").update(paid_grosze=0, due_on=TODAY + timedelta(days=400))
            Invoice.objects.filter(number="FV/1").update(paid_grosze=0, due_on=date(2026, 1, 5))
        assert numbers_in(text_of(anna, "/faktury/?stan=unpaid")) == {"FV/0", "FV/1"}
        assert numbers_in(text_of(anna, "/faktury/?stan=overdue")) == {"FV/1"}
        assert not {"FV/0", "FV/1"} & numbers_in(text_of(anna, "/faktury/?stan=paid"))

    @pytest.mark.parametrize("typed", ["fv/0012345/1", " FV / 0012345 / 1 ", "0012345/1"])
    def test_by_number_however_it_is_typed(self, anna: Browser, typed: str) -> None:
        assert numbers_in(text_of(anna, f"/faktury/?numer={typed}")) == {"FV/0012345/1"}

    @pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "FV%"])
    def test_signs_with_a_meaning_elsewhere_have_none_here(self, anna: Browser, typed: str) -> None:
        answer = anna.get("/faktury/", {"numer": typed})
        assert answer.status_code == 200
        assert NEIGHBOUR not in answer.content.decode()

    def test_by_days_in_either_way_of_writing(self, anna: Browser) -> None:
        day = TODAY - timedelta(days=30)
        for written in (f"{day:%d.%m.%Y}", day.isoformat()):
            assert numbers_in(text_of(anna, f"/faktury/?od={written}&do={written}")) == {"FV/1"}

    @pytest.mark.parametrize(
        ("query", "field", "sentence"),
        [
            ("od=31.02.2026", "31.02.2026", "Nie ma takiego dnia."),
            ("do=wczoraj", "wczoraj", "Nie ma takiego dnia."),
            ("od=20.11.2026&do=1.11.2026", "1.11.2026", "Ostatni dzień jest wcześniejszy niż pierwszy."),
            ("rodzaj=inny", "", "Wybierz jedną z możliwości na liście."),
        ],
    )
    def test_a_mistake_is_told_at_its_field_and_stays_there(
        self, anna: Browser, query: str, field: str, sentence: str
    ) -> None:
        text = text_of(anna, f"/faktury/?{query}")
        assert sentence in text
        assert f'value="{field}"' in text
        assert numbers_in(text), "the list is still there"

    def test_by_service_point_where_there_are_several(self, rzeszow: Tenant, anna: Browser) -> None:
        assert 'name="punkt"' not in text_of(anna, "/faktury/")
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            second = customer.service_points.create(number="P2", address="ul. Druga 2")
            Invoice.objects.filter(number="FV/3").update(service_point=second)
        assert 'name="punkt"' in text_of(anna, "/faktury/")
        assert numbers_in(text_of(anna, "/faktury/?punkt=P2")) == {"FV/3"}

    def test_pages_keep_what_was_asked_for(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            for n in range(30):
                make_invoice(customer, f"LIST/{n:02}", issued_on=TODAY - timedelta(days=n), gross=100)
        first = text_of(anna, "/faktury/?numer=list%2F")
        assert "30 dokumentów" in first
        assert 'href="?numer=list%2F&amp;page=2"' in first
        assert len(numbers_in(text_of(anna, "/faktury/?numer=list%2F&page=2"))) == 10

    def test_nothing_found_says_what_to_do(self, anna: Browser) -> None:
        text = text_of(anna, "/faktury/?numer=nie-ma-takiego")
        assert "Nie ma takich dokumentów" in text
        assert "Pokaż wszystkie" in text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/faktury/", "numer"),
        ("/faktury/", "od"),
        ("/faktury/", "punkt"),
        ("/faktury/", "page"),
        ("/operacje/", "rok"),
    ],
)
def test_naughty_strings_neither_break_nor_come_alive(anna: Browser, path: str, field: str) -> None:
    anna.raise_request_exception = False
    for text in NAUGHTY:
        answer = anna.get(path, {field: text})
        page = answer.content.decode()
        assert answer.status_code in (200, 400), text[:30]
        assert not [live for live in LIVE if live in text and live in page], text[:30]
        assert NEIGHBOUR not in page


class TestLedger:
    """Months with their sums, the balance after each operation, filters."""

    def filled(self, rzeszow: Tenant) -> Customer:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            book(customer, date(2026, 10, 2), "Faktura październik", debit=10000, balance=10000)
            book(customer, date(2026, 10, 20), "Wpłata październik", credit=4000, balance=6000)
            book(customer, date(2026, 11, 3), "Faktura listopad", debit=2500, balance=8500)
            book(customer, date(2025, 11, 3), "Faktura sprzed roku", debit=100, balance=100)
        return customer

    def test_by_month_with_sums_and_balance(self, rzeszow: Tenant, anna: Browser) -> None:
        self.filled(rzeszow)
        text = text_of(anna, "/operacje/")
        november, _h, october = text.partition("<h2>Październik 2026</h2>")
        assert "<h2>Listopad 2026</h2>" in november
        assert "<strong>25,00 zł</strong>" in november
        assert "<strong>100,00 zł</strong>" in october and "<strong>40,00 zł</strong>" in october
        assert "60,00 zł" in october
        assert "4 operacje" in text

    def test_by_year_and_kind(self, rzeszow: Tenant, anna: Browser) -> None:
        self.filled(rzeszow)
        assert "Faktura sprzed roku" not in text_of(anna, "/operacje/?rok=2026")
        assert "Faktura sprzed roku" in text_of(anna, "/operacje/?rok=2025")
        credited = text_of(anna, "/operacje/?rodzaj=credits")
        assert "Wpłata październik" in credited and "Faktura październik" not in credited
        charges = text_of(anna, "/operacje/?rodzaj=charges")
        assert "Wpłata październik" not in charges and "Faktura październik" in charges

    def test_a_year_without_operations_is_a_mistake_and_no_empty_page(
        self, rzeszow: Tenant, anna: Browser
    ) -> None:
        self.filled(rzeszow)
        for year in ("1999", "abc", "²", "99999999999999"):
            text = text_of(anna, f"/operacje/?rok={year}")
            assert "Wybierz jedną z możliwości na liście." in text
            assert "Faktura listopad" in text

    def test_a_month_split_by_pages_shows_its_whole_sums(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            for n in range(45):
                book(customer, date(2026, 11, 1), f"Operacja {n}", debit=100)
        for page in (1, 2):
            assert "<strong>45,00 zł</strong>" in text_of(anna, f"/operacje/?page={page}")

    def test_the_empty_ledger_says_when_something_comes(self, anna: Browser) -> None:
        assert "Nie ma jeszcze operacji" in text_of(anna, "/operacje/")

    def test_history_is_as_deep_as_the_profile_says_but_debts_stay(
        self, rzeszow: Tenant, anna: Browser
    ) -> None:
        with rzeszow:
            since = profiles.published().access.history_from(localdate())
            assert since is not None
            customer, day = Customer.objects.get(number="0012345"), timedelta(days=1)
            paid = make_invoice(customer, "FV/STARA", issued_on=since - day, gross=100, paid=100)
            owed = make_invoice(customer, "FV/DLUG", issued_on=since - day, gross=100)
            book(customer, since - day, "STARA OPERACJA", debit=100, invoice=paid)
            book(customer, since - day, "STARY DLUG", debit=100, invoice=owed)
            book(customer, since, "NA GRANICY", debit=100)
        for path in ("/operacje/", "/operacje/pobierz/csv/"):
            answer = anna.get(path).content.decode()
            assert "STARA OPERACJA" not in answer, path
            assert "STARY DLUG" in answer and "NA GRANICY" in answer, path


class TestDownloads:
    """The same lists as tables, whole and safe."""

    def test_documents_that_were_asked_for_all_pages(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            for n in range(30):
                make_invoice(customer, f"LIST/{n:02}", issued_on=TODAY, gross=12345)
        answer = anna.get("/faktury/pobierz/csv/?numer=list")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 31
        assert rows[1][8] == "123,45"
        assert {row[0] for row in rows[1:]} == {f"LIST/{n:02}" for n in range(30)}
        assert 'filename="dokumenty.csv"' in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]

    def test_as_a_workbook(self, anna: Browser) -> None:
        answer = anna.get("/faktury/pobierz/xlsx/")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        assert "FV/0012345/1" in strings
        assert NEIGHBOUR not in strings

    def test_a_title_of_a_stranger_cannot_run(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            customer = Customer.objects.get(number="0012345")
            book(customer, TODAY, '=HYPERLINK("http://zle")', credit=100)
        assert "'=HYPERLINK" in anna.get("/operacje/pobierz/csv/").content.decode()

    @pytest.mark.parametrize("path", ["/faktury/pobierz/pdf/", "/operacje/pobierz/xls/"])
    def test_other_forms_do_not_exist(self, anna: Browser, path: str) -> None:
        assert anna.get(path).status_code == 404


class TestStatements:
    """The number of statements does not grow with the rows."""

    @pytest.mark.parametrize(
        "path",
        ["/faktury/", "/operacje/", "/do-zaplaty/", "/faktury/pobierz/csv/", "/operacje/pobierz/xlsx/"],
    )
    def test_of_lists(self, rzeszow: Tenant, anna: Browser, path: str) -> None:
        def grow(count: int) -> None:
            with rzeszow:
                customer = Customer.objects.get(number="0012345")
                for n in range(count):
                    number = f"R/{count}/{n}"
                    one = make_invoice(customer, number, issued_on=TODAY - timedelta(days=40 * n), gross=100)
                    book(customer, one.issued_on, number, debit=100, invoice=one)

        grow(3)
        few = statements(anna, path)
        grow(30)
        assert statements(anna, path) == few

    def test_of_one_document(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            invoice = Invoice.objects.get(number="FV/0")
            path = f"/faktury/{invoice.public_id}/"
        few = statements(anna, path)
        with rzeszow:
            for n in range(30):
                invoice.lines.create(
                    position=10 + n, name=f"Usługa {n}", unit="szt.", quantity=1, net_grosze=1
                )
                book(invoice.customer, TODAY, f"Wpłata {n}", credit=1, invoice=invoice)
        assert statements(anna, path) == few


def statements(browser: Browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200
    # The session is saved now and then, whatever is on the page.
    return len([one for one in seen.captured_queries if "tenants_" in one["sql"]])


def test_a_stranger_sees_nothing_of_it(rzeszow: Tenant, anna: Browser, kostrzyn: Tenant) -> None:
    with rzeszow:
        theirs = Invoice.objects.filter(customer__number="0054321").first()
        assert theirs is not None
    for part in ("", "pdf/", "xml/"):
        assert anna.get(f"/faktury/{theirs.public_id}/{part}").status_code == 404
    with kostrzyn:
        make_customer("0012345", "Kostrzyn Kanarek")
    for path in ("/faktury/", "/operacje/", "/do-zaplaty/", "/przeglad/", f"/faktury/?numer={NEIGHBOUR}"):
        answer = anna.get(path).content.decode()
        assert "99 900" not in answer and "999,00" not in answer.replace("\u00a0", " ")
        assert "Kanarek" not in answer
