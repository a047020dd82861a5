"""Help for old browsers is shown to those browsers only."""

import pytest
from django.test import Client

from tenants.registry.models import Tenant

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
INTERNET_EXPLORER = "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko"


@pytest.mark.parametrize("address", ["/", "/rejestracja/"])
@pytest.mark.parametrize(("agent", "shown"), [(FIREFOX, False), (INTERNET_EXPLORER, True)])
def test_only_internet_explorer_is_told_that_it_is_too_old(
    address: str, agent: str, shown: bool, kostrzyn: Tenant
) -> None:
    page = Client().get(address, headers={"host": "kostrzyn.localhost", "user-agent": agent})
    assert page.status_code == 200
    assert ("Ta przeglądarka jest za stara" in page.content.decode()) is shown
