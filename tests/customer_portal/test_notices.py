"""Notices through the doors: preferences and the log, outages for everybody, and the switches that turn them off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.customers.models import AccessDay
from tenants.identity.models import StaffRole, User
from tenants.legal.models import ConsentEvent
from tenants.network.models import AddressWatch, Outage
from tenants.notifications.models import Message, Preference, QuietTime
from tenants.registry.models import Tenant
from tests.architecture.acting import let_in
from tests.architecture.world import link
from tests.cast import Browser, make_clerk, make_customer, post_of
from tests.customer_portal.test_documents import linked, republish
from tests.water import publish


def test_topics_are_chosen_one_by_one_and_what_cannot_be_switched_off_says_so(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    page = anna.get("/powiadomienia/").content.decode()
    assert 'name="invoice_new-email"' in page and 'name="invoice_new-sms"' in page
    assert 'name="security_notice-email"' not in page and "zawsze" in page
    assert "registration_verify" not in page
    saved = anna.post(
        "/powiadomienia/",
        {
            "invoice_new-email": "on",
            "invoice_overdue-sms": "on",
            "language": "pl",
            "quiet_from": "22:30",
            "quiet_to": "06:15",
        },
    )
    assert saved.status_code == 302
    with kostrzyn:
        wanted = set(Preference.objects.filter(wanted=True).values_list("topic", "channel"))
        assert wanted == {("invoice_new", "email"), ("invoice_overdue", "sms")}
        quiet = QuietTime.objects.get()
        assert (f"{quiet.starts:%H:%M}", f"{quiet.ends:%H:%M}") == ("22:30", "06:15")
    again = anna.get("/powiadomienia/").content.decode()
    assert re.search(r'name="invoice_new-email"[^>]*checked', again)
    assert not re.search(r'name="outage-email"[^>]*checked', again), "opt-out topics stay off once unticked"
    assert 'value="22:30"' in again


@pytest.mark.parametrize("on", [True, False])
def test_the_page_says_whether_a_failure_breaks_the_night(kostrzyn: Tenant, on: bool) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        publish(notifications={"sms_urgent_at_night": on})
    page = anna.get("/powiadomienia/").content.decode()
    assert "od 20:00 do 08:00" in page.replace("\xa0", " ")
    assert ("Tylko wiadomość o nagłej awarii" in page) is on


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"quiet_from": "22:00", "quiet_to": ""}, "Podaj obie godziny"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "Godziny muszą się różnić"),
        ({"quiet_from": "dwudziesta", "quiet_to": "06:00"}, "na przykład 22:00"),
        ({"language": "tlh"}, "tlh"),
    ],
)
def test_what_was_typed_wrong_is_said_at_its_field(
    kostrzyn: Tenant, posted: dict[str, str], said: str
) -> None:
    anna = linked(kostrzyn)
    answer = anna.post("/powiadomienia/", {"language": "pl"} | posted)
    assert answer.status_code == 200 and said in answer.content.decode()
    with kostrzyn:
        assert not Preference.objects.exists()


NEW = {
    "kind": "failure", "effect": "water", "title": "Brak wody na Lipowej", "starts_at": "2026-11-20T08:00",
    "ends_at": "", "places": "Rzeszów; ul. Lipowa; 1–9", "tanks": "", "description": "Pękła rura.",
}  # fmt: skip


def published(tenant: Tenant) -> str:
    with tenant:
        office = Browser(tenant).enter(make_clerk(StaffRole.CLERK))
    made = office.post("/biuro/awarie/nowa/", NEW)
    path = made.headers["Location"]
    assert "Kogo dotyczy" in office.get(path).content.decode()
    assert office.post(f"{path}krok/", {"what": "publish"}).status_code == 302
    return path.replace("/biuro", "")


def test_an_outage_goes_from_the_office_to_the_page_of_whom_it_touches(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    with rzeszow:
        User.objects.get(email="anna@poczta.example").accesses.get().customer.service_points.create(
            number="P1", address="ul. Lipowa 4/2", city="Rzeszów"
        )
    path = published(rzeszow)
    assert "dotyczy Ciebie" in anna.get("/awarie/").content.decode()
    assert "To dotyczy Ciebie" in anna.get(path).content.decode()
    guest = Browser(rzeszow)
    assert "dotyczy Ciebie" not in guest.get("/awarie/").content.decode()
    assert "To dotyczy adresu Lipowa 5" in guest.get("/awarie/?ulica=Lipowa&numer=5").content.decode()
    assert "niczego nie zgłoszono" in guest.get("/awarie/?ulica=Lipowa&numer=11").content.decode()


def test_a_draft_is_nobodys_business_but_the_offices(rzeszow: Tenant) -> None:
    with rzeszow:
        office = Browser(rzeszow).enter(make_clerk(StaffRole.CLERK))
    path = office.post("/biuro/awarie/nowa/", NEW).headers["Location"].replace("/biuro", "")
    assert Browser(rzeszow).get(path).status_code == 404
    assert "Lipowej" not in Browser(rzeszow).get("/awarie/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("places", "Rzeszów; ul. Lipowa; od lewej", "Nie da się odczytać numerów"),
        ("places", "Rzeszów; ; 1–9", "Numery domów wymagają ulicy"),
        ("places", "", "Podaj gdzie"),
        ("ends_at", "2026-11-20T07:00", "Koniec musi być po początku"),
        ("starts_at", "jutro", "Podaj dzień i godzinę, na przykład"),
    ],
)
def test_a_slip_in_a_draft_is_said_at_its_field(rzeszow: Tenant, field: str, value: str, said: str) -> None:
    with rzeszow:
        office = Browser(rzeszow).enter(make_clerk(StaffRole.CLERK))
    answer = office.post("/biuro/awarie/nowa/", NEW | {field: value})
    assert answer.status_code == 200 and said in answer.content.decode()
    with rzeszow:
        assert not Outage.objects.exists()


def test_an_address_is_watched_from_the_page_to_the_last_click(rzeszow: Tenant) -> None:
    guest = Browser(rzeszow)
    asked = {"street": "Lipowa", "number": "5", "city": "Rzeszów", "email": "gosc@poczta.example"}
    assert "Wysłaliśmy link" in guest.post("/awarie/powiadom/", asked).content.decode()
    confirm = post_of(rzeszow)[-1].link("/awarie/powiadom/")
    assert "Tak, piszcie" in guest.get(confirm).content.decode()
    with rzeszow:
        assert AddressWatch.objects.get().confirmed_at is None
    assert "będziemy pisać" in guest.post(confirm).content.decode()
    published(rzeszow)
    stop = post_of(rzeszow)[-1].link("/awarie/koniec/")
    assert "koniec wiadomości" in guest.post(stop).content.decode()
    assert guest.get(stop).status_code == 404


def test_what_the_profile_switches_off_does_not_exist(kostrzyn: Tenant) -> None:
    guest = Browser(kostrzyn)
    paths = ("/awarie/", "/awarie/powiadom/", "/jakosc-wody/", "/jakosc-wody/kostrzyn/")
    assert [guest.get(path).status_code for path in paths] == [200] * 4
    switches = "network:\n  watching_without_account: false\n"
    republish(kostrzyn, "kostrzyn", ("network:\n", switches))
    assert [guest.get(path).status_code for path in paths] == [200, 404, 200, 200]
    republish(kostrzyn, "kostrzyn", ("network:\n", "network:\n  outages: false\n  water_quality: false\n"))
    assert [guest.get(path).status_code for path in paths] == [404] * 4
    assert "/awarie/" not in guest.get("/ogloszenia/").content.decode()


@pytest.mark.parametrize(
    ("module", "path"),
    [
        ("balance", "/przeglad/"), ("invoices", "/faktury/"), ("meters", "/wodomierze/"),
        ("consents", "/zgody/"), ("notifications", "/powiadomienia/"),
    ],
)  # fmt: skip
def test_a_module_that_is_off_has_no_pages_and_one_that_is_on_has(
    kostrzyn: Tenant, module: str, path: str
) -> None:
    anna = linked(kostrzyn)
    assert anna.get(path).status_code == 200
    modules = "[balance, invoices, meters, readings, cases, notifications, consents]"
    republish(
        kostrzyn, "kostrzyn", (f"modules: {modules}", f"modules: {modules.replace(module, 'readings', 1)}")
    )
    assert anna.get(path).status_code == 404


def test_announcements_have_a_page_and_only_while_they_are_news(kostrzyn: Tenant) -> None:
    assert "Faktury w formie elektronicznej" in Browser(kostrzyn).get("/ogloszenia/").content.decode()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    old = "      places: [home]\n      page: o_ebok\n"
    republish(kostrzyn, "kostrzyn", (old, f"{old}      visible_until: {yesterday}\n"))
    assert "Dziś nie ma ogłoszeń" in Browser(kostrzyn).get("/ogloszenia/").content.decode()


def test_a_message_leads_to_the_customer_it_is_about(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        user = User.objects.get(email="anna@poczta.example")
        other = make_customer("0099999", "Zofia Druga")
        let_in(user.email, other, "see_invoices", "see_balance")
        strange = make_customer("0088888", "Jan Obcy")
        lines = [
            Message.objects.create(
                user_uuid=user.uuid, topic="invoice_new", channel="email", to=user.email, subject="Nowa faktura",
                customer_number=customer.number, target="/faktury/", written_at=timezone.now(), work_key=customer.number,
            )
            for customer in (other, strange)
        ]  # fmt: skip
    assert "Zofia Druga" not in anna.get("/faktury/").content.decode().partition("<main")[2]
    anna.get(f"/w/{lines[0].public_id}/")
    assert "FV/0099999/2" in anna.get("/faktury/").content.decode()
    led = anna.get(f"/w/{lines[1].public_id}/", follow=True)
    assert led.request["PATH_INFO"] == "/moje-konto/" and "0088888" in led.content.decode(), (
        "nobody else's money instead"
    )
    assert "FV/0099999/2" in anna.get("/faktury/").content.decode()
    with kostrzyn:
        used = AccessDay.objects.values_list("access__customer__number", flat=True)
        assert sorted(used) == ["0012345", "0099999"], (
            "following a mail is no use of what was looked at before"
        )


def test_a_form_of_another_tab_does_not_act_for_whom_a_mail_led_to(kostrzyn: Tenant) -> None:
    linked(kostrzyn)
    with kostrzyn:
        user = User.objects.get(email="anna@poczta.example")
        other = make_customer("0099999", "Zofia Druga")
        link(user, other)
        line = Message.objects.create(
            user_uuid=user.uuid, topic="invoice_new", channel="email", to=user.email, subject="Nowa faktura",
            customer_number=other.number, target="/faktury/", written_at=timezone.now(), work_key="1",
        )  # fmt: skip
    anna = Browser(kostrzyn).enter(user)
    anna.handler.enforce_csrf_checks = True  # as a real browser meets it

    def form() -> dict[str, str]:
        page = anna.get("/zgody/faktura_elektroniczna/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        return {"agree": "on", "email": "anna@poczta.example", "csrfmiddlewaretoken": token[1]}

    before = form()
    anna.get(f"/w/{line.public_id}/")
    refused = anna.post("/zgody/faktura_elektroniczna/", before)
    assert refused.status_code == 403 and "przełączył na innego odbiorcę" in refused.content.decode()
    with kostrzyn:
        assert not ConsentEvent.objects.exists()
    assert anna.post("/zgody/faktura_elektroniczna/", form()).status_code == 302
    with kostrzyn:
        assert [one.customer_number for one in ConsentEvent.objects.all()] == ["0099999"]
    again = form()
    anna.get(f"/w/{line.public_id}/")
    assert anna.post("/zgody/faktura_elektroniczna/", again).status_code != 403, (
        "the same customer: nothing changed"
    )
