"""My year of water: figures that agree with readings and tariff, quality of one's own zone, and a card to keep."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
from django.utils.timezone import localdate

from tenants.identity.models import User
from tenants.metering.models import Meter, Reading
from tenants.network.services import Result, record_samples
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import Browser, make_clerk
from tests.customer_portal.test_documents import linked


def at_home(tenant: Tenant) -> Browser:
    """Anna with two years of readings: 6 m³ a month, 4 m³ a month the year before."""
    anna = linked(tenant)
    with tenant:
        customer = User.objects.get(email="anna@poczta.example").accesses.get().customer
        point = customer.service_points.create(
            number="P1", address="ul. Lipowa 4", city="Kostrzyn nad Odrą", tariff_group="W1/S1"
        )
        meter = Meter.objects.create(code="W1", serial="88226235", service_point=point)
        today, value = localdate(), Decimal(100)
        for back in range(27, -1, -1):
            used = Decimal(6 if back < 12 else 4)
            day = _months_before(today, back)
            value += used
            Reading.objects.create(meter=meter, taken_on=day, value_m3=value, consumption_m3=used)
        result = Result("kostrzyn", today - timedelta(days=3), "hardness", Decimal(250))
        record_samples(results=[result], profile=profiles.published(), by=make_clerk(), today=today)
    return anna


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28))


def test_my_year_agrees_with_readings_tariff_and_laboratory(kostrzyn: Tenant) -> None:
    page = at_home(kostrzyn).get("/moj-kran/").content.decode()
    with kostrzyn:
        profile = profiles.published()
    found = profile.tariffs.group_on(localdate(), area="", code="W1/S1")
    assert found and found[1].water_net
    with_vat = (found[1].water_net * (100 + found[1].vat_percent) / 100).quantize(Decimal("0.01"))
    assert f"{with_vat}".replace(".", ",") + " zł za 1" in page
    assert f"{(with_vat / 1000).quantize(Decimal('0.0001'))}".replace(".", ",").rstrip("0") in page
    assert "14 °dH" in page and "średnio twarda" in page


def test_the_card_says_the_same_on_paper(kostrzyn: Tenant) -> None:
    answer = at_home(kostrzyn).get("/moj-kran/karta/")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    assert "Karta wody" in text and "14 °dH, średnio twarda" in text and "0012345" in text


def test_without_a_point_of_supply_the_page_says_what_will_come(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    assert "Nie ma jeszcze czego pokazać" in anna.get("/moj-kran/").content.decode()
    assert anna.get("/moj-kran/karta/").status_code == 404
