"""Signing in: neutral answers, links of the tenant, second factors, spare codes, and mail in the utility's words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import override_settings

from tenants.identity.models import StaffRole, User, UserKind
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, Browser, make_user, post_of

LOGIN = "/konto/login/"
RESET = "/konto/password/reset/"
SECOND_STEP = "/konto/2fa/authenticate/"
SECRET = "JBSWY3DPEHPK3PXP"
NEW_PASSWORD = "Fioletowy traktor 44"


@pytest.fixture
def anna(rzeszow: Tenant) -> User:
    with rzeszow:
        return make_user("anna@example.pl")


@pytest.fixture
def browser(rzeszow: Tenant) -> Browser:
    return Browser(rzeszow)


def words_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(browser: Browser, email: str = "anna@example.pl", password: str = PASSWORD) -> object:
    return browser.post(LOGIN, {"login": email, "password": password})


def confirm(browser: Browser) -> None:
    """Say the password again, which every change of the second factor asks for."""
    browser.post("/konto/reauthenticate/", {"password": PASSWORD})


def test_signing_in_leads_to_the_office(browser: Browser, anna: User) -> None:
    assert sign_in(browser).status_code == 302
    assert browser.get("/konto/password/change/").status_code == 200


def test_a_wrong_password_says_the_same_as_an_unknown_address(browser: Browser, anna: User) -> None:
    known = sign_in(browser, password="zupełnie inne hasło")
    unknown = sign_in(browser, email="nikt@example.pl")
    assert "Adres e-mail albo hasło się nie zgadza." in words_of(known.content)
    hide = re.compile(r'(name="csrfmiddlewaretoken" value="|value="(anna|nikt)@)[^"]*"')
    assert hide.sub("", known.content.decode()) == hide.sub("", unknown.content.decode())


def test_a_password_reset_answers_every_address_alike_and_mails_only_the_known(
    browser: Browser, rzeszow: Tenant, anna: User
) -> None:
    known = browser.post(RESET, {"email": "anna@example.pl"}, follow=True)
    unknown = browser.post(RESET, {"email": "nikt@example.pl"}, follow=True)
    assert words_of(known.content) == words_of(unknown.content)
    assert "wiadomość z linkiem" in words_of(known.content)
    letters = post_of(rzeszow)
    assert [(letter.to, letter.subject) for letter in letters] == [
        ("anna@example.pl", "Ustaw nowe hasło – iBOK")
    ]
    assert "http://rzeszow.localhost" in letters[0].text
    assert "Link działa 2 godz." in letters[0].text


def test_the_link_host_is_the_tenants_whatever_the_request_says(rzeszow: Tenant, anna: User) -> None:
    browser = Browser(rzeszow)
    browser.post(RESET, {"email": "anna@example.pl"}, headers={"x-forwarded-host": "zly.example"})
    (letter,) = post_of(rzeszow)
    assert set(re.findall(r"https?://([^/:\s]+)", letter.text)) == {"rzeszow.localhost"}


def test_the_mailed_link_sets_a_password_once(browser: Browser, rzeszow: Tenant, anna: User) -> None:
    browser.post(RESET, {"email": "anna@example.pl"})
    link = post_of(rzeszow)[0].link("/password/reset/key/")
    form = browser.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    weak = browser.post(address, {"password1": "krótkie", "password2": "krótkie"})
    assert "To hasło jest za krótkie. Musi mieć co najmniej 12 znaków." in words_of(weak.content)
    assert 'class="error-summary"' in weak.content.decode()
    done = browser.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Nowe hasło jest ustawione" in words_of(done.content)
    (notice,) = post_of(rzeszow)
    assert "ustawiono nowe hasło" in notice.text
    again = Browser(rzeszow).get(link, follow=True)
    assert "Ten link nie działa" in words_of(again.content)
    assert sign_in(Browser(rzeszow), password=NEW_PASSWORD).status_code == 302
    assert sign_in(Browser(rzeszow), password=PASSWORD).status_code == 200


def test_a_reset_link_of_one_utility_is_nothing_in_another(
    rzeszow: Tenant, kostrzyn: Tenant, anna: User
) -> None:
    """Even for a user with the same number, address, password and time of sign-in."""
    from ebok.reset_links import ResetTokens

    with rzeszow:
        token = ResetTokens().make_token(anna)
        assert ResetTokens().check_token(anna, token)
    with kostrzyn:
        assert not ResetTokens().check_token(anna, token)


def test_a_reset_link_lives_as_long_as_the_profile_says(rzeszow: Tenant, anna: User) -> None:
    from ebok.reset_links import ResetTokens

    class Earlier(ResetTokens):
        def _now(self):  # type: ignore[no-untyped-def]
            return super()._now() - timedelta(hours=2, seconds=5)

    with rzeszow:
        assert not ResetTokens().check_token(anna, Earlier().make_token(anna))


def test_an_unconfirmed_address_is_told_so_and_may_have_the_link_again(
    browser: Browser, rzeszow: Tenant, anna: User
) -> None:
    with rzeszow:
        anna.emailaddress_set.update(verified=False)
    page = browser.post(LOGIN, {"login": "anna@example.pl", "password": PASSWORD}, follow=True)
    assert "Najpierw potwierdź adres e-mail" in words_of(page.content)
    answers = [
        words_of(browser.post("/rejestracja/wyslij-link/", {"email": email}, follow=True).content)
        for email in ("anna@example.pl", "nikt@example.pl")
    ]
    assert answers[0] == answers[1]
    assert "Jeśli na ten adres czeka rejestracja" in answers[0]
    assert post_of(rzeszow) == []


def test_codes_from_an_app_are_set_up_and_then_asked_for(
    browser: Browser, rzeszow: Tenant, anna: User
) -> None:
    sign_in(browser)
    assert "Potwierdź, że to Ty" in words_of(browser.get("/konto/2fa/totp/activate/", follow=True).content)
    confirm(browser)
    page = browser.get("/konto/2fa/totp/activate/")
    secret = re.search(r'data-copy="([A-Z2-7]+)"', page.content.decode())
    assert secret
    wrong = browser.post("/konto/2fa/totp/activate/", {"code": "000000"})
    assert "Ten kod się nie zgadza" in words_of(wrong.content)
    done = browser.post("/konto/2fa/totp/activate/", {"code": code_now(secret[1])}, follow=True)
    assert "Zostało 10 kodów" in words_of(done.content)
    assert "Kody z aplikacji na telefonie włączone" in words_of(browser.get("/konto/2fa/").content)
    other = Browser(rzeszow)
    assert sign_in(other)["Location"] == SECOND_STEP
    assert other.get("/konto/password/change/").status_code == 302
    assert "Drugi krok" in words_of(other.get(SECOND_STEP).content)


def test_a_spare_code_opens_the_account_once(rzeszow: Tenant, anna: User) -> None:
    with rzeszow:
        Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={"secret": SECRET})
        spare = RecoveryCodes.activate(anna).get_unused_codes()[0]
    first = Browser(rzeszow)
    sign_in(first)
    assert first.post(SECOND_STEP, {"code": spare})["Location"] != SECOND_STEP
    assert first.get("/konto/password/change/").status_code == 200
    second = Browser(rzeszow)
    sign_in(second)
    assert "Ten kod się nie zgadza" in words_of(second.post(SECOND_STEP, {"code": spare}).content)
    assert second.get("/konto/password/change/").status_code == 302


def test_staff_without_a_second_factor_see_nothing_but_its_set_up(rzeszow: Tenant) -> None:
    with rzeszow:
        clerk = make_user("nowy@bok.example", UserKind.STAFF, StaffRole.ADMINISTRATOR.value)
        Authenticator.objects.filter(user=clerk).delete()
    browser = Browser(rzeszow)
    sign_in(browser, email="nowy@bok.example")
    page = browser.get("/biuro/", follow=True)
    assert page.redirect_chain == [("/konto/2fa/", 302)]
    assert "Włącz drugi krok, żeby przejść dalej" in words_of(page.content)


def test_operators_sign_in_on_the_platforms_own_page(db: None) -> None:
    page = Browser(host="platform.localhost").get(LOGIN)
    assert page.status_code == 200
    assert "Zaloguj się" in words_of(page.content)
    assert "/rejestracja/" not in page.content.decode()


@override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"})
def test_too_many_tries_get_a_page_in_the_utilitys_look(browser: Browser, anna: User) -> None:
    answers = [sign_in(browser, password="nie to hasło") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert "Za dużo prób" in words_of(answers[-1].content)
    assert "/theme.css" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "address",
    ["/konto/2fa/", "/konto/2fa/totp/activate/", "/konto/2fa/webauthn/", "/konto/2fa/webauthn/add/",
     "/konto/password/change/", "/konto/logout/", "/konto/inactive/", "/konto/password/reset/done/"],
)  # fmt: skip
def test_every_page_speaks_our_polish_and_runs_nothing_inline(
    address: str, browser: Browser, anna: User
) -> None:
    sign_in(browser)
    confirm(browser)
    page = browser.get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", text) == []
    assert re.search(r"<h1>[^<]*[ąćęłńóśźżA-Ż]", text)
    assert not re.search(r"\b(Two-Factor|Security Key|Authenticator App|Sign Out)\b", text)
