"""Bad HTTP at every door of a utility's host: hosts, methods, addresses, headers. The long walks are in tests/proofs.

Never a 500, never another utility's text, and the security headers on each answer.
"""

from __future__ import annotations

import re

import pytest

from tenants.registry.models import Tenant
from tests.api.routes import ADDRESSES, METHODS, ask, faults, gather
from tests.cast import PASSWORD, Browser, make_customer, make_user, post_of


@pytest.fixture
def actors(rzeszow: Tenant, kostrzyn: Tenant) -> dict[str, Browser]:
    return gather(rzeszow, kostrzyn)


def test_there_are_addresses_to_try() -> None:
    assert len(ADDRESSES) > 60
    assert {"/", "/faktury/", "/biuro/", "/api/v1/imports/", "/konto/login/"} <= set(ADDRESSES)
    assert not [address for address in ADDRESSES if set("<(^$") & set(address)]


def test_no_method_breaks_any_address(actors: dict[str, Browser]) -> None:
    ask(actors, ((method, address, {}) for address in ADDRESSES for method in METHODS))


PATHS = [
    "/%00", "/faktury/%00/", "/klienci%00", "/biuro/klienci/%00/", "/rejestracja/potwierdz/%00/", "/%ff%fe/", "/%c0%af",
    "/faktury/00000000-0000-4000-8000-00000000000/", "/faktury/not-a-uuid/", "/faktury/../../etc/passwd", "/..%2f..%2fetc",
    "/faktury/00000000-0000-4000-8000-000000000000/lib.js", "/moje-konto/lib.js", "/faktury/lib.css", "/przeglad/.png",
    "/api/v1/imports/00000000-0000-4000-8000-00000000000g/", "/api/v1/customers/%00/invoices/", "/api/v1/customers//invoices/",
    "/api/v1/customers/%0d%0aX:1/invoices/", "/api/v1/nothing/", "/api/v1/imports", "/api/v1/imports/lib.js", "/api/", "/api/v2/",
    "/api/v1/customers/" + "9" * 5000 + "/invoices/", "/" + "a" * 8000, "/%F0%9F%92%A7/", "/\u202e/", "//evil.example/", "/http://evil.example/",
    "/dokumenty/%00/", "/jezyk/%00/", "/jezyk/pl/?dalej=//evil.example", "/operator/%00/", "/static/..%2f..%2fpyproject.toml",
]  # fmt: skip


def test_no_address_breaks_anything(actors: dict[str, Browser]) -> None:
    ask(actors, (("GET", path, {}) for path in PATHS))


def test_an_address_that_pretends_to_be_a_file_shows_no_invoice(actors: dict[str, Browser]) -> None:
    page = actors["customer"].get("/faktury/").content.decode()
    (address,) = set(re.findall(r'href="(/faktury/[0-9a-f-]{36}/)"', page)[:1])
    for ending in ("lib.js", "lib.css", "x.png", "%00.js", ";lib.js"):
        answer = actors["customer"].get(address + ending)
        assert answer.status_code in (400, 404), ending
        assert "FV/0012345" not in answer.content.decode()


HEADERS = [
    {"Cookie": "sessionid=" + "A" * 65_000}, {"Cookie": "sessionid=\x00; csrftoken=\x00"}, {"Cookie": "ebok_language=../../x"},
    {"Cookie": ";;;=;=,"}, {"Accept": "x" * 65_000}, {"Accept": "*/;q=x"}, {"Accept-Language": "x" * 65_000},
    {"Accept-Language": "pl;q=1e999,\x00"}, {"User-Agent": "A" * 65_000}, {"User-Agent": "\x00ą\r\n"}, {"Referer": "http://[::1"},
    {"X-HTTP-Method-Override": "DELETE"}, {"X-Original-URL": "/biuro/"}, {"X-Rewrite-URL": "/biuro/"}, {"Range": "bytes=0-,0-,0-,0-"},
    {"If-Modified-Since": "x"}, {"If-None-Match": "\x00"}, {"Content-Length": "-1"}, {"Authorization": "Bearer \x00"},
    {"Authorization": "A" * 65_000}, {"HX-Request": "true", "HX-Current-URL": "\x00"}, {"Transfer-Encoding": "chunked"},
]  # fmt: skip


