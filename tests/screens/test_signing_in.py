"""allauth's pages wear the utility's look, and its links carry the utility's own words."""

import pytest
from django.test import Client
from lxml import html

from tenants.registry.models import Tenant
from tests.screens import sample

ADDRESSES = (
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reauthenticate",
)


def page(slug: str, address: str, client: Client | None = None) -> html.HtmlElement:
    answer = (client or Client()).get(address, headers={"host": f"{slug}.localhost"}, follow=True)
    assert answer.status_code == 200
    return html.document_fromstring(answer.content)


@pytest.fixture
def address_of() -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415 -- the tenants' addresses, not the platform's

    return {name: reverse(name, urlconf="ebok.urls_tenant") for name in ADDRESSES}


@pytest.mark.parametrize("slug", sample.BRANDS)
def test_the_login_box_has_the_links_of_the_utility(
    slug: str, rzeszow: Tenant, kostrzyn: Tenant, address_of: dict[str, str]
) -> None:
    labels = sample.profile(slug).registration.labels
    tree = page(slug, address_of["account_login"])
    links = {
        " ".join(link.text_content().split()): link.get("href")
        for link in tree.get_element_by_id("main").iter("a")
    }
    assert links[str(labels.reset_password)] == address_of["account_reset_password"]
    assert str(labels.below_login) in links


@pytest.mark.parametrize("name", ADDRESSES[:3])
def test_every_page_before_signing_in_has_our_layout(
    name: str, rzeszow: Tenant, address_of: dict[str, str]
) -> None:
    tree = page("rzeszow", address_of[name])
    assert tree.get("lang") == "pl"
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main[@id='main']")) == 1
    assert tree.xpath("//link[starts-with(@href, '/theme.css')]")
    assert not tree.xpath("//@style|//@onclick")
    controls = tree.xpath("//main//input[not(@type='hidden')]/@id")
    assert set(controls) <= set(tree.xpath("//main//label/@for"))


def test_a_wrong_password_is_said_above_the_form(rzeszow: Tenant, address_of: dict[str, str]) -> None:
    answer = Client().post(
        address_of["account_login"],
        {"login": "nikt@example.pl", "password": "nie to hasło"},
        headers={"host": "rzeszow.localhost"},
    )
    tree = html.document_fromstring(answer.content)
    said = " ".join(tree.find_class("error-summary")[0].text_content().split())
    assert (
        said
        == "Sprawdź te odpowiedzi Adres e-mail albo hasło się nie zgadza. Sprawdź oba i spróbuj jeszcze raz."
    )
