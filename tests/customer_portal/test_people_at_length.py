"""The owner's page of people at length: naughty words, limits, many rows, and what machines and staff see of it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tenants.customers.models import Access, AccessRole
from tenants.customers.services import grant_access
from tenants.identity.models import StaffRole
from tenants.registry.models import Tenant
from tests.acting import GUEST, invited, let_in, new_login, owner, wish
from tests.api.conftest import Machine
from tests.api.test_bad_forms import NAUGHTY
from tests.cast import Browser, make_clerk, make_customer, make_user


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_words_are_refused_or_kept_as_words(kostrzyn: Tenant, text: str) -> None:
    anna = owner(kostrzyn)
    for field in ("email", "role", "scope", "until"):
        # A null byte is refused before any form sees it.
        assert anna.post("/osoby/zapros/", wish(**{field: text})).status_code == (
            400 if "\x00" in text else 200
        )
    path = invited(kostrzyn, anna)
    answer = Browser(kostrzyn).post(path, new_login(full_name=text))
    assert answer.status_code in (200, 302, 400)
    page = anna.get("/osoby/")
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_only_ten_invitations_a_day(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    for number in range(10):
        assert anna.post("/osoby/zapros/", wish(email=f"g{number}@poczta.example")).status_code == 302
    assert "dziesięć zaproszeń" in anna.post("/osoby/zapros/", wish()).content.decode()


@pytest.mark.parametrize("number", [3, 15])
def test_the_list_costs_the_same_for_many_people(
    kostrzyn: Tenant, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = owner(kostrzyn)
    with kostrzyn:
        customer = Access.objects.get().customer
        for index in range(number):
            user = make_user(f"osoba{index}@poczta.example")
            grant_access(
                user=user, customer=customer, role=AccessRole.VIEWER, scope=["see_meters"], evidence={}, by="test",
                at=timezone.now(),
            )  # fmt: skip
    anna.get("/osoby/")
    with django_assert_num_queries(7):
        assert anna.get("/osoby/").status_code == 200


def test_machines_are_told_who_has_access(kostrzyn: Tenant) -> None:
    let_in(kostrzyn, owner(kostrzyn))
    got = Machine(kostrzyn).get("/api/v1/customers/0012345/accesses/").json()["results"]
    assert [(one["email"], one["role"], one["scope"]) for one in got] == [
        (GUEST, "viewer", ["see_invoices"]),
        ("anna@poczta.example", "owner", []),
    ]


def test_staff_see_who_has_access(kostrzyn: Tenant) -> None:
    let_in(kostrzyn, owner(kostrzyn))
    with kostrzyn:
        make_customer("1", "Ktoś")
        clerk = make_clerk(StaffRole.CLERK)
    assert GUEST in Browser(kostrzyn).enter(clerk).get("/biuro/klienci/0012345/").content.decode()