def test_no_header_breaks_anything(actors: dict[str, Browser]) -> None:
    doors = (
        "/",
        "/konto/login/",
        "/rejestracja/",
        "/faktury/",
        "/biuro/",
        "/api/v1/imports/",
        "/api/v1/me/invoices/",
    )
    ask(actors, (("GET", door, {"headers": headers}) for door in doors for headers in HEADERS))


NOBODYS_HOSTS = [
    "", "evil.example", "localhost", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000", "0", "2130706433", "rzeszow",
    "rzeszow.localhost.evil.example", "evil.rzeszow.localhost", "rzeszow.localhost,kostrzyn.localhost", "rzeszow.localhost kostrzyn.localhost",
    "rzeszow.localhost, rzeszow.localhost", "rzeszów.localhost", "xn--rzeszw-dxa.localhost", "rzeszоw.localhost",
    "rzeszow.localhost@evil.example", "evil.example@rzeszow.localhost", "http://rzeszow.localhost", "rzeszow.localhost/", "rzeszow.localhost\x00",
    "rzeszow.localhost\r\nX-Evil: 1", "rzeszow..localhost", ".rzeszow.localhost", "-rzeszow.localhost", "rzeszow_localhost", "*", "%00", "a" * 70_000,
    ".".join(["a" * 63] * 5), "rzeszow.localhost:80:80", "public", "'; DROP TABLE x; --",
]  # fmt: skip


@pytest.mark.parametrize("host", NOBODYS_HOSTS, ids=lambda host: ascii(host)[:30])
def test_a_host_of_nobody_shows_nobody(rzeszow: Tenant, kostrzyn: Tenant, host: str) -> None:
    known = {"X-Forwarded-Host": "rzeszow.localhost", "Forwarded": "host=rzeszow.localhost"}
    for headers in ({}, known):
        for path in ("/", "/konto/login/", "/biuro/", "/api/v1/openapi.json", "/api/v1/imports/"):
            # the header as a server hands it on: bytes read as Latin-1
            wire = host.encode().decode("latin-1")
            answer = Browser(host="x").get(path, HTTP_HOST=wire, headers={"host": wire, **headers})
            assert answer.status_code == 404, f"{path}: {answer.status_code}"
            assert not faults(answer, who="somebody", public=False)
            text = answer.content.decode().lower()
            for word in ("rzesz", "kostrzyn", "mpwik", "mzk", "operator", "konsol"):
                assert word not in text


@pytest.mark.parametrize(
    "host", ["RZESZOW.LOCALHOST", "rzeszow.localhost.", "Rzeszow.Localhost:8000", "rzeszow.localhost:443"]
)
def test_one_host_has_several_spellings(rzeszow: Tenant, host: str) -> None:
    assert (
        Browser(host=host).get("/api/v1/openapi.json").json()["servers"][0]["url"]
        == "http://rzeszow.localhost"
    )


@pytest.mark.parametrize(
    "host",
    ["rzeszow.localhost:evil", "rzeszow.localhost:99999999", "rzeszow.localhost:-1", "rzeszow.localhost:"],
)
def test_a_strange_port_breaks_nothing(rzeszow: Tenant, host: str) -> None:
    answer = Browser(host=host).get("/konto/login/")
    assert answer.status_code in (200, 400, 404)
    assert "evil" not in answer.content.decode()


def test_links_in_mails_come_from_the_primary_domain(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
        make_user("znana@poczta.example")
    browser = Browser(host="RZESZOW.localhost:9999")
    lies = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "666",
        "Forwarded": "host=evil.example",
        "X-Host": "evil.example",
    }
    given = {
        "email": "anna@poczta.example", "full_name": "Anna Nowak", "customer_number": "0012345", "password": PASSWORD,
        "accept_regulamin_ibok": "on",
    }  # fmt: skip
    assert browser.post("/rejestracja/", given, headers=lies).status_code == 302
    assert browser.post("/rejestracja/wyslij-ponownie/", headers=lies).status_code == 302
    assert (
        browser.post("/konto/password/reset/", {"email": "znana@poczta.example"}, headers=lies).status_code
        == 302
    )
    letters = post_of(rzeszow)
    assert len(letters) >= 2
    for letter in letters:
        links = re.findall(r"https?://([^/\s\"'<>]+)/", letter.text + letter.html)
        ours = [host for host in links if "localhost" in host or "evil" in host or "9999" in host]
        assert ours
        assert set(ours) == {"rzeszow.localhost"}
