"""A demand for payment is nothing to pay in addition to the documents it names, but what only it charges is said."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tenants.billing.demands import demanded_by_each
from tenants.billing.documents import DocumentState, Wanted, documents_of_customer
from tenants.billing.models import Invoice
from tenants.cases.known import unmet
from tenants.customers.models import Customer
from tenants.profile import library
from tenants.profile.schema.cases import CaseType
from tenants.registry.models import Tenant
from tests.bench.stage import signed_in_customer
from tests.cast import TODAY, Browser, make_customer, make_invoice

ACCOUNT = "61 1090 1014"


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    """Anna owes 50 zł on one bill and 30 zł on another; a demand of last week names both."""
    browser = signed_in_customer(rzeszow)[0]
    with rzeszow:
        anna = Customer.objects.get()
        Invoice.objects.update(paid_grosze=10**6, to_pay_grosze=10**6)
        bills = [("FV/77/1", 5000), ("FV/77/2", 3000), ("FV/77/11", 900)]
        for number, gross in bills:
            make_invoice(anna, number, issued_on=TODAY - timedelta(days=60), gross=gross)
        demand = make_invoice(anna, "WZ/9", issued_on=TODAY - timedelta(days=8), gross=8000)
        demand.lines.all().delete()
        Invoice.objects.filter(pk=demand.pk).update(kind="payment_demand", due_on=TODAY - timedelta(days=1))
        for position, number in enumerate(["FV/77/1", "FV/77/2"], start=1):
            words = f"Faktura {number}, termin płatności 05.10.2026"
            demand.lines.create(position=position, name=words, gross_grosze=1, vat_rate="")
        stranger = make_customer("0099999", "Jan Sąsiad", billed=False)
        make_invoice(stranger, "FV/77", issued_on=TODAY, gross=100)
    return browser


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode()).replace("\u00a0", " ")


def path_of(tenant: Tenant, number: str = "WZ/9") -> str:
    with tenant:
        return f"/faktury/{Invoice.objects.get(number=number).public_id}/"


def row_of(text: str, number: str) -> str:
    return next(row for row in text.split("<tr")[1:] if number in row).partition("</tr>")[0]


def pdf_of(browser: Browser, tenant: Tenant) -> str:
    made = browser.get(f"{path_of(tenant)}pdf/").content
    return " ".join("".join(page.get_textpage().get_text_range() for page in PdfDocument(made)).split())


def test_its_page_names_the_documents_and_offers_no_transfer(rzeszow: Tenant, anna: Browser) -> None:
    main = text_of(anna, path_of(rzeszow)).partition("<main")[2]
    assert "Nie musisz płacić tego dodatkowo" in main
    assert "50,00 zł" in row_of(main, "FV/77/1<") and "30,00 zł" in row_of(main, "FV/77/2")
    reminded = main.partition("O czym przypomina to wezwanie")[2].partition("</table>")[0]
    assert "FV/77/11" not in reminded, "a number counts where it stands whole"
    assert "80,00 zł" in main
    assert ACCOUNT not in main and "Za co płacisz" not in main, "it is no bill"
    bill = text_of(anna, path_of(rzeszow, "FV/77/1"))
    assert ACCOUNT in bill, "what it names is paid as ever"

    with rzeszow:
        Invoice.objects.filter(number__in=["FV/77/1", "FV/77/2"]).update(paid_grosze=10**4)
    assert (
        "80,00 zł"
        not in text_of(anna, path_of(rzeszow)).partition("O czym przypomina")[0].partition("Pozostało")[2]
    )


def test_a_demand_without_lines_promises_nothing(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        Invoice.objects.get(number="WZ/9").lines.all().delete()
    main = text_of(anna, path_of(rzeszow)).partition("<main")[2]
    assert "Porównaj to wezwanie ze swoimi dokumentami" in main and "/do-zaplaty/" in main
    assert "Nie musisz płacić tego dodatkowo" not in main and "O czym przypomina to wezwanie" not in main
    assert "Nic dodatkowego" not in pdf_of(anna, rzeszow)


def charge(tenant: Tenant, *lines: tuple[str, int | None]) -> None:
    """More lines of the demand; those of its two bills ask for all of them."""
    with tenant:
        demand = Invoice.objects.get(number="WZ/9")
        demand.lines.filter(position=1).update(gross_grosze=5000)
        demand.lines.filter(position=2).update(gross_grosze=3000)
        for position, (name, grosze) in enumerate(lines, start=3):
            demand.lines.create(position=position, name=name, gross_grosze=grosze, vat_rate="")


def test_what_only_the_demand_charges_is_listed_and_to_be_paid(rzeszow: Tenant, anna: Browser) -> None:
    charge(
        rzeszow, ("Koszty wezwania", 4000), ("Odsetki od FV/77/1", 231), ("Faktura obca FV/77", 100),
        ("Opłata bez kwoty", None), ("Prosimy o wpłatę w 7 dni", 0),
    )  # fmt: skip
    main = text_of(anna, path_of(rzeszow)).partition("<main")[2]
    assert "Nie musisz płacić tego dodatkowo" not in main and "nic więcej z niego nie zostanie" not in main
    assert "FV/77/2" in main.partition("O czym przypomina")[2].partition("</table>")[0]
    alone = main.partition("Co dolicza tylko to wezwanie")[2].partition("</table>")[0]
    assert "40,00 zł" in row_of(alone, "Koszty wezwania") and "2,31 zł" in row_of(alone, "Odsetki od FV/77/1")
    assert "1,00 zł" in row_of(alone, "Faktura obca"), "the neighbour's document is none of hers"
    assert "–" in row_of(alone, "Opłata bez kwoty")
    assert "Prosimy o wpłatę" not in alone and "termin płatności" not in alone
    text = pdf_of(anna, rzeszow)
    assert "Nic dodatkowego, oprócz: Koszty wezwania: 40,00 zł; Odsetki od FV/77/1: 2,31 zł" in text
    content = anna.get("/faktury/pobierz/csv/").content.decode("utf-8-sig")
    (line,) = [line for line in csv.reader(io.StringIO(content), delimiter=";") if line[0] == "WZ/9"]
    assert line[9:12] == ["43,31", "", "43,31"]


def test_several_lines_of_one_bill_are_that_bill(rzeszow: Tenant, anna: Browser) -> None:
    charge(rzeszow)
    with rzeszow:
        demand = Invoice.objects.get(number="WZ/9")
        demand.lines.filter(position=1).update(gross_grosze=2000)
        demand.lines.create(position=3, name="FV/77/1 ścieki", gross_grosze=3000, vat_rate="")
        (found,) = demanded_by_each([demand]).values()
        assert found.only_repeats and [one.number for one in found.documents] == ["FV/77/1", "FV/77/2"]
    assert "Nie musisz płacić tego dodatkowo" in text_of(anna, path_of(rzeszow))


@pytest.mark.parametrize("count", [3, 30])
def test_demands_of_a_list_cost_two_statements(
    rzeszow: Tenant, anna: Browser, django_assert_num_queries: Any, count: int
) -> None:
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
        for number in range(count):
            one = make_invoice(customer, f"WZ/5{number}", issued_on=TODAY, gross=100)
            Invoice.objects.filter(pk=one.pk).update(kind="payment_demand")
        demands = list(Invoice.objects.filter(kind="payment_demand"))
        with django_assert_num_queries(2):
            assert len(demanded_by_each(demands)) == count + 1


def test_lists_and_files_leave_nothing_of_it_to_pay(rzeszow: Tenant, anna: Browser) -> None:
    row = row_of(text_of(anna, "/faktury/"), "WZ/9")
    assert "przypomnienie" in row and "po terminie" not in row and "–" in row
    for state in ("unpaid", "overdue", "paid"):
        assert "WZ/9" not in text_of(anna, f"/faktury/?stan={state}"), state
    content = anna.get("/faktury/pobierz/csv/")
    assert content.status_code == 200
    lines = list(csv.reader(io.StringIO(content.content.decode("utf-8-sig")), delimiter=";"))
    (demand,) = [line for line in lines if line[0] == "WZ/9"]
    assert demand[9:12] == ["", "", ""] and demand[12] == "przypomnienie"
    assert "80,00" not in text_of(anna, "/przeglad/").partition("Ostatnie")[2]
    assert "Wezwanie do zapłaty: zobacz, o czym przypomina" in text_of(anna, "/przeglad/")


def test_its_pdf_and_the_api_say_so_too(rzeszow: Tenant, anna: Browser) -> None:
    text = pdf_of(anna, rzeszow)
    assert "Nic dodatkowego" in text and "Do zapłaty" not in text and ACCOUNT not in text
    found = anna.get("/api/v1/me/invoices/").json()["results"]
    assert {one["settlement"] for one in found if one["kind"] == "payment_demand"} == {"reminds"}


def test_only_a_demand_left_is_no_unpaid_document(rzeszow: Tenant, anna: Browser) -> None:
    rule: dict[str, Any] = library.expanded({"use": "raty"})
    case_type = CaseType.model_validate(rule)
    assert any(one.check == "has_unpaid_invoice" for one in case_type.preconditions)
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
        assert unmet(case_type, customer) is None
        Invoice.objects.exclude(kind="payment_demand").update(paid_grosze=10**6)
        assert unmet(case_type, customer) is not None
        unpaid = documents_of_customer(customer, Wanted(state=DocumentState.UNPAID), today=TODAY)
        assert list(unpaid) == []
