"""The idea's own acceptance test: a utility that nobody programmed for goes live from a folder of YAML.

Other words, colours and rules, a second language, activation by what stands on a bill: from `ebok tenant create` to a
customer who sees an invoice, with no line of code that knows this utility.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connections
from django.http import HttpResponse
from pytest_django.plugin import DjangoDbBlocker

from ebok.cli.tenant import group
from ebok.fleet import overview
from tenants.customers.models import Access
from tenants.profile import presets
from tenants.profile.theme import derive_theme
from tenants.registration.models import Registration, RegistrationState
from tenants.registry.models import Tenant, TenantState
from tests.cast import PASSWORD, Browser, make_customer, post_of, take_away

ROOT = Path(__file__).parents[2]
PROFILE = ROOT / "tests" / "tenants" / "profile" / "third_utility"
EMAIL = "nabywca@poczta.example"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The third utility, made as an operator makes one, and taken away again: a schema outlives a rollback."""
    words = ["--name", "Wodociągi Doliny Sanny", "--host", "sanna.localhost", "--preset", str(PROFILE)]
    with django_db_blocker.unblock():
        outcome = CliRunner().invoke(group, ["create", "sanna", *words], catch_exceptions=False)
        assert outcome.output == "sanna is active: http://sanna.localhost\n"
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        take_away("sanna")


@pytest.fixture
def sanna(made: None, db: None) -> Tenant:
    """The third utility; what a test does to it is rolled back."""
    return overview.tenant("sanna")


def test_it_opens_with_its_own_words_and_colours(sanna: Tenant) -> None:
    assert sanna.state == TenantState.ACTIVE
    visitor = Browser(sanna)
    home = visitor.get("/").content.decode()
    for own in (
        "Wodociągi Doliny Sanny",
        "Strefa Klienta",
        "Tu są Twoje rachunki.",
        "Otwórz konto",
        "22 123 45 67",
    ):
        assert own in home
    for others in ("iBOK", "eBOK", "Rzesz", "Kostrzyn", "MPWiK"):
        assert others not in home
    theme = visitor.get("/theme.css").content.decode()
    own_brand = derive_theme(presets.source(str(PROFILE)).profile.branding).light["brand"]
    assert own_brand.lower() in theme.lower()
    assert own_brand not in Browser(host="rzeszow.localhost").get("/theme.css").content.decode()


def test_it_speaks_english_when_asked_and_polish_otherwise(sanna: Tenant) -> None:
    visitor = Browser(sanna)
    polish, english = visitor.get("/"), visitor.get("/", headers={"accept-language": "en"})
    assert (polish.headers["Content-Language"], english.headers["Content-Language"]) == ("pl", "en")
    page = english.content.decode()
    for own in ("Dolina Sanny Water", "Here are your bills.", "Open an account"):
        assert own in page
    assert "Tu są Twoje rachunki." not in page
    assert "Tu są Twoje rachunki." in polish.content.decode()
    ukrainian = visitor.get("/", headers={"accept-language": "uk"})
    assert ukrainian.headers["Content-Language"] == "pl", "a language that this utility does not offer"


def asks_for_an_account(sanna: Tenant, number: str) -> tuple[Browser, HttpResponse]:
    """A person whose mailbox answered first, as this utility wants it, and the answer to their form."""
    person = Browser(sanna)
    assert person.post("/rejestracja/", {"email": EMAIL}).status_code == 302
    (mail,) = post_of(sanna)
    assert (mail.to, mail.subject) == (EMAIL, "Potwierdź e-mail")
    assert "http://sanna.localhost" in mail.text
    assert person.post(mail.link("/adres/")).status_code == 302
    form = {
        "customer_number": number,
        "full_name": "Anna Nowak",
        "password": PASSWORD,
        "accept_regulamin": "on",
    }
    return person, person.post("/rejestracja/", form)


def test_a_customer_with_a_bill_gets_in_alone(sanna: Tenant) -> None:
    with sanna:
        make_customer("WDS-00042", "Anna Nowak")
    person, answer = asks_for_an_account(sanna, "WDS-00042")
    assert answer.status_code == 302, answer.content.decode()[:3000]
    person.post("/konto/login/", {"login": EMAIL, "password": PASSWORD})
    assert person.get("/faktury/").headers["Location"] == "/moje-konto/", "an e-mail alone opens nothing"
    assert "Podaj dane z rachunku." in person.get("/moje-konto/").content.decode()

    guess = {"customer_number": "WDS-00042", "invoice_number": "FV/WDS-00042/2", "gross_amount": "204,10"}
    assert person.post("/moje-konto/faktura/", guess).status_code == 200
    with sanna:
        assert not Access.objects.exists()

    # typed as people type: other case, spaces, a currency
    known = {
        "customer_number": "wds-00042",
        "invoice_number": " fv/wds-00042/2 ",
        "gross_amount": "204.11 zł",
    }
    answer = person.post("/moje-konto/faktura/", known)
    assert answer.status_code == 302, answer.content.decode()[:5000]
    with sanna:
        assert Registration.objects.get().state == RegistrationState.LINKED
    (activated,) = post_of(sanna)
    assert (activated.to, activated.subject) == (EMAIL, "Konto działa")

    polish = person.get("/faktury/").content.decode()
    assert "FV/WDS-00042/2" in polish
    assert "204,11" in polish
    person.get("/jezyk/en/")  # their own choice: the account was opened in Polish
    english = person.get("/przeglad/")
    assert english.headers["Content-Language"] == "en"
    assert "FV/WDS-00042/2" in english.content.decode()


def test_whoever_never_had_a_bill_is_told_so_in_the_utilitys_words(sanna: Tenant) -> None:
    with sanna:
        make_customer("WDS-00043", "Nowy Nabywca", billed=False)
    _, answer = asks_for_an_account(sanna, "WDS-00043")
    assert answer.status_code == 200
    assert "Poczekaj na pierwszy rachunek." in answer.content.decode()
    assert post_of(sanna) == []


def test_no_code_knows_this_utility() -> None:
    found = subprocess.run(
        ["grep", "-rliE", "sanna|sannow|WDS-0", "platform", "tenants", "customer_portal", "api", "templates"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""
