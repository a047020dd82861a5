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
    assert browser.get(f"/operator/{token}/").status_code == 302
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
    assert Browser(rzeszow).get(used).status_code == 302
    assert Browser(rzeszow).get(used).status_code == 404
    assert Browser(kostrzyn).get(link()).status_code == 404
    assert Browser(rzeszow).get(link(at=timezone.now() - timedelta(minutes=2))).status_code == 404


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
