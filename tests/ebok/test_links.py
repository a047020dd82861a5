"""No dead end in the frame of a page: every link in header, menu and footer opens, whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from lxml import html

from ebok.console import impersonating
from tenants.identity.models import StaffRole, User, UserKind
from tenants.registry import context
from tenants.registry.models import Tenant
from tests.architecture.acting import end_contract, let_in
from tests.cast import Browser, make_clerk, make_customer, make_user
from tests.customer_portal.test_documents import linked

# Where the frame of a page stands; what is inside <main> is the page's own, and crawled by the journeys.
FRAME = "//a[@href][not(ancestor::main)]/@href"


def guest(tenant: Tenant) -> Browser:
    return Browser(tenant)


def newcomer(tenant: Tenant) -> Browser:
    with tenant:
        user = make_user("nowa@poczta.example")
    return Browser(tenant).enter(user)


def owner(tenant: Tenant) -> Browser:
    return linked(tenant)


def owner_of_two(tenant: Tenant) -> Browser:
    anna = linked(tenant)
    with tenant:
        let_in("anna@poczta.example", make_customer("0099999", "Zofia Sąsiadka"), "see_meters")
    return anna


def delegate(tenant: Tenant) -> Browser:
    with tenant:
        access = let_in(
            "delegat@poczta.example", make_customer(), "see_invoices", "send_readings", "see_meters", role="delegate"
        )  # fmt: skip
    return Browser(tenant).enter(access.user)


def viewer(tenant: Tenant) -> Browser:
    with tenant:
        access = let_in("widz@poczta.example", make_customer(), "see_balance")
    return Browser(tenant).enter(access.user)


def former(tenant: Tenant) -> Browser:
    browser = linked(tenant)
    with tenant:
        end_contract(User.objects.get(email="anna@poczta.example").accesses.get().customer)
    return browser


def staff(role: StaffRole) -> Callable[[Tenant], Browser]:
    def enter(tenant: Tenant) -> Browser:
        with tenant:
            user = make_clerk(role)
        return Browser(tenant).enter(user)

    enter.__name__ = role.value
    return enter


def operator(tenant: Tenant) -> Browser:
    """Inside a look at the utility's office."""
    with context.platform():
        user = make_user("operator@platform.example", UserKind.OPERATOR)
        token = impersonating.begin(
            operator=user, tenant=tenant, reason="Zgłoszenie 1234 od zakładu", minutes=30, at=timezone.now()
        )
    browser = Browser(tenant)
    assert browser.post(f"/operator/{token}/").status_code == 302
    return browser


def operator_at_home(_tenant: Tenant) -> Browser:
    """On the platform's own host."""
    browser = Browser()
    with context.platform():
        browser.force_login(make_user("operator@platform.example", UserKind.OPERATOR))
    return browser


PEOPLE = [
    guest, newcomer, owner, owner_of_two, delegate, viewer, former, *(staff(role) for role in StaffRole), operator,
    operator_at_home,
]  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.__name__)
@pytest.mark.parametrize("slug", ["rzeszow", "kostrzyn"])
def test_every_link_around_the_first_page_opens(
    tenant_named: Callable[[str], Tenant], slug: str, person: Callable[[Tenant], Browser]
) -> None:
    browser = person(tenant_named(slug))
    first = browser.get("/", follow=True)
    assert first.status_code == 200
    links = {link for link in html.fromstring(first.content).xpath(FRAME) if link.startswith("/")}
    assert len(links) >= 2, links
    wrong = {}
    for link in sorted(links):
        answer = browser.get(link, follow=True)
        asked, landed = urlsplit(link).path, answer.request["PATH_INFO"]
        # A language leads back by design, a page that asks for the password first leads there, and before an account
        # is active its pages lead to its next step. Nothing else leads away.
        led_away = landed != asked and not asked.startswith(("/jezyk/", "/konto/")) and asked != "/"
        led_away = led_away and not (person is newcomer and landed == "/moje-konto/")
        if answer.status_code != 200 or led_away:
            wrong[link] = (answer.status_code, landed)
    assert wrong == {}


@pytest.mark.parametrize("person", PEOPLE[1:], ids=lambda person: person.__name__)
def test_whoever_is_in_gets_out(rzeszow: Tenant, person: Callable[[Tenant], Browser]) -> None:
    """The last button of the header ends what it says, an operator's look too."""
    browser = person(rzeszow)
    page = html.fromstring(browser.get("/", follow=True).content)
    way_out = page.xpath("//header[contains(@class, 'header')]//form[@method='post']/@action")[-1]
    assert browser.post(way_out, follow=True).status_code == 200
    assert browser.get("/biuro/" if browser.tenant else "/").headers["Location"].startswith("/konto/login/")
