"""One box finds one's own things and the office's pages, and nobody else's."""

from __future__ import annotations

import pytest

from tenants.identity.models import User
from tenants.network.services import publish
from tenants.registry.models import Tenant
from tests.cast import Browser
from tests.customer_portal.test_documents import linked
from tests.tenants.network.test_outages import NOON, Place, draft


def found(browser: Browser, text: str) -> str:
    return browser.get("/szukaj/", {"q": text}).content.decode()


def test_my_bill_and_my_meter_are_found_by_a_part_of_their_number_and_a_strangers_are_not(
    kostrzyn: Tenant,
) -> None:
    anna, stranger = linked(kostrzyn), linked(kostrzyn, "0054321", "obcy@poczta.example")
    with kostrzyn:
        customer = User.objects.get(email="anna@poczta.example").accesses.get().customer
        point = customer.service_points.create(number="P1", address="ul. Lipowa 4")
        meter = point.meters.create(code="W1", serial="88 226 235")
    assert "FV/0012345/2" in found(anna, "fv/0012345/2")
    assert f"/wodomierze/{meter.pk}/" in found(anna, "226 235")
    for text in ("fv/0012345/2", "226 235"):
        assert "Nic nie ma" in found(stranger, text) or "Nie znaleźliśmy" in found(stranger, text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("zgody", "/zgody/"), ("twardość", "/jakosc-wody/"), ("awarie", "/awarie/"), ("hasło", "/konto/password/change/"),
        ("REGULAMIN", "/dokumenty/regulamin_ebok/"), ("fakturę", "/faktury/"),
    ],
)  # fmt: skip
def test_pages_are_found_by_the_words_people_use(kostrzyn: Tenant, text: str, path: str) -> None:
    assert f'href="{path}"' in found(linked(kostrzyn), text)


def test_works_in_a_whole_town_are_found_by_their_words_only(kostrzyn: Tenant) -> None:
    with kostrzyn:
        for title, street, numbers in (("Płukanie sieci", "", ""), ("Brak wody", "ul. Lipowa", "1-9")):
            outage = draft(Place("Kostrzyn nad Odrą", street, numbers), title=title)
            publish(outage=outage, by="test", at=NOON)
    guest = Browser(kostrzyn)
    assert "Płukanie sieci" in found(guest, "płukanie") and "Płukanie sieci" not in found(guest, "faktura")
    assert "Brak wody" in found(guest, "Lipowa 3") and "Brak wody" not in found(guest, "Lipowa 30")


def test_whoever_has_no_account_finds_the_way_to_e_invoices(kostrzyn: Tenant) -> None:
    guest = Browser(kostrzyn)
    assert 'href="/e-faktura/"' in found(guest, "akceptacja faktur")
    assert 'href="/e-faktura/"' in guest.get("/druki/").content.decode()


@pytest.mark.parametrize("text", ["", " ", "<script>alert(1)</script>", "' OR 1=1 --", "%", "💧", "a" * 5000])
def test_whatever_is_typed_is_only_text(kostrzyn: Tenant, text: str) -> None:
    answer = Browser(kostrzyn).get("/szukaj/", {"q": text})
    assert answer.status_code == 200 and b"<script>alert" not in answer.content
