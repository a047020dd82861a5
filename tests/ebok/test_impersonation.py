"""Wall 7: an operator looks only with a reason, for a while, without writing, and both sides can read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ebok.console import impersonating
from ebok.console.models import Impersonation
from tenants.identity.models import AuditEvent, User, UserKind
from tenants.registry import context
from tenants.registry.models import Tenant
from tests.cast import Browser, make_customer, make_user

REASON = "Zgłoszenie 1234: faktury nie widać"


@pytest.fixture
def operator(db: None) -> User:
    with context.platform():
        return make_user("olga@platform.example", UserKind.OPERATOR)


def look(operator: User, tenant: Tenant, minutes: int = 30) -> Browser:
    token = impersonating.begin(
        operator=operator, tenant=tenant, reason=REASON, minutes=minutes, at=timezone.now()
    )
    browser = Browser(tenant)
    assert browser.post(f"/operator/{token}/").status_code == 302
    return browser


def actions(subject: str = "") -> list[str]:
    events = AuditEvent.objects.filter(actor="olga@platform.example").order_by("id")
    return list(events.values_list("action", flat=True))


def test_an_operator_sees_the_office_under_a_banner_and_both_logs_say_so(
    operator: User, rzeszow: Tenant
) -> None:
    with rzeszow:
        make_customer()
    browser = look(operator, rzeszow)

    page = browser.get("/biuro/klienci/").content.decode()

    assert "0012345" in page
    assert REASON in page
    with rzeszow:
        assert actions() == ["operator.enter", "operator.look"]
    with context.platform():
        assert actions() == ["console.impersonate"]


def test_without_a_reason_there_is_no_look(operator: User, rzeszow: Tenant) -> None:
    with pytest.raises(impersonating.NoReason):
        impersonating.begin(operator=operator, tenant=rzeszow, reason="  bo  ", minutes=30, at=timezone.now())


def test_only_operators_may_begin(rzeszow: Tenant) -> None:
    with rzeszow:
        staff = make_user("celina@bok.example", UserKind.STAFF, "administrator")
    with pytest.raises(impersonating.NotAnOperator):
        impersonating.begin(operator=staff, tenant=rzeszow, reason=REASON, minutes=30, at=timezone.now())


def test_a_look_ends_after_an_hour_whatever_was_asked(operator: User, rzeszow: Tenant) -> None:
    browser = look(operator, rzeszow, minutes=600)
    with context.platform():
        found = Impersonation.objects.get()
        assert found.ends_at - found.started_at == timedelta(minutes=60)
        Impersonation.objects.update(ends_at=timezone.now())

    assert browser.get("/biuro/").url == "/"
    assert browser.get("/biuro/").url.startswith("/konto/login/")


def test_the_link_works_once_here_and_for_a_minute(operator: User, rzeszow: Tenant, kostrzyn: Tenant) -> None:
    def link(**changed: object) -> str:
        wish = {
            "operator": operator,
            "tenant": rzeszow,
            "reason": REASON,
            "minutes": 30,
            "at": timezone.now(),
        } | changed
        return f"/operator/{impersonating.begin(**wish)}/"

    used = link()
    assert Browser(rzeszow).post(used).status_code == 302
    for method in ("get", "post"):
        for dead in (used, link(at=timezone.now() - timedelta(minutes=2)), "/operator/nie-ma/"):
            assert getattr(Browser(rzeszow), method)(dead).status_code == 404, (method, dead)
        assert getattr(Browser(kostrzyn), method)(link()).status_code == 404


def test_opening_the_link_only_shows_a_button(operator: User, rzeszow: Tenant) -> None:
    """A browser that loads addresses ahead, or a scanner, must not use it up."""
    token = impersonating.begin(
        operator=operator, tenant=rzeszow, reason=REASON, minutes=30, at=timezone.now()
    )
    browser = Browser(rzeszow)
    for _ in range(2):
        page = browser.get(f"/operator/{token}/")
        assert page.status_code == 200
        assert REASON in page.content.decode()
    with rzeszow:
        assert actions() == []
    assert browser.get("/biuro/").url.startswith("/konto/login/")

    assert browser.post(f"/operator/{token}/").url == "/biuro/"

    assert browser.get("/biuro/").status_code == 200


def test_the_console_may_send_its_operator_on_to_the_utilitys_host(operator: User, rzeszow: Tenant) -> None:
    """A policy of `form-action 'self'` blocks the redirect that answers the form, in Chromium."""
    console = Browser()
    with context.platform():
        console.force_login(operator)
    page = console.get("/zaklad/rzeszow/")
    directives = page.headers["Content-Security-Policy"].split("; ")
    assert "form-action 'self' http://rzeszow.localhost" in directives

    sent = console.post("/zaklad/rzeszow/wglad/", {"reason": REASON, "minutes": "30"})

    assert sent.url.startswith("http://rzeszow.localhost/operator/")
    assert "poproszono o wgląd do biura" in console.get("/zaklad/rzeszow/").content.decode()


def test_one_look_may_follow_another_in_the_same_browser(operator: User, rzeszow: Tenant) -> None:
    browser = look(operator, rzeszow)
    token = impersonating.begin(
        operator=operator, tenant=rzeszow, reason="Zgłoszenie 1235: dalszy ciąg", minutes=5, at=timezone.now()
    )

    assert browser.post(f"/operator/{token}/").url == "/biuro/"

    assert "Zgłoszenie 1235" in browser.get("/biuro/").content.decode()


def test_a_look_never_writes(operator: User, rzeszow: Tenant) -> None:
    browser = look(operator, rzeszow)

    for path in ("/biuro/klucze/", "/biuro/importy/", "/rejestracja/", "/konto/password/change/"):
        assert browser.post(path, {"label": "x", "scopes": "import:write"}).status_code in (403, 404), path


def test_who_is_no_longer_an_operator_sees_nothing(operator: User, rzeszow: Tenant) -> None:
    browser = look(operator, rzeszow)
    with context.platform():
        User.objects.filter(pk=operator.pk).update(is_active=False)

    assert browser.get("/biuro/").url == "/"


def test_ending_is_written_down_and_at_once(operator: User, rzeszow: Tenant) -> None:
    browser = look(operator, rzeszow)

    assert browser.post("/operator/wyjscie/").status_code == 302

    assert browser.get("/biuro/").url.startswith("/konto/login/")
    with rzeszow:
        assert actions()[-1] == "operator.leave"
    with context.platform():
        assert actions()[-1] == "console.impersonate_end"


def test_an_operators_own_session_opens_nothing_at_a_utility(operator: User, rzeszow: Tenant) -> None:
    console = Browser()
    with context.platform():
        console.force_login(operator)
    there = Browser(rzeszow)
    there.cookies = console.cookies

    assert there.get("/biuro/").url.startswith("/konto/login/")
