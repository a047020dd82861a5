"""The ways in, through the real pages and mails, for both utilities."""

from __future__ import annotations

import pytest

from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.legal.models import Acceptance, ConsentEvent
from tenants.registration.models import Registration, RegistrationState
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of

EMAIL = "anna.nowak@poczta.example"


def answers(tenant: Tenant, **changed: str) -> dict[str, str]:
    given = {
        "email": EMAIL,
        "full_name": "Anna Nowak-Żółć",
        "customer_number": "0012345",
        "password": PASSWORD,
        "accept_regulamin_ibok": "on",
        "accept_regulamin_ebok": "on",
    }
    return given | changed


@pytest.fixture
def customer(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()


@pytest.mark.usefixtures("customer")
def test_rzeszow_from_the_form_to_the_invoice(rzeszow: Tenant) -> None:
    anna = Browser(rzeszow)

    answer = anna.post("/rejestracja/", answers(rzeszow))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = anna.get(answer.url).content.decode()
    assert EMAIL in page

    (mail,) = post_of(rzeszow)
    assert mail.to == EMAIL
    form = anna.get(mail.link("/formularz/"))
    assert form.headers["Content-Type"] == "application/pdf"

    link = mail.link("/potwierdz/")
    assert EMAIL in anna.get(link).content.decode()
    with rzeszow:
        assert Registration.objects.get().state == RegistrationState.STARTED, "opening a link changes nothing"
    assert anna.post(link).status_code == 302
    with rzeszow:
        registration = Registration.objects.get()
        assert registration.state == RegistrationState.VERIFIED
        assert Acceptance.objects.get().email == EMAIL

    login = anna.post("/konto/login/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert login.status_code == 200
    assert "Formularz A" in anna.get("/moje-konto/").content.decode()
    assert anna.get("/faktury/").url == "/moje-konto/"

    with rzeszow:
        clerk = make_clerk()
    desk = Browser(rzeszow).enter(clerk)
    scanned = desk.get(
        "/biuro/", {"kod": f"http://rzeszow.localhost/biuro/formularz/{registration.reference}/"}
    )
    assert scanned.status_code == 302
    side_by_side = desk.get(scanned.url).content.decode()
    assert "0012345" in side_by_side
    paper = {"customer": "0012345", "paper_kept": "Segregator 7"}
    refused = desk.post(scanned.url, paper)
    assert refused.status_code == 200, "without the required consent nobody is linked"
    linked = desk.post(scanned.url, paper | {"consent_korzystanie_z_ibok": "on"})
    assert linked.status_code == 302, linked.content.decode()[:5000]
    with rzeszow:
        assert Registration.objects.get().state == RegistrationState.LINKED
        assert Access.objects.get().user.email == EMAIL
        assert [event.consent for event in ConsentEvent.objects.all()] == ["korzystanie_z_ibok"]
    (activated,) = post_of(rzeszow)
    assert activated.to == EMAIL

    overview = anna.get("/przeglad/").content.decode()
    assert "FV/0012345/2" in overview
    assert "204,11" in anna.get("/faktury/").content.decode()


@pytest.mark.usefixtures("customer")
def test_the_address_is_known_already(rzeszow: Tenant) -> None:
    with rzeszow:
        make_user(EMAIL)

    page = Browser(rzeszow).post("/rejestracja/", answers(rzeszow))

    assert page.status_code == 200
    assert "Takie konto już istnieje" in page.content.decode()
    with rzeszow:
        assert User.objects.count() == 1


def test_kostrzyn_asks_for_the_mailbox_first(kostrzyn: Tenant) -> None:
    with kostrzyn:
        make_customer()
    anna = Browser(kostrzyn)

    assert anna.post("/rejestracja/", {"email": EMAIL}).status_code == 302
    (mail,) = post_of(kostrzyn)
    assert anna.post(mail.link("/adres/")).status_code == 302
    answer = anna.post("/rejestracja/", answers(kostrzyn))
    assert answer.status_code == 302, answer.content.decode()[:3000]

    with kostrzyn:
        assert Registration.objects.get().state == RegistrationState.VERIFIED
