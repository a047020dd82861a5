"""Cases for machines: lists by change, one with its story and without notes, status in, scopes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenants.cases import services
from tenants.cases.models import Case
from tenants.integration.keys import Scope
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.case_world import filed
from tests.cast import make_clerk, make_customer, make_user


@pytest.fixture
def case(rzeszow: Tenant) -> Case:
    with rzeszow:
        made = filed(make_user("anna@poczta.example"), make_customer())
        services.note(case=made, by=make_clerk(), at=timezone.now(), text="Tajemnica biura")
    return made


def test_machines_read_cases_changed_since(rzeszow: Tenant, case: Case) -> None:
    machine = Machine(rzeszow, Scope.CASES_READ)

    def listed(since: datetime) -> list[Any]:
        answer = machine.get("/api/v1/cases/", {"updated_since": since.isoformat()})
        assert answer.status_code == 200, answer.content
        return [one["signature"] for one in answer.json()["results"]]

    assert listed(case.changed_at) == [case.signature]
    assert listed(case.changed_at + timedelta(seconds=1)) == []
    assert machine.get("/api/v1/cases/", {"updated_since": "wczoraj"}).status_code == 400


def test_one_case_has_its_story_and_no_notes(rzeszow: Tenant, case: Case) -> None:
    answer = Machine(rzeszow, Scope.CASES_READ).get(f"/api/v1/cases/{case.uuid}/")
    found = answer.json()
    assert (found["signature"], found["customer"], found["whose_move"]) == (case.signature, "0012345", "us")
    assert [one["kind"] for one in found["events"]] == ["filed"]
    assert found["events"][0]["files"] == ["zdjecie.jpg"]
    assert "Tajemnica" not in answer.content.decode()


def test_a_machine_changes_the_status_along_the_profile(rzeszow: Tenant, case: Case) -> None:
    machine = Machine(rzeszow, Scope.CASES_WRITE)
    address = f"/api/v1/cases/{case.uuid}/status/"
    answer = machine.post(f"{address}?status=w_toku&message=Zajmujemy+si%C4%99+tym")
    assert (answer.status_code, answer.json()["status"]) == (200, "w_toku")
    assert answer.json()["events"][-1]["text"] == "Zajmujemy się tym"
    assert machine.post(f"{address}?status=wycofana").status_code == 409
    assert machine.post(address).status_code == 400


@pytest.mark.parametrize("scope", [Scope.IMPORT_READ, Scope.CASES_WRITE])
def test_reading_needs_its_scope(rzeszow: Tenant, case: Case, scope: Scope) -> None:
    assert Machine(rzeszow, scope).get("/api/v1/cases/").status_code == 403
    assert (
        Machine(rzeszow, Scope.CASES_READ)
        .post(f"/api/v1/cases/{case.uuid}/status/?status=w_toku")
        .status_code
        == 403
    )


def test_a_case_of_another_utility_is_unknown(kostrzyn: Tenant, rzeszow: Tenant, case: Case) -> None:
    assert Machine(kostrzyn, Scope.CASES_READ).get(f"/api/v1/cases/{case.uuid}/").status_code == 404
