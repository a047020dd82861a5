"""A machine brings a package over HTTP, as often as it must, and reads what became of it."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from api.v1 import imports
from tenants.billing.models import Invoice
from tenants.customers.models import Customer
from tenants.integration.demo import generator
from tenants.integration.keys import Scope
from tenants.integration.models import ImportRun
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.cast import post_of


def test_a_package_from_the_machine_to_the_mirror(machine: Machine, rzeszow: Tenant, package: bytes) -> None:
    answer = machine.send(package)
    assert answer.status_code == 202, answer.content.decode()
    assert answer.json()["state"] == "received"
    where = answer.headers["Location"]
    assert where == f"http://rzeszow.localhost/api/v1/imports/{answer.json()['id']}/"
    assert machine.get(where).json()["report"] is None

    post_of(rzeszow)

    done = machine.get(where).json()
    assert done["state"] == "done", done
    assert done["report"]["problems_total"] == 0
    with rzeszow:
        assert done["report"]["entities"]["customers"]["added"] == Customer.objects.count() == 5
        assert done["report"]["entities"]["invoices"]["added"] == Invoice.objects.count() > 0
    invoices = machine.get(f"/api/v1/customers/{generator.HOUSEHOLD}/invoices/").json()["results"]
    assert invoices
    assert not list(Path(settings.HOME).rglob("*.part"))


def test_the_same_key_again_gives_the_same_run(machine: Machine, rzeszow: Tenant, package: bytes) -> None:
    first = machine.send(package)
    again = machine.send(package)
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["id"] == first.json()["id"]

    post_of(rzeszow)

    finished = machine.send(package)
    assert (finished.status_code, finished.json()["id"]) == (200, first.json()["id"])
    assert finished.json()["state"] == "done"
    with rzeszow:
        assert ImportRun.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(
    machine: Machine, rzeszow: Tenant, package: bytes
) -> None:
    machine.send(package)
    for answer in (machine.send(package, query="?dry_run=true"), machine.send(package + b" ")):
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:ebok:problem:idempotency-key-used"
    with rzeszow:
        assert ImportRun.objects.count() == 1


def test_two_machines_may_use_the_same_name(rzeszow: Tenant, package: bytes) -> None:
    one, other = Machine(rzeszow), Machine(rzeszow)
    assert one.send(package).json()["id"] != other.send(package).json()["id"]


def test_a_dry_run_changes_nothing(machine: Machine, rzeszow: Tenant, package: bytes) -> None:
    where = machine.send(package, query="?dry_run=true").headers["Location"]
    post_of(rzeszow)

    checked = machine.get(where).json()
    assert (checked["state"], checked["dry_run"]) == ("ready", True)
    assert checked["report"]["entities"]["customers"]["added"] == 5
    with rzeszow:
        assert not Customer.objects.exists()


@pytest.mark.parametrize("content", [b"not a zip", b"PK\x03\x04 cut off", b"\x00" * 1000])
def test_a_broken_package_is_refused_in_its_report(machine: Machine, rzeszow: Tenant, content: bytes) -> None:
    where = machine.send(content).headers["Location"]
    post_of(rzeszow)

    refused = machine.get(where).json()
    assert refused["state"] == "refused"
    assert "ZIP" in refused["report"]["problems"][0]["message"]


def test_a_package_of_another_utility_changes_nothing(
    machine: Machine, rzeszow: Tenant, zipped: object
) -> None:
    where = machine.send(zipped("kostrzyn")).headers["Location"]  # type: ignore[operator]
    post_of(rzeszow)

    assert machine.get(where).json()["state"] == "refused"
    with rzeszow:
        assert not Customer.objects.exists()


def test_what_is_no_package_is_answered_at_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.send(b"").json()["type"] == "urn:ebok:problem:body-missing"
    no_key = machine.post("/api/v1/imports/", b"PK", content_type="application/zip")
    assert no_key.status_code == 400
    assert no_key.json()["errors"] == [
        {"place": "header", "name": "Idempotency-Key", "detail": "To jest wymagane."}
    ]
    monkeypatch.setattr(imports, "MOST_BYTES", 10)
    assert machine.send(b"PK" * 10).status_code == 413


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x",
        "",
    ],
)
def test_other_kinds_of_content_are_refused(machine: Machine, content_type: str) -> None:
    answer = machine.post(
        "/api/v1/imports/", b"{}", content_type=content_type, headers={"Idempotency-Key": "one"}
    )
    assert answer.status_code == 415, answer.content.decode()
    assert "application/zip" in answer.json()["detail"]


def test_an_upload_that_breaks_off_leaves_nothing(machine: Machine, rzeszow: Tenant, package: bytes) -> None:
    cut = machine.generic(
        "POST",
        "/api/v1/imports/",
        headers={"Idempotency-Key": "cut"},
        CONTENT_TYPE="application/zip",
        CONTENT_LENGTH=str(len(package)),
        **{"wsgi.input": io.BytesIO(package[:100])},
    )
    assert cut.status_code == 400
    assert cut.json()["type"] == "urn:ebok:problem:body-incomplete"
    with rzeszow:
        assert not ImportRun.objects.filter(idempotency_key__endswith=":cut").exists()
    assert not list(Path(settings.HOME).rglob("*.part"))
    assert machine.send(package, key="cut").status_code == 202, "the name is still free"


def test_the_list_pages_through_everything_once(machine: Machine, package: bytes) -> None:
    brought = [machine.send(package, key=f"k{n}").json()["id"] for n in range(5)]
    seen, where = [], "/api/v1/imports/?page_size=2"
    pages = 0
    while where:
        page = machine.get(where).json()
        seen += [one["id"] for one in page["results"]]
        where, pages = page["next"], pages + 1
        assert where is None or where.startswith("http://rzeszow.localhost/api/v1/imports/?cursor=")
    assert (seen, pages) == (brought[::-1], 3)


def test_an_import_of_nobody_is_not_found(machine: Machine, kostrzyn: Tenant, package: bytes) -> None:
    foreign = machine.send(package).json()["id"]
    there = Machine(kostrzyn)
    missing, other = there.get(f"/api/v1/imports/{uuid4()}/"), there.get(f"/api/v1/imports/{foreign}/")
    assert missing.status_code == other.status_code == 404
    assert {k: v for k, v in missing.json().items() if k != "instance"} == {
        k: v for k, v in other.json().items() if k != "instance"
    }


def test_scopes_are_told_apart(rzeszow: Tenant, package: bytes) -> None:
    reader, writer = Machine(rzeszow, Scope.IMPORT_READ), Machine(rzeszow, Scope.IMPORT_WRITE)
    refused = reader.send(package)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:ebok:problem:scope-missing")
    where = writer.send(package).headers["Location"]
    assert writer.get(where).status_code == 403
    assert reader.get(where).status_code == 200
    assert reader.get("/api/v1/customers/1/invoices/").status_code == 403
