"""Pages of water: points, use, forecast, verification and leaks; only one's own, with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from customer_portal.water.leaks import relief_url
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.metering.models import LeakKind, LeakState, LeakSuspicion, Meter, MeterKind
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import Browser, make_customer, make_user
from tests.water import AT, daily, link, make_meter, make_point, publish

TODAY = localdate()


@pytest.fixture
def anna(rzeszow: Tenant) -> Iterator[Browser]:
    """Anna with a main and a garden meter that have two years behind them."""
    with rzeszow:
        customer = make_customer()
        point = make_point(customer, persons=3)
        make_meter(point, until=TODAY)
        make_meter(
            point,
            "OGR",
            kind=MeterKind.GARDEN,
            monthly=2,
            until=TODAY,
            verification_until=TODAY + timedelta(days=24),
        )
        user = make_user("anna@poczta.example")
        link(user, customer)
        yield Browser(rzeszow).enter(user)


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode()).replace("\xa0", " ")


def suspect(**fields: Any) -> LeakSuspicion:
    given = {
        "meter": Meter.objects.get(code="W1"), "customer": Customer.objects.get(number="0012345"), "kind": LeakKind.GROWTH,
        "since": TODAY - timedelta(days=30), "until": TODAY, "used_m3": 40, "usual_m3": 6, "noticed_at": AT,
    }  # fmt: skip
    return LeakSuspicion.objects.create(**given | fields)


def test_use_forecast_comparison_and_verification_stand_on_one_page(anna: Browser) -> None:
    page = text_of(anna, "/wodomierze/")
    assert "Średnia u innych na miesiąc" in page and "9,0 m³" in page  # three persons, three m³ each
    assert "Prognoza następnej faktury" in page and "ceny do potwierdzenia" in page
    assert "za 24 dni" in page
    assert "wodomierz ogrodowy" in page


def test_both_counters_are_shown_and_what_measures_all_stands_first(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        point = make_point(Customer.objects.get(number="0012345"), "P9", address="ul. Fabryczna 1")
        make_meter(point, "A-SCIEKI", kind=MeterKind.SEWAGE, until=TODAY)
        make_meter(point, "A-OGROD", kind=MeterKind.GARDEN, until=TODAY)
        coupled = make_meter(point, "Z-SPRZEZONY", kind=MeterKind.COUPLED, counters=2, until=TODAY)
        newest = coupled.readings.filter(counter=2).latest("taken_on")
        type(newest).objects.filter(pk=newest.pk).update(value_m3=41)
    page = text_of(anna, "/wodomierze/")
    assert "340 m³, 41 m³" in page
    order = [page.index(serial) for serial in ("SZ-SPRZEZONY", "SA-OGROD", "SA-SCIEKI")]
    assert order == sorted(order)
    form = text_of(anna, f"/odczyty/podaj/{point.pk}/")
    fields = form.partition("SZ-SPRZEZONY")[2]
    first, _label, second = fields.partition("Liczydło 2 (m³)")
    assert "Ostatni odczyt: 340 m³" in first
    assert "Ostatni odczyt: 41 m³" in second
    assert "340 m³, 41 m³" in text_of(anna, "/odczyty/")


def test_years_are_shown_as_months_are_and_a_strangers_point_is_no_filter(
    anna: Browser, rzeszow: Tenant
) -> None:
    years = text_of(anna, "/wodomierze/?widok=lata")
    assert "Zużycie wody rok po roku" in years and f'aria-label="{TODAY.year}' in years
    with rzeszow:
        theirs = make_point(make_customer("0054321", "Obcy Człowiek"), "P2", address="ul. Cudza 1")
    for punkt in (theirs.pk, "x", "9" * 30, "-1"):
        assert "ul. Cudza" not in text_of(anna, f"/wodomierze/?punkt={punkt}")


def test_without_averages_tariff_or_leaks_their_parts_are_left_out(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        suspect()
        publish(tariffs={"tariffs": []}, water={"averages": []})
    page = text_of(anna, "/wodomierze/")
    assert "Prognoza" not in page and "Średnia u innych" not in page
    assert "Zużycie wygląda na wyciek" in page


def test_a_meter_shows_its_seal_its_dates_and_its_days(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        meter = Meter.objects.get(code="W1")
        Meter.objects.filter(pk=meter.pk).update(
            seal_number="PL-77", remote=True, parent="W0", location="piwnica"
        )
        daily(meter, days=5, used="0.300", until=TODAY, start=700)
    page = text_of(anna, f"/wodomierze/{meter.pk}/")
    for word in ("PL-77", "radiowo", "piwnica", "W0", "Zużycie wody dzień po dniu", "0,300 m³"):
        assert word in page, word


def test_an_expired_garden_meter_says_what_that_means(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        Meter.objects.filter(code="OGR").update(verification_until=TODAY - timedelta(days=1))
        meter = Meter.objects.get(code="OGR")
    page = text_of(anna, f"/wodomierze/{meter.pk}/")
    assert "Skończyła się legalizacja tego wodomierza" in page and "naliczamy też ścieki" in page


def test_the_leak_journey_ends_with_an_answer(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        leak = suspect()
    path = f"/wycieki/{leak.public_id}/"
    assert "Zużycie wygląda na wyciek" in text_of(anna, f"/wodomierze/{leak.meter_id}/")
    page = text_of(anna, path)
    assert "Popatrz na małą gwiazdkę na tarczy" in page and "zadzwoń na 994" in page
    assert "Wybierz, co to było" in anna.post(path, {}).content.decode()
    assert anna.post(path, {"cause": "zmyślone"}).status_code == 200
    assert anna.post(path, {"cause": "unknown"}).status_code == 302
    assert "szukasz przyczyny" in text_of(anna, path)
    assert anna.post(path, {"cause": "repaired"}).status_code == 302
    page = text_of(anna, path)
    assert "naprawione" in page and '<form class="form"' not in page
    with rzeszow:
        assert LeakSuspicion.objects.get().state == LeakState.REPAIRED
    for quiet in ("/wodomierze/", f"/wodomierze/{leak.meter_id}/"):
        assert "Zużycie wygląda na wyciek" not in text_of(anna, quiet)


def test_relief_is_offered_only_where_the_office_takes_such_cases(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with rzeszow:
        without = profiles.published()
    with kostrzyn:
        named = profiles.published()
    assert relief_url(without) == ""
    assert relief_url(named) == "/sprawy/nowa/ulga_po_wycieku/"
    modules = tuple(module for module in named.access.modules if module != "cases")
    closed = named.model_copy(update={"access": named.access.model_copy(update={"modules": modules})})
    assert relief_url(closed) == ""


def test_anothers_meter_leak_and_point_do_not_exist(anna: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        stranger = make_customer("0054321", "Obcy Człowiek")
        meter = make_meter(make_point(stranger, "P2"), "X1")
        leak = suspect(meter=meter, customer=stranger)
    for path in (f"/wodomierze/{meter.pk}/", f"/wycieki/{leak.public_id}/", f"/wycieki/{uuid4()}/"):
        assert anna.get(path).status_code == 404
    assert "Obcy" not in text_of(anna, "/wodomierze/")


@pytest.mark.parametrize(
    "path", ["/wodomierze/", "/odczyty/", "/wodomierze/?widok=lata", "/odczyty/plik/szablon/"]
)
def test_twenty_points_cost_as_many_statements_as_three(anna: Browser, rzeszow: Tenant, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
    for upto in (3, 20):
        with rzeszow:
            for number in range(customer.service_points.count(), upto):
                make_meter(make_point(customer, f"Q{number}"), f"Q{number}", months=3, until=TODAY)
        anna.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert anna.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] > 3


def test_who_may_not_see_meters_is_led_to_the_next_step(rzeszow: Tenant) -> None:
    with rzeszow:
        user: User = make_user("nowa@poczta.example")
    assert Browser(rzeszow).enter(user).get("/wodomierze/").headers["Location"] == "/moje-konto/"
