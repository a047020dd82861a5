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
from tests.architecture.world import link
from tests.case_forms import file_case
from tests.case_world import filed
from tests.cast import Browser, make_clerk, make_customer, make_user
from tests.customer_portal.test_handover import ABOUT, begun, giver, states, taker_of

__all__ = ["giver"]  # a fixture of the portal's own tests


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


def test_a_handover_says_what_both_parties_do_and_only_to_its_giver(rzeszow: Tenant, giver: Browser) -> None:
    case, path = begun(giver)
    giver.post(f"/sprawy/{case.uuid}/przekazanie/", states("345,5", "12", co_owners="Jan Nowak"))
    taker_of(rzeszow, path).post(path, states("346", "12", **ABOUT))
    told = giver.get(f"/api/v1/me/cases/{case.uuid}/").json()["handover"]
    assert [(one["giver"], one["taker"], one["agree"]) for one in told["dials"]] == [
        ("12", "12", True),
        ("345.5", "346", False),
    ]
    assert (told["happens_on"], told["taker_date"], told["giver_co_owners"], told["taker_name"]) == (
        "2026-12-01",
        "2026-12-01",
        "Jan Nowak",
        "Nowy Nabywca",
    )
    assert told["link"].endswith(path) and told["closed_at"] is None
    assert not any(words in str(told) for words in ("ul. Skryta 5", "602333444", "nowy@poczta.example"))
    with rzeszow:
        user = make_user("obcy@poczta.example")
        link(user, make_customer("0099999", "Jan Sąsiad"))
    assert Browser(rzeszow).enter(user).get(f"/api/v1/me/cases/{case.uuid}/").status_code == 404
    plain = file_case(giver, "pytanie")
    assert giver.get(f"/api/v1/me/cases/{plain.uuid}/").json()["handover"] is None
