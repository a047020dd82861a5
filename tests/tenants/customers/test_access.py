"""Who sees whose data: granted once, ended at once, and a search that knows Polish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.names import address_for_search, for_search, sort_key
from tenants.customers.selectors import (
    accesses_of,
    current_access,
    customers_matching,
    find_customer,
    search_customers,
)
from tenants.customers.services import AccessExists, NoSuchAccess, grant_access, revoke_access
from tenants.identity.models import AuditEvent, User

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def make_customer(number: str, name: str, address: str = "ul. Polna 7", **fields) -> Customer:
    return Customer.objects.create(
        number=number, name=name, name_search=for_search(name), sort_key=sort_key(name), address=address,
        address_search=address_for_search(f"{address} 35-055 Rzeszów"), **fields,
    )  # fmt: skip


def grant(user, customer, role=AccessRole.OWNER, at=AT, **fields):
    return grant_access(
        user=user, customer=customer, role=role, evidence={"form": "A"}, by="test", at=at, **fields
    )


@pytest.fixture
def anna(rzeszow):
    with rzeszow:
        yield User.objects.create_user("anna@poczta.example")


def test_granted_access_counts_from_its_moment_until_its_end(anna):
    customer = make_customer("1", "Anna Nowak")
    access = grant(anna, customer, valid_to=AT + timedelta(days=2))
    assert list(accesses_of(anna, AT)) == [access]
    assert list(accesses_of(anna, AT - timedelta(seconds=1))) == []
    assert list(accesses_of(anna, AT + timedelta(days=2))) == []


def test_double_click_grants_once_and_is_written_once(anna):
    customer = make_customer("1", "Anna Nowak")
    assert grant(anna, customer) == grant(anna, customer)
    assert Access.objects.count() == 1
    assert AuditEvent.objects.filter(action="customers.grant_access").count() == 1
    with pytest.raises(AccessExists):
        grant(anna, customer, role=AccessRole.VIEWER)


def test_revoked_access_ends_at_once_and_may_be_granted_again(anna):
    customer = make_customer("1", "Anna Nowak")
    first = grant(anna, customer)
    revoke_access(access=first, reason="sprzedaż domu", by="test", at=AT + timedelta(hours=1))
    assert list(accesses_of(anna, AT + timedelta(hours=1))) == []
    with pytest.raises(NoSuchAccess):
        revoke_access(access=first, reason="znów", by="test", at=AT)
    second = grant(anna, customer, at=AT + timedelta(hours=2))
    assert (second.pk != first.pk, Access.objects.count()) == (True, 2)


def test_chosen_access_of_somebody_else_is_as_good_as_none(anna):
    mine = grant(anna, make_customer("2", "Źrebiec"))
    first = grant(anna, make_customer("1", "Azor"))
    other = grant(User.objects.create_user("ewa@poczta.example"), make_customer("3", "Ewa"))
    assert current_access(anna, AT, chosen=mine.pk) == mine
    assert current_access(anna, AT, chosen=other.pk) == first
    assert current_access(anna, AT) == first
    assert current_access(User.objects.create_user("nikt@poczta.example"), AT) is None


def test_number_is_found_with_spaces_and_case_but_zeros_count(anna):
    customer = make_customer("00a12", "Anna")
    make_customer("0a12", "Inna")
    assert find_customer(" 00 A12 ") == customer
    assert find_customer("a12") is None
    assert find_customer("") is None
    assert find_customer("\x00") is None


@pytest.mark.parametrize(
    "text", ["żółć łukasz", "Lukasz zolc", "zol", "polna łuk", "00012", "lukasz@", "601234567"]
)
def test_search_knows_diacritics_order_and_parts(anna, text):
    found = make_customer("00012", "Łukasz Żółć", email="lukasz@poczta.example", phone="+48601234567")
    make_customer("00013", "Ewa Nowak", address="ul. Krakowska 1")
    assert list(search_customers(text)) == [found]


@pytest.mark.parametrize("text", ["%", "_", "x' OR 1=1", "\x00%", "kowalski"])
def test_search_for_nobody_finds_nobody(anna, text):
    make_customer("00012", "Łukasz Żółć")
    assert list(search_customers(text)) == []


def test_matching_scores_and_says_why(anna, django_assert_num_queries):
    meant = make_customer("00012", "Łukasz Jan Żółć", email="lukasz@poczta.example")
    wife = make_customer("00014", "Ewa Żółć")
    make_customer("00013", "Piotr Nowak", address="ul. Krakowska 1")
    with django_assert_num_queries(1):
        matches = customers_matching(name="Zolc Lukasz", number="00012", address="Polna 7, Rzeszów")
    assert [(match.customer, match.score) for match in matches] == [(meant, 90), (wife, 23)]
    assert len(matches[0].reasons) == 3


def test_matching_nothing_finds_nobody(anna):
    make_customer("00012", "Łukasz Żółć")
    assert customers_matching() == []
    assert customers_matching(name="  ", nip="1", phone="x") == []
