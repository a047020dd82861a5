"""A demand for payment is nothing to pay in addition to the documents it names: on no page, list, file or answer."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from pypdfium2 import PdfDocument

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


def test_a_demand_that_names_nothing_known_says_the_same(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        Invoice.objects.get(number="WZ/9").lines.all().delete()
    main = text_of(anna, path_of(rzeszow)).partition("<main")[2]
    assert "Nie musisz płacić tego dodatkowo" in main and "/do-zaplaty/" in main
    assert "O czym przypomina to wezwanie" not in main


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
    assert "nic dodatkowego" in text_of(anna, "/przeglad/")


def test_its_pdf_and_the_api_say_so_too(rzeszow: Tenant, anna: Browser) -> None:
    made = anna.get(f"{path_of(rzeszow)}pdf/").content
    text = " ".join("".join(page.get_textpage().get_text_range() for page in PdfDocument(made)).split())
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
