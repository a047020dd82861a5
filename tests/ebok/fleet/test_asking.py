"""Asking for a new utility: names that are free, all of it or nothing, and once more after a failure."""

from __future__ import annotations

import pytest

from ebok.fleet import opening, overview, provisioning
from tenants.identity.models import AuditEvent, User, UserKind
from tenants.outbox import services as outbox
from tenants.outbox.models import OutboxEntry
from tenants.registry import context
from tenants.registry.models import Domain, Tenant, TenantState
from tests.cast import Browser, make_user

WISH = {"slug": "nowy", "name": "Nowy", "host": "nowy.localhost", "preset": "rzeszow", "by": "test"}


@pytest.fixture
def operator(db: None) -> User:
    with context.platform():
        return make_user("olga@platform.example", UserKind.OPERATOR)


@pytest.fixture
def console(operator: User) -> Browser:
    browser = Browser()
    with context.platform():
        browser.force_login(operator)
    return browser


def fleet() -> list[str]:
    return [tenant.slug for tenant in overview.tenants()]


def work() -> list[dict[str, str]]:
    with context.platform():
        return list(OutboxEntry.objects.values_list("payload", flat=True))


def failed(slug: str = "nowy") -> Tenant:
    opening.open_in_background(**WISH)
    tenant = overview.tenant(slug)
    provisioning.set_state(tenant, TenantState.FAILED, note="No space left on device")
    with context.platform():
        OutboxEntry.objects.all().delete()
    return tenant


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"slug": "rzeszow"}, provisioning.SlugTaken),
        ({"host": "rzeszow.localhost"}, provisioning.HostTaken),
        ({"host": "Platform.localhost."}, provisioning.HostTaken),
    ],
)
def test_a_name_that_is_taken_is_refused_and_nothing_stays(
    rzeszow: Tenant, kostrzyn: Tenant, changed: dict[str, str], said: type[Exception]
) -> None:
    with pytest.raises(said):
        opening.open_in_background(**WISH | changed)

    assert fleet() == ["kostrzyn", "rzeszow"]
    assert work() == []


def test_a_wish_whose_work_cannot_be_written_down_is_no_wish(
    rzeszow: Tenant, kostrzyn: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its row would wait for ever, with its names taken, and nobody would make its schema."""
    monkeypatch.delitem(outbox._handlers, opening.PROVISION)

    with pytest.raises(outbox.UnknownKind):
        opening.open_in_background(**WISH)

    assert fleet() == ["kostrzyn", "rzeszow"]
    with context.platform():
        assert not Domain.objects.filter(host="nowy.localhost").exists()


def test_a_double_click_makes_one_utility(console: Browser) -> None:
    form = {key: WISH[key] for key in ("slug", "name", "host", "preset")}

    answers = [console.post("/nowy/", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert 'class="error-summary"' in answers[1].content.decode()
    assert fleet().count("nowy") == 1
    assert work() == [{"slug": "nowy"}]


def test_the_console_shows_why_it_failed_and_tries_again(console: Browser) -> None:
    failed()
    page = console.get("/zaklad/nowy/").content.decode()
    assert "No space left on device" in page
    assert 'action="/zaklad/nowy/ponow/"' in page

    answers = [console.post("/zaklad/nowy/ponow/") for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/zaklad/nowy/"] * 2
    assert overview.tenant("nowy").state == TenantState.REQUESTED
    assert work() == [{"slug": "nowy"}]
    with context.platform():
        (event,) = AuditEvent.objects.filter(action="fleet.try_again")
        assert (event.actor, event.subject) == ("olga@platform.example", "nowy")
    assert "ponow/" not in console.get("/zaklad/nowy/").content.decode()


@pytest.mark.parametrize("state", [TenantState.ACTIVE, TenantState.SUSPENDED])
def test_an_office_that_was_open_is_not_opened_again(rzeszow: Tenant, state: TenantState) -> None:
    provisioning.set_state(rzeszow, state, note="unpaid")

    with pytest.raises(provisioning.WrongState):
        opening.try_again(slug="rzeszow", by="test")

    assert overview.tenant("rzeszow").state == state
