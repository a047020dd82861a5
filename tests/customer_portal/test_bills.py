"""Bills and readings on the screen: how far back, of what day, and the office's own figures beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import override

from tenants.billing.models import Balance, Invoice
from tenants.customers.models import Customer
from tenants.metering.models import Reading
from tenants.profile import selectors as profiles
from tenants.profile.formats import time_text
from tenants.registry.models import Tenant
from tests.bench.stage import signed_in_customer
from tests.cast import Browser, make_clerk, make_invoice


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    return signed_in_customer(rzeszow)[0]


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_what_is_older_than_the_profile_says_is_not_shown_unless_it_is_owed(
    rzeszow: Tenant, anna: Browser
) -> None:
    with rzeszow:
        since = profiles.published().access.history_from(localdate())
        assert since is not None
        customer, day = Customer.objects.get(), timedelta(days=1)
        old = make_invoice(customer, "FV/STARA", issued_on=since - day, gross=100, paid=100)
        owed = make_invoice(customer, "FV/DLUG", issued_on=since - day, gross=100)
        edge = make_invoice(customer, "FV/BRZEG", issued_on=since, gross=100, paid=100)

    shown = "".join(text_of(anna, f"/faktury/?page={number}") for number in (1, 2))

    assert "FV/STARA" not in shown
    assert "FV/DLUG" in shown and "FV/BRZEG" in shown
    statuses = [anna.get(f"/faktury/{one.public_id}/").status_code for one in (old, owed, edge)]
    assert statuses == [404, 200, 200]
    assert anna.get(f"/faktury/{old.public_id}/pdf/").status_code == 404
    assert anna.get(f"/faktury/{old.public_id}/xml/").status_code == 404


def test_old_readings_are_not_shown(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        since = profiles.published().access.history_from(localdate())
        assert since is not None
        meter = Customer.objects.get().service_points.get().meters.first()
        assert meter is not None
        for taken_on, value in ((since, "11.000"), (since - timedelta(days=1), "10.000")):
            Reading.objects.create(meter=meter, taken_on=taken_on, value_m3=value, consumption_m3="1.000")

    page = text_of(anna, f"/wodomierze/{meter.pk}/")

    assert "11\u00a0m³" in page
    assert "10\u00a0m³" not in page


@pytest.mark.parametrize(
    ("months", "today", "first"),
    [
        (12, date(2026, 11, 20), date(2025, 11, 1)),
        (36, date(2026, 1, 31), date(2023, 1, 1)),
        (None, date(2026, 11, 20), None),
    ],
)
def test_history_begins_with_a_month(
    rzeszow: Tenant, months: int | None, today: date, first: date | None
) -> None:
    with rzeszow:
        policy = profiles.published().access.model_copy(update={"history_months": months})
    assert policy.history_from(today) == first


def test_what_is_left_to_pay_says_of_what_day_it_is(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        Balance.objects.update(as_of=datetime(2026, 11, 19, 5, 0, tzinfo=UTC))
        invoice = Invoice.objects.filter(number="FV/0").get()
        desk = Browser(rzeszow).enter(make_clerk())

    with override("pl"):
        written = time_text(datetime(2026, 11, 19, 5, 0, tzinfo=UTC))
    assert "2026" in written
    for page in (
        text_of(anna, "/faktury/"),
        text_of(anna, f"/faktury/{invoice.public_id}/"),
        text_of(desk, "/biuro/klienci/0012345/").partition("Ostatnie faktury")[2],
    ):
        assert page.count(f"stan na {written}") == 1


def test_meters_and_keys_beyond_a_page_are_on_the_next(rzeszow: Tenant) -> None:
    from tenants.integration.keys import issue_key  # noqa: PLC0415 -- only here

    with rzeszow:
        desk = Browser(rzeszow).enter(make_clerk())
        signed_in_customer(rzeszow)
        point = Customer.objects.get().service_points.get()
        for number in range(60):
            point.meters.create(code=f"W{number}", serial=f"SERIA{number:03}")
        for number in range(40):
            issue_key(label=f"maszyna {number:02}", scopes=["import:read"], by="test", at=timezone.now())

    first, second = (text_of(desk, f"/biuro/klienci/0012345/?page={number}") for number in (1, 2))
    keys = [text_of(desk, f"/biuro/klucze/?page={number}") for number in (1, 2)]

    assert "SERIA000" in first and "SERIA059" not in first
    assert "SERIA059" in second
    assert "maszyna 39" not in keys[0] and "maszyna 39" in keys[1]


def test_the_front_page_leads_to_both_instructions_and_dials(rzeszow: Tenant) -> None:
    visitor = Browser(rzeszow)

    home = text_of(visitor, "/")

    for path, heading in (
        ("/informacje/przejscie_do_nowego_ibok/", "Szczegółowa instrukcja przejścia do nowego iBOK"),
        ("/informacje/instrukcja_rejestracji/", "Instrukcja rejestracji"),
    ):
        assert f'href="{path}" rel="noopener">{heading}</a>' in home
        assert visitor.get(path).status_code == 200
    assert 'href="tel:+48' in home
    assert 'href="tel:17 ' not in home
