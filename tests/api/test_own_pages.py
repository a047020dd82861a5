"""What the pages of one's own account, people, water and tanks show, by the API: one's own, all of it, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import Customer
from tenants.delegation.models import Invitation
from tenants.identity.models import User
from tenants.metering.models import LeakKind, LeakSuspicion
from tenants.notifications.models import Preference
from tenants.privacy.models import DataExport, ExportState
from tenants.registry.models import Tenant
from tenants.septic.models import Emptying, SepticTank
from tests.api.conftest import Machine
from tests.architecture.acting import let_in, make_mandate
from tests.cast import Browser, make_clerk, make_customer
from tests.customer_portal.test_documents import linked
from tests.customer_portal.test_to_do import burden, titles

ME = "/api/v1/me/"
ANNA, NEIGHBOUR, ELSEWHERE = "0012345", "0099999", "0012345"


def plant(tenant: Tenant, number: str, mark: str, count: int = 1) -> None:
    """So many of everything these resources list, each with a mark in its texts."""
    now, today = timezone.now(), localdate()
    with tenant:
        customer = Customer.objects.get(number=number)
        user = User.objects.get(accesses__customer=customer, accesses__role="owner")
        access = user.accesses.get(customer=customer)
        point = customer.service_points.create(number=f"P{mark}", address=mark)
        tank = SepticTank.objects.create(code=f"T{mark}", customer=customer, address=mark, interval_days=90)
        for at in range(count):
            let_in(f"{mark}{at}@poczta.example".lower(), customer, "see_meters")
            Invitation.objects.create(
                customer=customer, sent_with=access, email=f"i{mark}{at}@poczta.example", role="viewer",
                scope=["see_meters"], valid_to=now + timedelta(days=30), token_sha256=f"{mark}{at}",
                created_at=now, expires_at=now + timedelta(days=1),
            )  # fmt: skip
            make_mandate(user, customer, customer_number=f"{at}", customer_name=f"{mark} {at}")
            DataExport.objects.create(user=user, state=ExportState.GONE, ordered_at=now)
            meter = point.meters.create(code=f"W{mark}{at}", serial=mark)
            LeakSuspicion.objects.create(
                public_id=uuid4(), meter=meter, customer=customer, kind=LeakKind.GROWTH, since=today, until=today,
                used_m3=9, usual_m3=2, noticed_at=now,
            )  # fmt: skip
            Emptying.objects.create(
                code=f"E{mark}{at}", tank=tank, emptied_on=today - timedelta(days=at), volume_m3=5, firm=mark
            )
            if at:
                SepticTank.objects.create(code=f"T{mark}{at}", customer=customer, address=mark)


@pytest.fixture
def anna(kostrzyn: Tenant, rzeszow: Tenant) -> Browser:
    """Anna of Kostrzyn; beside her a neighbour, and an Anna of Rzeszów under the same number, all with the same things."""
    browser = linked(kostrzyn)
    linked(kostrzyn, NEIGHBOUR, "obcy@poczta.example")
    linked(rzeszow)
    plant(kostrzyn, ANNA, "Moje")
    plant(kostrzyn, NEIGHBOUR, "Sasiad")
    plant(rzeszow, ELSEWHERE, "Obce")
    return browser


def results(browser: Browser, what: str) -> list[dict[str, Any]]:
    answer = browser.get(f"{ME}{what}/")
    assert answer.status_code == 200, answer.content
    assert "Sasiad" not in answer.content.decode() and "Obce" not in answer.content.decode()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_people_invitations_and_powers_of_attorney(anna: Browser) -> None:
    people = {(one["role"], one["email"]) for one in results(anna, "people")}
    assert people == {("owner", ""), ("viewer", "moje0@poczta.example")}, "an owner's login is their own"
    assert [one["email"] for one in results(anna, "invitations")] == ["iMoje0@poczta.example"]
    assert [(one["customer_name"], one["state"]) for one in results(anna, "mandates")] == [
        ("Moje 0", "waiting")
    ]


def test_whoever_was_let_in_for_meters_sees_no_people_and_no_money(anna: Browser, kostrzyn: Tenant) -> None:
    with kostrzyn:
        viewer = Browser(kostrzyn).enter(User.objects.get(email="moje0@poczta.example"))
    for closed in ("people", "invitations", "looks", "to-do", "preferences"):
        assert viewer.get(f"{ME}{closed}/").status_code == 403, closed
    (customer,) = results(viewer, "customers")
    assert (customer["number"], customer["balance_grosze"]) == (ANNA, None)
    assert [one["meter"] for one in results(viewer, "leaks")] == ["WMoje0"]


def test_looks_say_who_and_when_and_name_staff_only_where_the_page_does(
    anna: Browser, kostrzyn: Tenant
) -> None:
    anna.get("/przeglad/")
    with kostrzyn:
        desk = Browser(kostrzyn).enter(make_clerk())
    desk.get(f"/biuro/klienci/{ANNA}/")
    desk.get(f"/biuro/klienci/{NEIGHBOUR}/")
    found = results(anna, "looks")
    assert sorted(one["kind"] for one in found) == ["person", "staff"]
    shown = "Celina Clerk" in anna.get("/kto-widzial-moje-dane/").content.decode()
    assert ("Celina Clerk" in {one["name"] for one in found}) is shown


def test_the_login_its_packages_and_its_wishes(anna: Browser, kostrzyn: Tenant) -> None:
    login = anna.get(f"{ME}login/").json()
    assert (login["email"], login["name"], len(login["devices"])) == ("anna@poczta.example", "Anna Nowak", 1)
    assert [one["state"] for one in results(anna, "exports")] == ["gone"]
    with kostrzyn:
        user = User.objects.get(email="anna@poczta.example")
        Preference.objects.create(user=user, topic="invoice_new", channel="email", wanted=False)
        other = User.objects.get(email="obcy@poczta.example")
        Preference.objects.create(user=other, topic="case_changed", channel="email", wanted=False)
    wishes = anna.get(f"{ME}preferences/").json()
    free = {
        (one["topic"], one["wanted"])
        for one in wishes["choices"]
        if one["channel"] == "email" and one["free"]
    }
    assert ("invoice_new", False) in free and ("case_changed", True) in free
    assert wishes["quiet"] is None


def test_what_waits_is_what_the_first_page_says(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    linked(kostrzyn, NEIGHBOUR, "obcy@poczta.example")
    burden(kostrzyn)
    burden(kostrzyn, NEIGHBOUR)
    said = [one["title"].replace("\xa0", " ") for one in results(anna, "to-do")]
    assert said == [title.replace("\xa0", " ") for title in titles(anna)] and len(said) > 3
    assert all(one["url"].startswith("http://kostrzyn.localhost/") for one in results(anna, "to-do"))


def test_tanks_with_their_schedule_and_nobody_elses(anna: Browser, kostrzyn: Tenant, rzeszow: Tenant) -> None:
    (tank,) = results(anna, "septic-tanks")
    assert (tank["code"], tank["due_on"]) == ("TMoje", str(localdate() + timedelta(days=90)))
    (emptying,) = results(anna, f"septic-tanks/{tank['id']}/emptyings")
    assert (emptying["volume_m3"], emptying["firm"]) == ("5.000", "Moje")
    with kostrzyn:
        theirs = SepticTank.objects.get(code="TSasiad").pk
    assert anna.get(f"{ME}septic-tanks/{theirs}/emptyings/").status_code == 404
    with rzeszow:
        there = Browser(rzeszow).enter(User.objects.get(email="anna@poczta.example"))
    assert there.get(f"{ME}septic-tanks/").status_code == 404, "this utility has no such service"


def test_documents_and_news_are_those_of_the_profile(anna: Browser, kostrzyn: Tenant) -> None:
    documents = anna.get(f"{ME}documents/").json()
    terms = next(one for one in documents["results"] if one["key"] == "regulamin_ebok")
    assert terms["versions"][0]["url"] == "http://kostrzyn.localhost/dokumenty/regulamin_ebok/wersja/1/"
    assert anna.get(terms["versions"][0]["url"].removeprefix("http://kostrzyn.localhost")).status_code == 200
    assert documents["downloads"]
    news = anna.get(f"{ME}announcements/").json()
    assert Machine(kostrzyn, "network:read").get("/api/v1/announcements/").json() == news
    assert Machine(kostrzyn, "customer:read").get("/api/v1/announcements/").status_code == 403


def test_my_water_is_that_of_my_zone(kostrzyn: Tenant, rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    with rzeszow:
        customer = Customer.objects.get(number=ANNA)
        customer.service_points.create(number="P1", address="ul. Lipowa 4", supply_zone="wislok_lewy")
        other = make_customer(NEIGHBOUR, "Jan Sąsiad")
        other.service_points.create(number="P2", address="ul. Polna 1", supply_zone="wislok_prawy")
    assert [one["zone"] for one in results(anna, "water-quality")] == ["wislok_lewy"]


def test_pages_of_numbered_lists_hold_every_row_once(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        for at in range(6):
            let_in("anna@poczta.example", make_customer(f"77{at}", f"Klient {at}"), "see_meters")
    seen, address = [], f"{ME}customers/?page_size=3"
    while address:
        page = anna.get(address.removeprefix("http://kostrzyn.localhost")).json()
        seen += [one["number"] for one in page["results"]]
        address = page["next"]
    assert sorted(seen) == sorted([ANNA, *(f"77{at}" for at in range(6))])
    assert anna.get(f"{ME}customers/?page=0").status_code == 400
