"""Readings without signing in: one answer for every wrong pair, few tries, and nothing of the customer on any page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.timezone import localdate

from tenants.identity.models import Throttle
from tenants.metering.models import Meter, SubmittedReading
from tenants.metering.services import issue_label
from tenants.registry.models import Tenant
from tests.cast import Browser, make_customer
from tests.water import AT, anytime, make_meter, make_point, publish

TODAY = localdate()
NAME, ADDRESS = "Anna Nowak-Żółć", "ul. Tajna 77"


@pytest.fixture
def office(rzeszow: Tenant) -> Tenant:
    """Rzeszów, open to guests on any day, with one customer."""
    with rzeszow:
        anytime()
        make_meter(
            make_point(make_customer(name=NAME, address=ADDRESS), address=ADDRESS), until=TODAY, start=7317
        )
    return rzeszow


def meter_of(office: Tenant) -> Meter:
    with office:
        return Meter.objects.get()


def begin(browser: Browser, number: str = "0012345", serial: str = "SW1") -> Any:
    return browser.post("/odczyt/", {"number": number, "serial": serial})


def body(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\xa0", " ")


def test_two_numbers_are_enough_and_nothing_of_the_customer_shows(office: Tenant) -> None:
    guest, meter = Browser(office), meter_of(office)
    pages = [body(guest.get("/odczyt/"))]
    assert begin(guest, " 0012345 ", "sw1").headers["Location"] == "/odczyt/wodomierz/"
    pages.append(body(guest.get("/odczyt/wodomierz/")))
    given = {"taken_on": TODAY.isoformat(), f"m{meter.pk}_1": "7562"}
    assert guest.post("/odczyt/wodomierz/", given).headers["Location"] == "/odczyt/dziekujemy/"
    pages.append(body(guest.get("/odczyt/dziekujemy/")))
    with office:
        sent = SubmittedReading.objects.get()
    assert (sent.first_m3, sent.channel, sent.sent_by) == (7562, "guest", "guest")
    for page in pages:
        for secret in (NAME, "Nowak", ADDRESS, "7557", "0012345"):
            assert secret not in page, secret
    assert guest.get("/odczyt/wodomierz/").headers["Location"] == "/odczyt/"


@pytest.mark.parametrize(
    ("number", "serial"),
    [("0012345", "SX9"), ("9999999", "SW1"), ("9999999", "SX9"), ("0054321", "SW1"), ("0012345", ""), ("", "SW1"),
     ("0012345", "' OR 1=1 --"), ("💧" * 20, "SW1")],
)  # fmt: skip
def test_every_wrong_pair_gets_the_same_answer(office: Tenant, number: str, serial: str) -> None:
    with office:
        make_customer("0054321", "Obcy Człowiek")
    answer = body(begin(Browser(office), number, serial))
    wrong = body(begin(Browser(office), "9999999", "SX9"))
    if number and serial:
        assert _bare(answer, number, serial) == _bare(wrong, "9999999", "SX9")
    else:
        assert "error-summary" in answer


def _bare(page: str, number: str, serial: str) -> str:
    import re

    from django.utils.html import escape

    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return page.replace(f'value="{escape(number)}"', "").replace(f'value="{escape(serial)}"', "")


def test_a_guest_does_not_learn_what_the_meter_showed(office: Tenant) -> None:
    guest, meter = Browser(office), meter_of(office)
    begin(guest)
    page = body(guest.post("/odczyt/wodomierz/", {"taken_on": TODAY.isoformat(), f"m{meter.pk}_1": "2"}))
    assert "niższy niż ostatni" in page and "7557" not in page


def test_few_tries_an_hour_for_one_network(office: Tenant) -> None:
    with office:
        publish(readings={"guest_tries_per_hour": 3})
    answers = [begin(Browser(office), serial=f"X{number}").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert begin(Browser(office)).status_code == 429  # the right pair too: a pause is a pause
    with office:
        Throttle.objects.all().delete()
    assert begin(Browser(office)).status_code == 302


def test_the_meters_qr_leads_to_the_same_form(office: Tenant) -> None:
    meter, guest = meter_of(office), Browser(office)
    with office:
        token = issue_label(meter=meter, by="test", at=AT).token
    assert guest.get(f"/odczyt/q/{token}/").headers["Location"] == "/odczyt/wodomierz/"
    page = body(guest.get("/odczyt/wodomierz/"))
    assert "SW1" in page and ADDRESS not in page and NAME not in page
    assert (
        guest.post(
            "/odczyt/wodomierz/", {"taken_on": TODAY.isoformat(), f"m{meter.pk}_1": "7563"}
        ).status_code
        == 302
    )
    with office:
        assert SubmittedReading.objects.get().channel == "label"


@pytest.mark.parametrize("token", ["nie-ma", "x" * 40, "%27%20OR%201=1", "💧"])
def test_a_wrong_token_is_a_page_that_does_not_exist(office: Tenant, token: str) -> None:
    assert Browser(office).get(f"/odczyt/q/{token}/").status_code == 404


def test_a_new_label_ends_the_old_sticker(office: Tenant) -> None:
    with office:
        meter = Meter.objects.get()
        old = issue_label(meter=meter, by="test", at=AT).token
        issue_label(meter=meter, by="test", at=AT, anew=True)
    assert Browser(office).get(f"/odczyt/q/{old}/").status_code == 404


def test_a_label_of_one_utility_opens_nothing_at_the_other(office: Tenant, kostrzyn: Tenant) -> None:
    with office:
        token = issue_label(meter=Meter.objects.get(), by="test", at=AT).token
    with kostrzyn:
        publish(readings={"without_login": True})
    assert Browser(kostrzyn).get(f"/odczyt/q/{token}/").status_code == 404


def test_where_the_utility_does_not_want_it_there_is_no_such_page(kostrzyn: Tenant) -> None:
    """Kostrzyn's preset takes readings from signed-in customers only."""
    for path in ("/odczyt/", "/odczyt/wodomierz/", "/odczyt/dziekujemy/", "/odczyt/q/x/"):
        assert Browser(kostrzyn).get(path).status_code == 404


def test_the_way_in_stands_in_the_menu_only_where_it_leads_somewhere(
    office: Tenant, kostrzyn: Tenant
) -> None:
    assert 'href="/odczyt/"' in body(Browser(office).get("/"))
    assert 'href="/odczyt/"' not in body(Browser(kostrzyn).get("/"))


def test_a_meter_read_by_radio_is_as_good_as_none(office: Tenant) -> None:
    with office:
        Meter.objects.update(remote=True)
    assert "nie pasują" in body(begin(Browser(office)))
