"""Bait in another utility and in another customer of the same one: no page, PDF, mail or answer may ever show it."""

from __future__ import annotations

import pypdfium2
import pytest
from django.utils import timezone

from tenants.customers.models import AccessRole
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.integration.keys import Scope, issue_key
from tenants.registry.models import Tenant
from tests.architecture.world import link, with_meter
from tests.canary import plant
from tests.case_world import filed
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of

ELSEWHERE, NEXT_DOOR = "Kanarek·K17·x9f3", "Wróbel·S42·q7d1"
ANNAS = [
    "/przeglad/",
    "/faktury/",
    "/faktury/pobierz/csv/",
    "/do-zaplaty/",
    "/operacje/",
    "/operacje/pobierz/csv/",
    "/sprawdz-konto/",
    "/wodomierze/",
    "/sprawy/",
    "/sprawy/katalog/",
    "/moje-konto/",
    "/moje-dane/",
    "/druki/",
    "/",
    "/theme.css",
]
STAFFS = [
    "/biuro/",
    "/biuro/klienci/",
    "/biuro/klienci/?szukaj=nowak",
    "/biuro/sprawy/",
    "/biuro/importy/",
    "/biuro/klucze/",
]


@pytest.fixture
def bait(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with kostrzyn:
        customer = make_customer("0012345", "Ofiara")
        with_meter(customer)
        user = make_user("anna@poczta.example")
        grant_access(
            user=user, customer=customer, role=AccessRole.OWNER, evidence={}, by="x", at=timezone.now()
        )
        make_clerk()
        issue_key(label="x", scopes=[Scope.CUSTOMER_READ], by="x", at=timezone.now())
        filed(user, customer)
        assert plant(ELSEWHERE) > 30
    with rzeszow:
        other = make_customer("0054321", NEXT_DOOR, address=NEXT_DOOR)
        with_meter(other)
        link(make_user("obcy@poczta.example", name=NEXT_DOOR), other)
        other.invoices.update(correction_reason=NEXT_DOOR, ksef_number="")
        anna = make_customer("0012345", "Anna Nowak")
        with_meter(anna)
        link(make_user("anna@poczta.example"), anna)
        filed(User.objects.get(email="obcy@poczta.example"), other, text=NEXT_DOOR)
        filed(User.objects.get(email="anna@poczta.example"), anna)


def clean(text: str, *, staff: bool = False) -> None:
    assert ELSEWHERE not in text
    assert staff or NEXT_DOOR not in text


@pytest.mark.usefixtures("bait")
def test_anna_sees_only_her_own(rzeszow: Tenant) -> None:
    browser = Browser(rzeszow)
    with rzeszow:
        browser.force_login(User.objects.get(email="anna@poczta.example"))
    pages = {path: browser.get(path) for path in ANNAS}
    invoice = next(
        part
        for part in pages["/faktury/"].content.decode().split('"')
        if part.startswith("/faktury/") and len(part) > 40  # by its uuid
    )
    case = next(
        part
        for part in pages["/sprawy/"].content.decode().split('"')
        if part.startswith("/sprawy/") and len(part) == 45
    )
    for path in [
        *ANNAS,
        invoice,
        case,
        "/api/v1/me/invoices/",
        "/api/v1/me/readings/",
        "/api/v1/me/cases/",
        "/api/v1/openapi.json",
    ]:
        response = browser.get(path)
        assert response.status_code in (200, 302), path
        clean(response.content.decode())
    document = pypdfium2.PdfDocument(browser.get(f"{invoice}pdf/").content)
    clean("".join(document[number].get_textpage().get_text_range() for number in range(len(document))))


@pytest.mark.usefixtures("bait")
def test_staff_see_their_utility_and_no_other(rzeszow: Tenant) -> None:
    with rzeszow:
        clerk = make_clerk()
    browser = Browser(rzeszow).enter(clerk)
    seen = ""
    for path in [*STAFFS, "/biuro/klienci/0054321/"]:
        response = browser.get(path)
        assert response.status_code == 200, path
        clean(response.content.decode(), staff=True)
        seen += response.content.decode()
    assert NEXT_DOOR in seen, "the bait is where staff may see it, so its absence elsewhere means something"


@pytest.mark.usefixtures("bait")
def test_mails_and_strangers_pages_carry_no_bait(rzeszow: Tenant) -> None:
    browser = Browser(rzeszow)
    form = {
        "email": "nowa@poczta.example", "full_name": "Nowa Osoba", "customer_number": "0054321",
        "password": PASSWORD, "accept_regulamin_ibok": "on",
    }  # fmt: skip
    clean(browser.post("/rejestracja/", form, follow=True).content.decode())
    clean(browser.post("/rejestracja/", form, follow=True).content.decode())
    clean(
        browser.post("/konto/password/reset/", {"email": "anna@poczta.example"}, follow=True).content.decode()
    )
    mails = post_of(rzeszow)

    assert len(mails) >= 2
    for mail in mails:
        clean(mail.subject + mail.text + mail.html)
