"""Pages anybody may open, on each utility's host, in its own words."""

from __future__ import annotations

import pytest
from django.test import Client

from tenants.registry.models import Tenant


@pytest.mark.parametrize("path", ["/", "/rejestracja/", "/druki/", "/theme.css"])
@pytest.mark.parametrize("slug", ["rzeszow", "kostrzyn"])
@pytest.mark.usefixtures("rzeszow", "kostrzyn")
def test_public_pages_open(client: Client, slug: str, path: str) -> None:
    answer = client.get(path, headers={"host": f"{slug}.localhost"})

    assert answer.status_code == 200


def test_the_home_page_speaks_with_the_utilitys_name(
    client: Client, rzeszow: Tenant, kostrzyn: Tenant
) -> None:
    page = client.get("/", headers={"host": "rzeszow.localhost"}).content.decode()

    assert "iBOK" in page
    assert "Kostrzyn" not in page


@pytest.mark.usefixtures("rzeszow")
def test_an_unknown_host_gets_a_page_that_names_nobody(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 404
    assert "Rzesz" not in answer.content.decode()


def test_the_former_offices_address_leads_home(client: Client, kostrzyn: Tenant, rzeszow: Tenant) -> None:
    assert client.get("/ebok/", headers={"host": "kostrzyn.localhost"}).headers["Location"] == "/"
    assert client.get("/ebok/", headers={"host": "rzeszow.localhost"}).status_code == 404
