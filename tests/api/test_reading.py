"""Invoices and readings: for the utility's machines by number, for a person by their session, for nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tenants.customers.models import Customer, ServicePoint
from tenants.integration.keys import revoke_key
from tenants.metering.models import Meter, Reading
from tenants.registry.models import Tenant
from tests.api.conftest import EMAIL, Machine, linked
from tests.cast import TODAY, Browser, make_clerk, make_customer, make_user, nothing_overdue


def with_readings(customer: Customer, code: str, count: int = 3) -> Customer:
    point = ServicePoint.objects.create(number=f"P{code}", customer=customer, address="ul. Lipowa 4/2")
    meter = Meter.objects.create(code=code, serial=f"S{code}", service_point=point)
    for month in range(count):
        Reading.objects.create(
            meter=meter,
            taken_on=TODAY - timedelta(days=30 * month),
            value_m3=100 - month,
            consumption_m3="1.500",
        )
    return customer


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    """A customer linked through the real pages, signed in; beside her a neighbour with other bills."""
    with rzeszow:
        with_readings(make_customer(), "W1")
        with_readings(make_customer("0099999", "Jan Sąsiad"), "W2")
    return linked(Browser(rzeszow), rzeszow)


def test_a_machine_reads_one_customer(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        with_readings(make_customer(), "W1")
        with_readings(make_customer("0099999", "Jan Sąsiad"), "W2")
        nothing_overdue()
    invoices = machine.get("/api/v1/customers/0012345/invoices/").json()
    assert [one["number"] for one in invoices["results"]] == ["FV/0012345/2", "FV/0012345/1"]
    newest = invoices["results"][0]
    assert (newest["gross_grosze"], newest["left_grosze"], newest["settlement"]) == (20411, 20411, "due")
    assert newest["lines"][0]["quantity"] == "12.000000"
    readings = machine.get("/api/v1/customers/0012345/readings/").json()
    assert [one["meter"] for one in readings["results"]] == ["W1"] * 3
    assert readings["results"][0]["value_m3"] == "100.000"


def test_a_number_with_a_slash_is_found(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        make_customer("12/ą 3")
    found = machine.get("/api/v1/customers/12%2F%C4%85%203/invoices/?page_size=1").json()
    assert len(found["results"]) == 1
    following = machine.get(found["next"]).json()
    assert (len(following["results"]), following["next"]) == (1, None)


def test_pages_of_rows_of_one_day_neither_skip_nor_repeat(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        customer = make_customer(billed=False)
        for n in range(4):
            with_readings(customer, f"W{n}", count=2)
    whole = machine.get("/api/v1/customers/0012345/readings/").json()["results"]
    paged, where = [], "/api/v1/customers/0012345/readings/?page_size=3"
    while where:
        page = machine.get(where).json()
        paged, where = paged + page["results"], page["next"]
    assert len(whole) == 8
    assert paged == whole


def test_a_key_is_unknown_to_the_other_utility(rzeszow: Tenant, kostrzyn: Tenant, machine: Machine) -> None:
    with kostrzyn:
        make_customer()
    there = Browser(kostrzyn)
    there.defaults["HTTP_AUTHORIZATION"] = machine.defaults["HTTP_AUTHORIZATION"]
    for path in (
        "/api/v1/imports/",
        "/api/v1/customers/0012345/invoices/",
        "/api/v1/customers/0012345/readings/",
    ):
        answer = there.get(path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer ebok_",
        "Basic QTpC",
        "Bearer ebok_000000000000_" + "A" * 43,
        "Bearer ą",
        "x" * 70_000,
    ],
)
def test_without_a_working_key_nobody_enters(rzeszow: Tenant, header: str) -> None:
    answer = Browser(rzeszow).get("/api/v1/imports/", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["title"] == "Klucza brakuje albo nie działa"


def test_a_revoked_key_ends_at_once(rzeszow: Tenant, machine: Machine) -> None:
    assert machine.get("/api/v1/imports/").status_code == 200
    with rzeszow:
        revoke_key(key=machine.key.key, by="test", at=timezone.now())
    assert machine.get("/api/v1/imports/").status_code == 401


def test_cookies_do_not_matter_to_a_key(rzeszow: Tenant, machine: Machine, anna: Browser) -> None:
    without_key = Browser(rzeszow)
    without_key.cookies = anna.cookies
    assert without_key.get("/api/v1/imports/").status_code == 401, "a session is no key"
    machine.cookies = anna.cookies
    answer = machine.get("/api/v1/imports/")
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert machine.get("/api/v1/me/invoices/").status_code == 401, "and a key is no session"


def test_a_person_reads_their_own(anna: Browser) -> None:
    invoices = anna.get("/api/v1/me/invoices/").json()["results"]
    assert [one["number"] for one in invoices] == ["FV/0012345/2", "FV/0012345/1"]
    assert {one["meter"] for one in anna.get("/api/v1/me/readings/").json()["results"]} == {"W1"}
    assert anna.get("/api/v1/customers/0012345/invoices/").status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/me/invoices/", "/api/v1/me/readings/"])
def test_who_is_not_activated_is_told_so(rzeszow: Tenant, path: str) -> None:
    with rzeszow:
        make_customer()
        person, clerk = make_user(EMAIL), make_clerk()
    answer = Browser(rzeszow).enter(person).get(path)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:ebok:problem:not-activated")
    assert Browser(rzeszow).enter(clerk).get(path).status_code == 404
    assert Browser(rzeszow).get(path).status_code == 401


def test_access_that_ended_shows_nothing(rzeszow: Tenant, anna: Browser) -> None:
    from tenants.customers.models import Access

    with rzeszow:
        Access.objects.update(revoked_at=timezone.now())
    assert anna.get("/api/v1/me/invoices/").status_code == 403


def test_a_cursor_is_of_one_utility_and_one_list(rzeszow: Tenant, kostrzyn: Tenant, machine: Machine) -> None:
    with rzeszow:
        make_customer()
    with kostrzyn:
        make_customer()
    cursor = machine.get("/api/v1/customers/0012345/invoices/?page_size=1").json()["next"].partition("?")[2]
    assert Machine(kostrzyn).get(f"/api/v1/customers/0012345/invoices/?{cursor}").status_code == 404
    assert machine.get(f"/api/v1/customers/0012345/readings/?{cursor}").status_code == 404


def test_today_decides_how_an_invoice_stands(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        make_customer()
        from tenants.billing.models import Invoice

        Invoice.objects.filter(number__endswith="/2").update(due_on=date(2020, 1, 1))
    newest = machine.get("/api/v1/customers/0012345/invoices/").json()["results"][0]
    assert newest["settlement"] == "overdue"


def test_who_asks_too_often_waits(rzeszow: Tenant, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    from api import throttling

    monkeypatch.setattr(throttling, "REQUESTS_PER_MINUTE", 2)
    answers = [machine.get("/api/v1/imports/") for _ in range(6)]
    waiting = [answer for answer in answers if answer.status_code == 429]
    assert waiting, "six requests touch at most two minutes"
    assert 1 <= int(waiting[0].headers["Retry-After"]) <= 60
    assert Machine(rzeszow).get("/api/v1/imports/").status_code == 200, "another key has its own count"
