"""Handing a property over through both doors: link, mailbox, states, disagreement, both confirmations, and privacy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tenants.cases.models import Case, Handover
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_forms import file_case, picture, with_point, without_topic
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


def confirm(browser: Browser, address: str, page: str = "") -> Any:
    """Press the button on the page (as it stood when `page` was read), with everything that it sends."""
    found = re.search(r'name="shown" value="(\w+)"', page or browser.get(address).content.decode())
    return browser.post(f"{address}potwierdz/", {"shown": found[1] if found else ""}, follow=True)


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
    assert confirm(taker, path).status_code == 200
    with rzeszow:
        assert Case.objects.get().whose_move == "customer", "one confirmation is half of it"
    confirm(giver, mine)

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
    confirm(taker, path)
    with rzeszow:
        assert Handover.objects.get().taker_confirmed_at is not None
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


CHANGED = "Protokół zmienił się"


def both_say(rzeszow: Tenant, giver: Browser) -> tuple[str, str, Browser]:
    """A handover of which both say the same: the giver's page, the taker's page, the taker."""
    case, path = begun(giver)
    taker = taker_of(rzeszow, path)
    mine = f"/sprawy/{case.uuid}/przekazanie/"
    giver.post(mine, states("345", "12"))
    taker.post(path, states("345", "12", **ABOUT))
    return mine, path, taker


def test_only_what_was_shown_is_confirmed(rzeszow: Tenant, giver: Browser) -> None:
    mine, path, taker = both_say(rzeszow, giver)
    read = giver.get(mine).content.decode()
    # Both say other figures now, and the giver still looks at the former ones in another window.
    giver.post(mine, states("346", "12"))
    taker.post(path, states("346", "12", **ABOUT))
    refused = confirm(giver, mine, read).content.decode()
    assert CHANGED in refused and "346" in refused
    with rzeszow:
        assert Handover.objects.get().giver_confirmed_at is None
    # The name of the other party is part of it too, and a form without the hash confirms nothing.
    read = giver.get(mine).content.decode()
    taker.post(path, states("346", "12", **ABOUT | {"name": "Ktoś Inny"}))
    assert CHANGED in confirm(giver, mine, read).content.decode()
    assert CHANGED in giver.post(f"{mine}potwierdz/", follow=True).content.decode()
    with rzeszow:
        assert Handover.objects.get().giver_confirmed_at is None
    assert CHANGED not in confirm(giver, mine).content.decode()
    with rzeszow:
        assert Handover.objects.get().giver_confirmed_at is not None


def test_pressed_twice_by_the_second_party_is_once(rzeszow: Tenant, giver: Browser) -> None:
    mine, path, taker = both_say(rzeszow, giver)
    read = giver.get(mine).content.decode()
    confirm(taker, path)
    for _press in range(2):
        assert "Protokół jest gotowy" in confirm(giver, mine, read).content.decode()
    with rzeszow:
        assert Case.objects.get().documents.filter(kind="protocol").count() == 1


def test_the_taker_is_mailed_where_the_protocol_is_and_opens_it_anew(rzeszow: Tenant, giver: Browser) -> None:
    mine, path, taker = both_say(rzeszow, giver)
    confirm(giver, mine)
    post_of(rzeszow)
    confirm(taker, path)
    letters = [one for one in post_of(rzeszow) if one.to == TAKER]
    assert [one.subject for one in letters] == ["Protokół przekazania jest gotowy – ul. Lipowa 4"]
    assert path in letters[0].text and not any(words in letters[0].text for words in NOT_FOR_THE_TAKER)

    other = Browser(rzeszow)
    assert other.get(f"{path}protokol/").status_code == 404
    assert "Anna Nowak" not in other.get(path).content.decode()
    other.post(path, {"email": "trzeci@poczta.example"})
    assert post_of(rzeszow) == [], "of the address of the taker nothing is said"
    again = taker_of(rzeszow, path)
    assert "Protokół (PDF)" in again.get(path).content.decode()
    assert again.get(f"{path}protokol/").headers["Content-Type"] == "application/pdf"


def test_a_utility_without_the_topic_finishes_quietly(rzeszow: Tenant, giver: Browser) -> None:
    mine, path, taker = both_say(rzeszow, giver)
    with rzeszow:
        without_topic("handover_ready")
    confirm(giver, mine)
    post_of(rzeszow)
    confirm(taker, path)
    assert [one for one in post_of(rzeszow) if one.to == TAKER] == []
    with rzeszow:
        assert Case.objects.get().status == "potwierdzone"


def test_co_owners_stand_on_the_protocol(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    taker, mine = taker_of(rzeszow, path), f"/sprawy/{case.uuid}/przekazanie/"
    giver.post(mine, states("345", "12", co_owners="Zygmunt Nowak"))
    taker.post(path, states("345", "12", co_owners="Żaneta Nabywca, Józef Nabywca", **ABOUT))
    for browser, address in ((giver, mine), (taker, path)):
        page = browser.get(address).content.decode()
        assert all(name in page for name in ("Zygmunt Nowak", "Żaneta Nabywca", "Józef Nabywca"))
    confirm(giver, mine)
    taker.post(path, states("345", "12", co_owners="Żaneta Nabywca", **ABOUT))
    with rzeszow:
        assert Handover.objects.get().giver_confirmed_at is None, "another owner is another protocol"
    confirm(taker, path)
    confirm(giver, mine)
    with rzeszow:
        protocol = case.documents.get(kind="protocol")
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(protocol.content)))
    assert all(words in text for words in ("Współwłaściciele", "Zygmunt Nowak", "Żaneta Nabywca"))
    assert "Józef Nabywca" not in text


def test_a_protocol_without_co_owners_does_not_speak_of_them(rzeszow: Tenant, giver: Browser) -> None:
    mine, path, taker = both_say(rzeszow, giver)
    confirm(giver, mine)
    confirm(taker, path)
    with rzeszow:
        protocol = Case.objects.get().documents.get(kind="protocol")
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(bytes(protocol.content)))
    assert "Anna Nowak" in text and "Współwłaściciele" not in text
