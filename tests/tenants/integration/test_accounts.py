"""Accounts of a package: right by their digits, and the utility's own by their beginning, or nothing is taken in."""

from __future__ import annotations

import pytest

from tenants.customers.identifiers import make_account
from tenants.customers.models import Customer, ServicePoint
from tenants.integration.models import ImportState
from tenants.integration.problems import SHOWN
from tenants.integration.services import import_package
from tenants.registry.models import Tenant
from tests.tenants.integration.conftest import AT, NIP
from tests.tenants.integration.rows import customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OURS, STRANGERS = make_account("124026141234000000000012"), make_account("109010141234000000000012")


def bring(package, *prefixes: str):
    return import_package(
        package=package, dry_run=False, by="test", at=AT, seller_nip=NIP, idempotency_key=f"k{prefixes}",
        account_prefixes=prefixes,
    )  # fmt: skip


def point(**fields: str) -> dict[str, str]:
    return {"number": "P1", "customer": "00012", "address": "ul. Polna 7"} | fields


def test_accounts_of_our_bank_are_taken(rzeszow: Tenant, write) -> None:
    package = write(customers=[customer(account=OURS)], service_points=[point(account=OURS)])
    with rzeszow:
        assert bring(package, "99999999", "124026141234").state == ImportState.DONE
        assert Customer.objects.get().account == ServicePoint.objects.get().account == OURS


@pytest.mark.parametrize("where", ["customers", "service_points"])
def test_a_strangers_account_keeps_the_whole_package_out(rzeszow: Tenant, write, where: str) -> None:
    accounts = {"customers": OURS, "service_points": OURS} | {where: STRANGERS}
    package = write(
        customers=[customer(account=accounts["customers"])],
        service_points=[point(account=accounts["service_points"])],
    )
    with rzeszow:
        report = bring(package, "12402614")
        assert not Customer.objects.exists()
    assert report.state == ImportState.REFUSED
    (problem,) = report.problems
    assert (problem.file, problem.line, problem.field) == (f"{where}.ndjson", 1, "account")
    assert STRANGERS in problem.message and "12402614" in problem.message


def test_all_strangers_are_counted_and_the_first_are_shown(rzeszow: Tenant, write) -> None:
    package = write(customers=[customer(f"{n:05}", account=STRANGERS) for n in range(SHOWN + 7)])
    with rzeszow:
        report = bring(package, "12402614")
    assert (report.problems_total, len(report.problems)) == (SHOWN + 7, SHOWN)


def test_a_beginning_is_one_only_at_the_beginning(rzeszow: Tenant, write) -> None:
    with rzeszow:
        assert bring(write(customers=[customer(account=OURS)]), "26141234").state == ImportState.REFUSED


def test_without_beginnings_and_without_accounts_nothing_is_asked(rzeszow: Tenant, write) -> None:
    with rzeszow:
        assert bring(write(customers=[customer(account=STRANGERS)])).state == ImportState.DONE
        assert bring(write(customers=[customer("00013")]), "12402614").state == ImportState.DONE
