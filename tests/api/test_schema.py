"""The description of the API is a valid OpenAPI 3.1 document, names one utility, and says what can go wrong."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from api.problems import document
from api.schema import PROBLEM
from tenants.registry.models import Tenant
from tests.cast import Browser


@pytest.fixture
def described(rzeszow: Tenant) -> dict[str, Any]:
    answer = Browser(rzeszow).get("/api/v1/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": one for path, item in described["paths"].items() for method, one in item.items()
    }


def test_it_is_valid(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    validate_schema(described)
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_speaks_of_this_utility_only(described: dict[str, Any], kostrzyn: Tenant) -> None:
    assert described["servers"][0]["url"] == "http://rzeszow.localhost"
    there = Browser(kostrzyn).get("/api/v1/openapi.json").json()
    assert there["servers"][0]["url"] == "http://kostrzyn.localhost"
    assert "Kostrzyn" in there["info"]["title"]
    assert there["paths"] == described["paths"]
    assert "Kostrzyn" not in str(described), "the copy of one utility is not the other's"


def test_the_address_asked_does_not_matter(rzeszow: Tenant) -> None:
    answer = Browser(rzeszow).get("/api/v1/openapi.json", headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil" not in answer.content


def test_every_operation_documents_its_problems(described: dict[str, Any]) -> None:
    found = operations(described)
    assert len(found) == 57
    for name, operation in found.items():
        wanted = {"400", "401", "403", "404", "405", "406", "429"}
        if name.startswith("post"):
            wanted |= {"409", "413", "415"}
        answers = operation["responses"]
        assert {status for status in answers if status.startswith("4")} == wanted, name
        for status in wanted:
            assert list(answers[status]["content"]) == ["application/problem+json"]
        assert operation["description"], name
        assert operation["summary"], name
        assert operation["security"], name
        assert all(parameter["description"] for parameter in operation.get("parameters", [])), name
    ids = [operation["operationId"] for operation in found.values()]
    assert sorted(ids) == [
        "change_case_status", "get_balance_of_customer", "get_case", "get_import", "get_invoice_of_customer", "get_my_balance", "get_my_case", "get_my_invoice", "list_accesses_of_customer", "list_announcements", "list_cases", "list_consents_of_customer", "list_imports", "list_invoices_of_customer", "list_ledger_of_customer", "list_meters_of_customer", "list_my_acceptances", "list_my_accesses", "list_my_announcements", "list_my_case_types", "list_my_cases", "list_my_consents", "list_my_consents_now", "list_my_consumption", "list_my_customers", "list_my_documents", "list_my_emptyings", "list_my_exports", "list_my_invitations", "list_my_invoices", "list_my_leaks", "list_my_ledger", "list_my_looks", "list_my_mandates", "list_my_messages", "list_my_meters", "list_my_outages", "list_my_people", "list_my_readings", "list_my_registrations", "list_my_sent_readings", "list_my_septic_tanks", "list_my_service_points", "list_my_to_do", "list_my_water_quality", "list_my_water_samples", "list_outages", "list_readings_of_customer", "list_sent_readings_of_customer", "list_tariffs", "list_tariffs_of_utility", "list_water_quality", "list_water_samples", "send_package", "send_reading_of_customer", "show_my_login", "show_my_preferences",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 409, 413, 415, 429, 500, 503])
def test_problems_have_the_shape_they_promise(status: int) -> None:
    problem = document(status, instance="/api/v1/")
    Draft202012Validator(PROBLEM).validate(problem)
    assert problem["status"] == status
