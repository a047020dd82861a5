"""Readings by machine: the portal's rules, once per key, strict bodies; and a person's own meters, use and tariffs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils.timezone import localdate

from tenants.integration.keys import Scope
from tenants.metering.models import SubmittedReading
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.api.test_bad_forms import NAUGHTY
from tests.cast import Browser, make_customer, make_user
from tests.water import anytime, link, make_meter, make_point, publish

TODAY = localdate().isoformat()
PATH = "/api/v1/customers/0012345/sent-readings/"


@pytest.fixture
def gateway(rzeszow: Tenant) -> Machine:
    with rzeszow:
        anytime()
        make_meter(make_point(make_customer()), until=localdate())
        make_meter(make_point(make_customer("0054321", "Obcy"), "P2"), "X1", until=localdate())
    return Machine(rzeszow, Scope.READING_WRITE, Scope.CUSTOMER_READ)


def post(machine: Machine, body: Any, key: str = "call-1", path: str = PATH) -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return machine.post(path, content, content_type="application/json", headers={"Idempotency-Key": key})


GOOD = {"meter": "W1", "taken_on": TODAY, "first_m3": "345"}


def test_a_reading_is_taken_once_whatever_is_repeated(gateway: Machine, rzeszow: Tenant) -> None:
    first = post(gateway, GOOD)
    assert (first.status_code, first.json()["state"], first.json()["used_m3"]) == (201, "accepted", "5.000")
    assert [post(gateway, GOOD).status_code, post(gateway, GOOD, "call-2").status_code] == [200, 200]
    with rzeszow:
        assert SubmittedReading.objects.get().channel == "api"
    listed = gateway.get(PATH).json()["results"]
    assert [one["id"] for one in listed] == [first.json()["id"]]


def test_a_used_key_takes_no_other_customers_reading(gateway: Machine) -> None:
    post(gateway, GOOD)
    other = post(gateway, GOOD | {"meter": "X1"}, path=PATH.replace("0012345", "0054321"))
    assert (other.status_code, other.json()["type"]) == (409, "urn:ebok:problem:idempotency-key-used")
    assert post(gateway, GOOD | {"first_m3": "346"}).status_code == 409


@pytest.mark.parametrize(
    ("changed", "name", "status"),
    [
        ({"first_m3": "1"}, "first_m3", 409), ({"first_m3": "-1"}, "first_m3", 409), ({"first_m3": "NaN"}, "first_m3", 400),
        ({"first_m3": "100000"}, "first_m3", 409), ({"taken_on": "wczoraj"}, "taken_on", 400),
        ({"taken_on": "2020-01-01"}, "taken_on", 409), ({"meter": "X1"}, "meter", 404), ({"meter": "NIKT"}, "meter", 404),
        ({"second_m3": "3"}, "second_m3", 409), ({"obcy": 1}, "obcy", 400), ({"meter": "\ud800"}, "meter", 400),
        ({"meter": None}, "meter", 400), ({"meter": ["W1"]}, "meter", 400),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_named(
    gateway: Machine, rzeszow: Tenant, changed: dict[str, Any], name: str, status: int
) -> None:
    answer = post(gateway, GOOD | changed)
    assert answer.status_code == status, answer.content
    assert name in [error["name"] for error in answer.json()["errors"]]
    with rzeszow:
        assert not SubmittedReading.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", "[" * 10_000, '{"meter": NaN}', b"\xff\xfe", '{"a":' * 3000, "x" * 20_000]
)
def test_what_is_no_object_is_refused(gateway: Machine, body: Any) -> None:
    answer = post(gateway, body)
    assert answer.status_code in (400, 413)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_never_break_it(gateway: Machine, rzeszow: Tenant, text: str) -> None:
    for field in ("meter", "first_m3", "taken_on"):
        assert post(gateway, GOOD | {field: text}).status_code in (400, 404, 409, 413)
    with rzeszow:
        assert not SubmittedReading.objects.exists()


def test_the_key_needs_the_scope_and_the_host(gateway: Machine, rzeszow: Tenant, kostrzyn: Tenant) -> None:
    assert post(Machine(rzeszow, Scope.CUSTOMER_READ), GOOD).status_code == 403
    elsewhere = Browser(kostrzyn)
    elsewhere.defaults["HTTP_AUTHORIZATION"] = f"Bearer {gateway.key.token}"
    assert post(elsewhere, GOOD).status_code == 401  # type: ignore[arg-type]  # a browser with a machine's key


def test_what_the_pages_show_a_person_can_read_too(gateway: Machine, rzeszow: Tenant) -> None:
    post(gateway, GOOD)
    with rzeszow:
        from tenants.customers.models import Customer

        user = make_user("anna@poczta.example")
        link(user, Customer.objects.get(number="0012345"))
    anna = Browser(rzeszow).enter(user)

    def results(name: str) -> list[dict[str, Any]]:
        answer = anna.get(f"/api/v1/me/{name}/")
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    assert [(one["code"], one["last_value_m3"]) for one in results("meters")] == [("W1", "340.000")]
    assert [one["first_m3"] for one in results("sent-readings")] == ["345.000"]
    assert results("consumption")[-2]["used_m3"] == "10.000"
    assert results("tariffs")[0]["groups"][0]["water_net"] == "5.8700"
    with rzeszow:
        publish(tariffs={"tariffs": []})
    assert results("tariffs") == []
    assert [one["code"] for one in gateway.get("/api/v1/customers/0012345/meters/").json()["results"]] == [
        "W1"
    ]
