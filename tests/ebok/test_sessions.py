"""How long a session lasts and what it takes: the utility's own limits, and a second factor that stays a must."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from ebok.session_limits import SEEN_AT, SIGNED_IN_AT
from tenants.identity.models import StaffRole, User, UserKind
from tenants.profile import services as profiles
from tenants.registry import context
from tenants.registry.models import Tenant
from tests.cast import Browser, make_user
from tests.tenants.profile.support import changed

OWN = "/konto/password/change/"
AWAY = "Przez jakiś czas nic się nie działo"
LONG = "Dla bezpieczeństwa wylogowaliśmy Cię po kilku godzinach"


@pytest.fixture
def anna(rzeszow: Tenant) -> User:
    with rzeszow:
        return make_user("anna@example.pl")


@pytest.fixture
def browser(rzeszow: Tenant, anna: User) -> Browser:
    return Browser(rzeszow).enter(anna)


def put_in_force(tenant: Tenant, before: str, after: str) -> None:
    with tenant:
        profiles.apply_profile(source=changed(tenant.slug, before, after), by="test", at=timezone.now())


def let_pass(browser: Browser, *, since_click: timedelta, since_sign_in: timedelta | None = None) -> None:
    """As if the last click and the signing in had been so long ago."""
    with browser.tenant or context.platform():
        session = browser.session
        session[SEEN_AT] -= since_click.total_seconds()
        session[SIGNED_IN_AT] -= (since_sign_in or since_click).total_seconds()
        session.save()


def test_a_session_lasts_while_somebody_clicks(browser: Browser) -> None:
    for _ in range(4):
        let_pass(browser, since_click=timedelta(minutes=29))
        assert browser.get(OWN).status_code == 200


def test_idle_for_longer_than_the_profile_says_is_signed_out_and_told(browser: Browser) -> None:
    let_pass(browser, since_click=timedelta(minutes=31))

    page = browser.get(OWN, follow=True)

    assert page.redirect_chain == [(f"/konto/login/?next={OWN}", 302)]
    assert AWAY in page.content.decode()
    assert AWAY not in browser.get("/konto/login/").content.decode()


def test_a_session_ends_after_the_profiles_hours_however_busy(browser: Browser) -> None:
    let_pass(browser, since_click=timedelta(0), since_sign_in=timedelta(hours=11, minutes=59))
    assert browser.get(OWN).status_code == 200

    let_pass(browser, since_click=timedelta(0), since_sign_in=timedelta(minutes=2))

    page = browser.get(OWN, follow=True)
    assert page.redirect_chain == [(f"/konto/login/?next={OWN}", 302)]
    assert LONG in page.content.decode()


def test_each_utility_says_its_own_limits(rzeszow: Tenant, browser: Browser) -> None:
    put_in_force(rzeszow, "idle_minutes: 30\n  session_hours: 12", "idle_minutes: 240\n  session_hours: 24")
    let_pass(browser, since_click=timedelta(hours=3), since_sign_in=timedelta(hours=23))

    assert browser.get(OWN).status_code == 200


def test_operators_have_the_platforms_own_limits(db: None) -> None:
    console = Browser()
    with context.platform():
        console.force_login(make_user("olga@platform.example", UserKind.OPERATOR))
    assert console.get("/").status_code == 200

    let_pass(console, since_click=timedelta(minutes=31))

    assert console.get("/").url == "/konto/login/?next=/"


def test_a_session_that_does_not_say_when_it_began_is_over(rzeszow: Tenant, browser: Browser) -> None:
    with rzeszow:
        session = browser.session
        del session[SIGNED_IN_AT]
        session.save()

    assert browser.get(OWN).status_code == 302


def test_staff_who_lose_their_second_factor_are_outside_at_once_in_every_session(rzeszow: Tenant) -> None:
    with rzeszow:
        clerk = make_user("nowy@bok.example", UserKind.STAFF, StaffRole.CLERK.value)
    sessions = [Browser(rzeszow).enter(clerk) for _ in range(2)]
    for session in sessions:
        assert session.get("/biuro/").status_code == 200
    with rzeszow:
        Authenticator.objects.filter(user=clerk).delete()

    for session in sessions:
        assert session.get("/biuro/").url == "/konto/2fa/"


def test_where_the_profile_says_so_customers_need_a_second_factor_too(
    rzeszow: Tenant, browser: Browser, anna: User
) -> None:
    assert browser.get("/moje-dane/").status_code == 200
    put_in_force(rzeszow, "customer_mfa: offered", "customer_mfa: required")

    page = browser.get("/moje-dane/", follow=True)

    assert page.redirect_chain == [("/konto/2fa/", 302)]
    assert "Włącz drugi krok, żeby przejść dalej" in page.content.decode()
    assert "dane wielu osób" not in page.content.decode()
    assert Browser(rzeszow).get("/").status_code == 200
    with rzeszow:
        Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    assert browser.get("/moje-dane/").status_code == 200
