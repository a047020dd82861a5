"""Who may file, what must be so before, what it costs; guests with their code, link, signature and PIN."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tenants.billing.models import Balance
from tenants.cases.models import Case, Draft
from tenants.registry.models import Tenant
from tests.case_forms import A_TRIAL, begin, file_case, fill_in, linked_anna, publish
from tests.cast import Browser, make_user, post_of


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    return linked_anna(rzeszow)


@pytest.mark.parametrize(
    ("who", "guest", "user", "linked"),
    [("anybody", True, True, True), ("user", False, True, True), ("linked_customer", False, False, True)],
)
def test_who_may_file_is_said_by_the_profile(
    rzeszow: Tenant, anna: Browser, who: str, guest: bool, user: bool, linked: bool
) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL | {"who": who}])
        unlinked = Browser(rzeszow)
        unlinked.force_login(make_user("nowa@poczta.example"))
    stranger = Browser(rzeszow)

    begun = [
        "/wniosek/"
        in browser.post("/sprawy/nowa/proba/", {"email": "gosc@poczta.example"}).headers.get("Location", "")
        for browser in (stranger, unlinked, anna)
    ]

    assert begun == [guest, user, linked]


@pytest.mark.parametrize("overpaid", [True, False])
def test_a_precondition_is_asked_before_and_at_filing(rzeszow: Tenant, anna: Browser, overpaid: bool) -> None:
    if overpaid:
        check = fill_in(anna, begin(anna, "zwrot_nadplaty"))
        with rzeszow:
            Balance.objects.update(amount_grosze=0)
        assert "Nie widzimy nadpłaty" in anna.post(check).content.decode()
        with rzeszow:
            Balance.objects.update(amount_grosze=-1)
        assert anna.post(check).status_code == 302
    else:
        with rzeszow:
            Balance.objects.update(amount_grosze=1)
        page = anna.post("/sprawy/nowa/zwrot_nadplaty/")
        assert page.status_code == 200 and "Nie widzimy nadpłaty" in page.content.decode()
        with rzeszow:
            assert not Draft.objects.exists()


def test_one_open_case_of_a_kind_where_the_profile_says_so(rzeszow: Tenant, anna: Browser) -> None:
    case = file_case(anna, "wodomierz_ogrodowy")
    assert "jest już otwarta" in anna.get("/sprawy/nowa/wodomierz_ogrodowy/").content.decode()
    anna.post(f"/sprawy/{case.uuid}/wycofaj/")
    assert "jest już otwarta" not in anna.get("/sprawy/nowa/wodomierz_ogrodowy/").content.decode()


@pytest.mark.parametrize("fee", [{"text": "Opłata z cennika.", "amount_grosze": 12300}, None])
def test_the_fee_is_said_before(rzeszow: Tenant, anna: Browser, fee: dict[str, Any] | None) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL | ({"fee": fee} if fee else {})])
    start = anna.get("/sprawy/nowa/proba/").content.decode()
    check = anna.get(fill_in(anna, begin(anna, "proba"))).content.decode()
    for page in (start, check):
        assert ("Opłata z cennika." in page) is (fee is not None)
        assert ("123,00\u00a0zł" in page) is (fee is not None)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_kind_that_is_filed_elsewhere_leads_there(rzeszow: Tenant, anna: Browser, elsewhere: bool) -> None:
    external = {"url": "https://geoportal.example/wnioski", "text": "Wniosek składa się w geoportalu."}
    with rzeszow:
        publish(case_types=[A_TRIAL | ({"external": external} if elsewhere else {})])
    page = anna.get("/sprawy/nowa/proba/").content.decode()
    assert ("https://geoportal.example/wnioski" in page) is elsewhere
    assert anna.post("/sprawy/nowa/proba/").status_code == (404 if elsewhere else 302)


# --- guests ------------------------------------------------------------------------------------------------------


def guest_begins(
    tenant: Tenant, key: str = "awaria", email: str = "gosc@poczta.example"
) -> tuple[Browser, str, str]:
    """(browser, address of the draft, code) of somebody without an account."""
    browser = Browser(tenant)
    answer = browser.post(f"/sprawy/nowa/{key}/", {"email": email})
    letter = [one for one in post_of(tenant) if one.to == email][-1]
    code = re.search(r"\b\d{6}\b", letter.subject)
    assert code is not None
    return browser, answer.headers["Location"].removesuffix("kod/"), code[0]


def test_a_guest_files_after_the_mailbox_answered_and_tracks_by_pin(rzeszow: Tenant) -> None:
    browser, address, code = guest_begins(rzeszow)
    assert browser.get(address).headers["Location"].endswith("/kod/"), "nothing before the code"
    assert (
        browser.post(f"{address}kod/", {"code": "000000" if code != "000000" else "111111"}).status_code
        == 200
    )
    assert browser.post(f"{address}kod/", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == address

    done = browser.post(fill_in(browser, address)).headers["Location"]

    page = browser.get(done).content.decode()
    pin = re.search(r"PIN: <strong>(\d{6})</strong>", page)
    assert pin is not None
    with rzeszow:
        case = Case.objects.get()
    assert (case.customer, case.user, case.filer_email) == (None, None, "gosc@poczta.example")
    letter = post_of(rzeszow)[-1]
    assert pin[1] in letter.text and case.signature in letter.text
    elsewhere = Browser(rzeszow)
    assert elsewhere.get(f"/sprawy/{case.uuid}/").status_code == 404
    typed = {"signature": case.signature.lower(), "pin": pin[1]}
    assert elsewhere.post("/sprawy/sprawdz/", typed).headers["Location"] == f"/sprawy/{case.uuid}/"
    assert case.signature in elsewhere.get(f"/sprawy/{case.uuid}/").content.decode()


def test_a_guest_goes_on_by_the_mailed_link_on_another_device(rzeszow: Tenant) -> None:
    first, elsewhere = Browser(rzeszow), Browser(rzeszow)
    address = first.post("/sprawy/nowa/awaria/", {"email": "gosc@poczta.example"}).headers["Location"]
    address = address.removesuffix("kod/")
    mailed = post_of(rzeszow)[-1].link("/sprawy/dalej/")
    assert elsewhere.get(address).status_code == 404

    assert elsewhere.get(mailed).status_code == 200
    with rzeszow:
        assert Draft.objects.get().email_verified_at is None, (
            "opening changes nothing: scanners open links too"
        )
    assert elsewhere.post(mailed).headers["Location"] == address
    assert elsewhere.get(address).headers["Location"].endswith("/kontakt/")


def test_wrong_pairs_have_one_answer_and_few_tries(rzeszow: Tenant) -> None:
    with rzeszow:
        publish(case_types=[A_TRIAL | {"who": "anybody"}])
    browser, address, code = guest_begins(rzeszow, "proba")
    browser.post(f"{address}kod/", {"code": code})
    browser.post(fill_in(browser, address, ile="2"))
    with rzeszow:
        signature = Case.objects.get().signature

    def answer(signature: str) -> str:
        page = (
            Browser(rzeszow)
            .post("/sprawy/sprawdz/", {"signature": signature, "pin": "999999"})
            .content.decode()
        )
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(signature, "")

    known, unknown = answer(signature), answer("MPWIK/PR/2026/9999")
    assert known == unknown and "nie pasują" in known
    for _guess in range(5):
        last = answer(signature)
    assert "Za dużo prób" in last


def test_codes_may_be_guessed_five_times(rzeszow: Tenant) -> None:
    browser, address, code = guest_begins(rzeszow)
    wrong = "111111" if code != "111111" else "222222"
    for _guess in range(5):
        browser.post(f"{address}kod/", {"code": wrong})
    assert browser.post(f"{address}kod/", {"code": code}).status_code == 200, "the right one comes too late"
    with rzeszow:
        assert Draft.objects.get().email_verified_at is None


KOSTRZYN = (
    "pytanie", "wymiana_wodomierza", "montaz_wodomierza", "plombowanie_wodomierza", "wywoz_nieczystosci",
    "oproznienie_oczyszczalni",
)  # fmt: skip


@pytest.mark.parametrize("key", KOSTRZYN)
def test_kostrzyns_six_can_be_filed(kostrzyn: Tenant, key: str) -> None:
    browser = linked_anna(kostrzyn)
    case = file_case(browser, key)
    assert case.signature.startswith("MZK/") and case.own_due_on is not None and case.unit
    assert case.title in browser.get("/sprawy/").content.decode()
