"""Handing a property over through both doors: link, mailbox, states, disagreement, both confirmations, and privacy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tenants.cases.models import Case, Handover
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_forms import file_case, picture, with_point
from tests.cast import Browser, make_customer, make_user, post_of

TAKER = "nowy@poczta.example"
NOT_FOR_THE_TAKER = [
    "0012345",
    "anna@poczta.example",
    "Daleka 99",
    "601 111 222",
    "61109010140000071219812874",
]
NOT_FOR_THE_GIVER = [TAKER, "ul. Skryta 5", "602333444", "+48602333444"]


@pytest.fixture
def giver(rzeszow: Tenant) -> Browser:
    with rzeszow:
        customer = make_customer("0012345", "Anna Nowak", phone="+48601111222")
        with_point(customer)
        user = make_user("anna@poczta.example")
        link(user, customer)
        browser = Browser(rzeszow)
        browser.force_login(user)
    return browser


def begun(giver: Browser) -> tuple[Case, str]:
    """The case and the path of the shared link."""
    case = file_case(giver, "przepisanie", adres_dalszy_street="ul. Daleka 99")
    page = giver.get(f"/sprawy/{case.uuid}/przekazanie/").content.decode()
    found = re.search(r"/przekazanie/[\w-]{40,}/", page)
    assert found is not None
    return case, found[0]


def taker_of(tenant: Tenant, path: str, email: str = TAKER) -> Browser:
    """Somebody without an account whose mailbox has answered."""
    browser = Browser(tenant)
    browser.post(path, {"email": email})
    code = re.search(r"\b\d{6}\b", [one for one in post_of(tenant) if one.to == email][-1].subject)
    assert code is not None
    assert browser.post(path, {"code": code[0]}).status_code == 302
    return browser


def states(main: str, garden: str, **more: Any) -> dict[str, Any]:
    # meters by kind: the garden one stands first
    return {"state_0": garden, "state_1": main, "happens_on": "2026-12-01", **more}


ABOUT = {"name": "Nowy Nabywca", "phone": "602 333 444", "address": "ul. Skryta 5, Rzeszów"}


def test_both_parties_confirm_and_the_protocol_is_made(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    mine = f"/sprawy/{case.uuid}/przekazanie/"
    giver.post(mine, states("345,5", "12", photos=[picture("main.jpg")]))
    taker = taker_of(rzeszow, path)
    taker.post(path, states("346", "12", **ABOUT))

    for browser, address in ((giver, mine), (taker, path)):
        page = browser.get(address).content.decode()
        assert "inne" in page or "różn" in page, "the disagreement is in plain sight"
        assert "Potwierdź protokół" not in page
    assert giver.post(f"{mine}potwierdz/", follow=True).content.decode().count("te same stany") == 1

    taker.post(path, states("345,500", "12", **ABOUT))
    assert taker.post(f"{path}potwierdz/").status_code == 302
    with rzeszow:
        assert Case.objects.get().whose_move == "customer", "one confirmation is half of it"
    giver.post(f"{mine}potwierdz/")

    with rzeszow:
        case.refresh_from_db()
        assert (case.status, case.whose_move) == ("potwierdzone", "us")
        protocol = case.documents.get(kind="protocol")
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(protocol.content)))
    assert all(words in text for words in ("Anna Nowak", "Nowy Nabywca", "MAIN-1", "345,500", case.signature))
    assert not any(words in text for words in NOT_FOR_THE_TAKER + NOT_FOR_THE_GIVER)
    assert taker.get(f"{path}protokol/").content == bytes(protocol.content)
    assert giver.get(f"/sprawy/{case.uuid}/dokument/{protocol.uuid}/").status_code == 200
    taker.post(path, states("1", "1", **ABOUT))
    with rzeszow:
        assert Handover.objects.get().taker_states["M0012345/1"] == "345.5", "nothing changes any more"


def test_neither_sees_more_of_the_other_than_the_protocol_needs(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    taker = taker_of(rzeszow, path)
    taker.post(path, states("345", "12", photos=[picture("nowy.jpg")], **ABOUT))
    page = taker.get(path).content.decode()
    assert "Anna Nowak" in page and "MAIN-1" in page
    # the taker's own form holds the taker's own data; the giver's is nowhere
    assert not any(words in page for words in NOT_FOR_THE_TAKER)
    for address in (
        f"/sprawy/{case.uuid}/",
        f"/sprawy/{case.uuid}/przekazanie/",
        f"/api/v1/me/cases/{case.uuid}/",
    ):
        seen = giver.get(address).content.decode()
        assert not any(words in seen for words in NOT_FOR_THE_GIVER), address
    assert "Nowy Nabywca" in giver.get(f"/sprawy/{case.uuid}/przekazanie/").content.decode()
    assert taker.get(f"/sprawy/{case.uuid}/").status_code == 404


def test_the_link_alone_opens_nothing(rzeszow: Tenant, giver: Browser) -> None:
    _case, path = begun(giver)
    stranger = Browser(rzeszow)
    page = stranger.get(path).content.decode()
    assert "Anna Nowak" not in page and "MAIN-1" not in page
    stranger.post(path, states("1", "1", **ABOUT))
    stranger.post(f"{path}potwierdz/")
    with rzeszow:
        handover = Handover.objects.get()
        assert (handover.taker_states, handover.taker_confirmed_at) == ({}, None)
    taker_of(rzeszow, path)
    second = Browser(rzeszow)
    second.post(path, {"email": "trzeci@poczta.example"})
    code = re.search(r"\b\d{6}\b", post_of(rzeszow)[-1].subject)
    assert code is not None
    assert second.post(path, {"code": code[0]}).status_code == 200, (
        "the first mailbox to answer is the taker's"
    )


def test_a_renewed_link_ends_the_former(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    wrong = taker_of(rzeszow, path)
    wrong.post(path, states("345", "12", **ABOUT))
    giver.post(f"/sprawy/{case.uuid}/przekazanie/link/")
    assert wrong.get(path).status_code == 404
    fresh = giver.get(f"/sprawy/{case.uuid}/przekazanie/").content.decode()
    assert "Nowy Nabywca" not in fresh and path not in fresh


def test_a_change_takes_back_a_confirmation(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    mine = f"/sprawy/{case.uuid}/przekazanie/"
    taker = taker_of(rzeszow, path)
    for browser, address, more in ((giver, mine, {}), (taker, path, ABOUT)):
        browser.post(address, states("345", "12", **more))
    taker.post(f"{path}potwierdz/")
    giver.post(mine, states("400", "12"))
    with rzeszow:
        assert Handover.objects.get().taker_confirmed_at is None


def test_a_withdrawn_handover_is_over_for_both(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    giver.post(f"/sprawy/{case.uuid}/wycofaj/")
    assert "zakończyło" in Browser(rzeszow).get(path).content.decode()


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1,2345", "99999999999"])
def test_a_wrong_state_is_said_at_its_field(rzeszow: Tenant, giver: Browser, typed: str) -> None:
    case, _path = begun(giver)
    page = giver.post(f"/sprawy/{case.uuid}/przekazanie/", states(typed, "12"))
    assert page.status_code == 200 and 'id="id_state_1_error"' in page.content.decode()
