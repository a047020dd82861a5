"""The manager's page: all customers in one table, switched into, taken away as lists and as packages of bills."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from tenants.billing import portfolio
from tenants.billing.models import Balance, InvoiceFile
from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.registry.models import Tenant
from tests.acting import in_days
from tests.cast import Browser, make_customer, nothing_overdue
from tests.customer_portal.test_documents import linked
from tests.customer_portal.test_switches import publish

PAGE, PACKAGE = "/moi-odbiorcy/", "/moi-odbiorcy/paczka/"


def manage(tenant: Tenant, number: int, *, billed: bool = True) -> None:
    """So many more customers for Anna, each with a point and a balance."""
    with tenant:
        anna = User.objects.get(email="anna@poczta.example")
        for index in range(number):
            customer = make_customer(f"7{index:06d}", f"Wspólnota {index:03d}", billed=billed)
            customer.service_points.create(number=f"P7{index}", address="ul. Długa 1")
            Balance.objects.create(customer=customer, amount_grosze=20411, as_of=timezone.now())
            grant_access(
                user=anna,
                customer=customer,
                role=AccessRole.MANAGER,
                evidence={},
                by="test",
                at=timezone.now(),
            )


def asked(**changed: object) -> dict[str, object]:
    return {"od": in_days(-365), "do": in_days(0), "pliki": ["pdf"], "kto": "wszyscy"} | changed


@pytest.fixture
def anna(kostrzyn: Tenant) -> Browser:
    browser = linked(kostrzyn)
    manage(kostrzyn, 3)
    return browser


def test_where_the_utility_shows_no_bills_no_package_has_any(kostrzyn: Tenant, anna: Browser) -> None:
    assert names_in(anna.get(PACKAGE, asked()))
    publish(kostrzyn, "kostrzyn", access__modules=["meters", "notifications", "consents", "cases"])
    assert anna.get(PACKAGE, asked()).status_code == 404
    page = anna.get(PAGE)
    assert page.status_code == 200 and "204,11" not in page.content.decode()
    assert b"204" not in anna.get(f"{PAGE}pobierz/csv/").content
    assert {one["next_due_on"] for one in anna.get("/api/v1/me/customers/").json()["results"]} == {None}


def names_in(answer: object) -> list[str]:
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # of a FileResponse
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_each_customer_with_what_is_owed_and_since_when(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        nothing_overdue()
    page = anna.get(PAGE).content.decode()
    assert page.count("Wspólnota 00") >= 3 and "204,11" in page and "stan na" in page
    with kostrzyn:
        anna_user = User.objects.get(email="anna@poczta.example")
        accesses = list(Access.objects.filter(user=anna_user).select_related("customer"))
        row = portfolio.portfolio_of(accesses, with_money=accesses, today=localdate()).get(number="7000000")
        assert (row.balance_grosze, row.overdue_grosze, row.points) == (20411, None, 1)
        assert row.next_due_on == localdate() + timedelta(days=9)
        later = localdate() + timedelta(days=60)
        assert (
            portfolio.portfolio_of(accesses, with_money=accesses, today=later)
            .get(number="7000000")
            .overdue_grosze
            == 20411
        )


def test_searched_and_switched_into(kostrzyn: Tenant, anna: Browser) -> None:
    page = anna.get(PAGE, {"szukaj": "wspolnota 002"}).content.decode()
    assert [number for number in ("7000000", "7000001", "7000002") if f"{number}<br>" in page] == ["7000002"]
    with kostrzyn:
        wanted = Access.objects.get(customer__number="7000002")
    assert anna.post("/konto-odbiorcy/", {"access": str(wanted.pk)}).status_code == 302
    assert "FV/7000002/2" in anna.get("/faktury/").content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_the_table_costs_the_same_for_many(
    kostrzyn: Tenant, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = linked(kostrzyn)
    manage(kostrzyn, number)
    browser.get(PAGE)
    with django_assert_num_queries(7):
        browser.get(PAGE)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_taken_away_as_a_table(anna: Browser, form: str) -> None:
    answer = anna.get(f"{PAGE}pobierz/{form}/")
    assert answer.status_code == 200
    if form == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 5 and "204,11" in lines[2]
    assert anna.get(f"{PAGE}pobierz/exe/").status_code == 404


def test_bills_of_a_period_in_one_package(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        invoice = Customer.objects.get(number="7000001").invoices.get(number="FV/7000001/1")
        invoice.number = "../../etc/passwd\\FV:1"
        invoice.save()
        InvoiceFile.objects.create(invoice=invoice, kind="xml", content=b"<x/>", sha256=b"0" * 32)
    names = names_in(anna.get(PACKAGE, asked(pliki=["pdf", "xml"])))
    assert len(names) == 9 and sum(name.endswith(".xml") for name in names) == 1
    assert all(
        name.count("/") == 1 and ".." not in name and "\\" not in name and ":" not in name for name in names
    )


def test_only_those_ticked_and_never_a_strangers(kostrzyn: Tenant, anna: Browser) -> None:
    linked(kostrzyn, "0054321", "obca@poczta.example")
    with kostrzyn:
        mine = Access.objects.get(customer__number="7000000")
        strangers = Access.objects.get(customer__number="0054321")
    names = names_in(anna.get(PACKAGE, asked(kto="wybrani", odbiorca=[str(mine.pk), str(strangers.pk)])))
    assert {name.split("/")[0] for name in names} == {"7000000"}
    refused = anna.get(PACKAGE, asked(kto="wybrani", odbiorca=[str(strangers.pk)])).content.decode()
    assert "Zaznacz w tabeli" in refused and "0054321" not in refused


def test_too_much_is_told_and_nothing_is_packed(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "MOST_DOCUMENTS", 7)
    page = anna.get(PACKAGE, asked()).content.decode()
    assert "To 8 dokumentów" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"od": "32.01.2026"}, "Nie ma takiego dnia"),
        ({"do": ""}, "dzień"),
        ({"od": in_days(0), "do": in_days(-3)}, "wcześniejszy niż pierwszy"),
        ({"pliki": []}, "Wybierz przynajmniej jeden rodzaj"),
        ({"kto": ""}, "Wybierz, czyje"),
        ({"od": in_days(5), "do": in_days(9)}, "nie ma takich plików"),
        ({"od": "\x1b'<script>alert(1)</script>"}, "Nie ma takiego dnia"),
    ],
)
def test_what_is_wrong_is_told_above_the_table(anna: Browser, changed: dict[str, object], said: str) -> None:
    page = anna.get(PACKAGE, asked(**changed)).content.decode()
    assert said in page and "Wspólnota 001" in page and "<script>alert" not in page


def test_what_was_not_shared_is_not_in_the_table_nor_in_the_package(kostrzyn: Tenant) -> None:
    browser = linked(kostrzyn)
    with kostrzyn:
        customer = make_customer("7000000", "Wspólnota 000")
        Balance.objects.create(customer=customer, amount_grosze=98765, as_of=timezone.now())
        grant_access(
            user=User.objects.get(email="anna@poczta.example"), customer=customer, role=AccessRole.VIEWER,
            scope=["see_meters"], evidence={}, by="test", at=timezone.now(),
        )  # fmt: skip
    page = browser.get(PAGE).content.decode()
    assert "nie udostępniono" in page and "987,65" not in page
    assert {name.split("/")[0] for name in names_in(browser.get(PACKAGE, asked()))} == {"0012345"}
    assert "987,65" not in browser.get(f"{PAGE}pobierz/csv/").content.decode("utf-8-sig")
