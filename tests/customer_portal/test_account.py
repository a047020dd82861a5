"""„My account”: several customers on one login, double clicks, and a first page that answers nobody's question twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.profile import selectors as profiles
from tenants.profile.schema import Capability, Proof
from tenants.registration import errors, services, steps
from tenants.registration.models import Registration, RegistrationState
from tenants.registration.references import new_reference
from tenants.registration.selectors import standing_of
from tenants.registry.models import Tenant
from tests.bench.stage import signed_in_customer
from tests.cast import Browser, make_clerk, make_customer, make_user


def apply(user: User, number: str) -> Registration:
    """A registration whose e-mail is confirmed and nothing more."""
    now, profile = timezone.now(), profiles.published()
    registration = Registration.objects.create(
        reference=new_reference(), user=user, mode=profile.registration.modes[0].key,
        customer_number=number, created_at=now, changed_at=now,
    )  # fmt: skip
    steps.add_proof(registration, Proof.EMAIL_VERIFIED, at=now, by="test")
    steps.advance(registration, profile=profile, at=now, by="test", tell=False)
    return registration


def link(registration: Registration, customer: Customer) -> Access:
    """A clerk ties the registration to the customer."""
    linked = services.link(
        registration=registration, customer=customer, proof=Proof.CLERK_APPROVED, profile=profiles.published(),
        by=User.objects.filter(kind="staff").first() or make_clerk(), at=timezone.now(),
    )  # fmt: skip
    assert linked.access is not None
    return linked.access


@pytest.fixture
def anna(kostrzyn: Tenant) -> Browser:
    """Anna, signed in, with two contracts of Kostrzyn."""
    with kostrzyn:
        user = make_user("anna@poczta.example")
        for number, name in (("0001", "Anna Adamska"), ("0002", "Wspólnota Zielona")):
            link(apply(user, number), make_customer(number, name))
    return Browser(kostrzyn).enter(user)


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    return str(answer.content.decode())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_one_looks_at_one_customer_and_chooses_another(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        second = Access.objects.get(customer__number="0002")
    first_page = text_of(anna, "/faktury/")
    assert "FV/0001/1" in first_page
    assert "FV/0002/1" not in first_page
    assert f'name="access" value="{second.pk}"' in first_page

    assert anna.post("/konto-odbiorcy/", {"access": second.pk}).url == "/"
    second_page = text_of(anna, "/faktury/")

    assert "FV/0002/1" in second_page
    assert "FV/0001/1" not in second_page
    mine = anna.get("/api/v1/me/invoices/").json()["results"]
    assert {invoice["number"] for invoice in mine} == {"FV/0002/1", "FV/0002/2"}, "the API follows the choice"


def test_a_strangers_access_cannot_be_chosen(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        stranger = link(apply(make_user("obcy@poczta.example"), "0003"), make_customer("0003", "Obcy"))

    for wanted in (stranger.pk, "", "x", "0"):
        assert anna.post("/konto-odbiorcy/", {"access": wanted}).status_code == 404
    assert "FV/0001/1" in text_of(anna, "/faktury/")


def test_a_choice_that_was_revoked_falls_back_to_what_is_left(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        second = Access.objects.get(customer__number="0002")
        anna.post("/konto-odbiorcy/", {"access": second.pk})
    with kostrzyn:
        Access.objects.filter(pk=second.pk).update(revoked_at=timezone.now())

    page = text_of(anna, "/faktury/")

    assert "FV/0001/1" in page
    assert "konto-odbiorcy" not in page, "with one customer there is nothing to choose"


def test_a_login_adds_another_contract_and_keeps_the_first_meanwhile(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        third = make_customer("0003", "Ogródek Anny")
    assert "Dodaj kolejną umowę" in text_of(anna, "/moje-konto/")

    assert anna.post("/moje-konto/kolejna-umowa/", {"customer_number": "0003"}).url == "/moje-konto/"
    waiting = text_of(anna, "/moje-konto/")
    again = anna.post("/moje-konto/kolejna-umowa/", {"customer_number": "0003"})

    assert "Dodaj kolejną umowę" not in waiting, "one application at a time"
    assert again.url == "/moje-konto/"
    assert "FV/0001/1" in text_of(anna, "/faktury/")
    with kostrzyn:
        link(Registration.objects.get(state=RegistrationState.VERIFIED), third)
        assert Access.objects.count() == 3
    assert "Ogródek Anny" in text_of(anna, "/faktury/")


def test_withdrawing_an_added_contract_leaves_login_and_access(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        make_customer("0003", "Ogródek Anny")
    anna.post("/moje-konto/kolejna-umowa/", {"customer_number": "0003"})

    assert anna.post("/moje-konto/rezygnacja/").url == "/moje-konto/"

    assert "FV/0001/1" in text_of(anna, "/faktury/")
    with kostrzyn:
        assert User.objects.filter(email="anna@poczta.example").exists()


def test_what_may_not_be_added(kostrzyn: Tenant, rzeszow: Tenant, anna: Browser) -> None:
    def add(number: str) -> None:
        services.add_customer(
            user=User.objects.get(email="anna@poczta.example"), profile=profiles.published(),
            customer_number=number, at=timezone.now(),
        )  # fmt: skip

    with kostrzyn:
        with pytest.raises(errors.AlreadyLinked):
            add(" 00 01 ")
        with pytest.raises(errors.CustomerUnknown):
            add("9999")
    with rzeszow:
        user = make_user("anna@poczta.example")
        apply(user, "0001")
        Registration.objects.update(state=RegistrationState.LINKED)
        grant_access(
            user=user,
            customer=make_customer("0001"),
            role=AccessRole.OWNER,
            evidence={},
            by="test",
            at=timezone.now(),
        )
        make_customer("0002", "Inny")
        with pytest.raises(errors.AlreadyLinked):
            add("0002")


def test_one_customer_is_not_won_twice_by_one_login(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        again = apply(User.objects.get(email="anna@poczta.example"), "")
        with pytest.raises(errors.AlreadyLinked):
            link(again, Customer.objects.get(number="0001"))


def test_a_refused_addition_takes_nothing_away(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        user = User.objects.get(email="anna@poczta.example")
        Registration.objects.filter(pk=apply(user, "0003").pk).update(state=RegistrationState.REFUSED)
        standing = standing_of(user, profile=profiles.published(), at=timezone.now())

    assert standing.may(Capability.SEE_INVOICES)
    assert [access.customer.number for access in standing.accesses] == ["0001", "0002"]


def test_the_dashboard_of_one_customer_stays_at_five_statements(rzeszow: Tenant) -> None:
    browser, _stranger = signed_in_customer(rzeszow)
    browser.get("/przeglad/")

    with CaptureQueriesContext(connection) as sent:
        assert browser.get("/przeglad/").status_code == 200

    assert len(sent) <= 5, [query["sql"][:200] for query in sent]


@pytest.mark.parametrize("path", ["/moje-konto/faktura/", "/moje-konto/rezygnacja/"])
def test_a_step_sent_twice_is_answered_kindly(kostrzyn: Tenant, anna: Browser, path: str) -> None:
    for answer in (anna.post(path), anna.get(path)):
        assert answer.status_code == 302
        assert answer.url == "/moje-konto/"
    assert "Twoje konto jest już aktywne" in text_of(anna, "/moje-konto/")


def test_signing_in_leads_to_the_step_that_is_due_without_a_reproach(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        make_customer("0009", "Nowa")
        new = make_user("nowa@poczta.example")
        apply(new, "0009")
    newcomer = Browser(kostrzyn).enter(new)

    assert anna.get("/").url == "/przeglad/"
    answer = newcomer.get("/")
    assert answer.url == "/moje-konto/"
    assert said(answer) == []
    page = text_of(newcomer, "/moje-konto/")
    assert "Proszę podać dane z ostatniej faktury" in page
    assert "Nie musisz nic robić" not in page


def test_more_points_than_a_page_holds_are_on_the_next(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        customer = Customer.objects.get(number="0001")
        for number in range(60):
            customer.service_points.create(number=f"PP{number:03}", address="ul. Polna 1")

    assert "PP049" in text_of(anna, "/moje-dane/")
    assert "PP059" not in text_of(anna, "/moje-dane/")
    assert "PP059" in text_of(anna, "/moje-dane/?page=2")
