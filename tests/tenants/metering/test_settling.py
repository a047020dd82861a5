"""An import brings what people sent: it is settled, with the invoice; and its meters are looked at for leaks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tenants.integration.package.writing import PackageWriter
from tenants.integration.services import import_package
from tenants.metering.models import Meter, MeterToLookAt, SubmissionState, SubmittedReading
from tenants.metering.tasks import LOOK
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import make_customer
from tests.water import AT, make_meter, make_point, ruled, send

NIP = "8567346215"
S = SubmissionState


@pytest.fixture
def sent(rzeszow: Tenant) -> Any:
    with rzeszow:
        meter = make_meter(make_point(make_customer()))
        yield send(meter, 345, profile=ruled(profiles.published(), window=None))


def bring(folder: Path, key: str, **row: Any) -> None:
    with PackageWriter(folder / key, utility_nip=NIP, as_of=datetime(2026, 11, 25, tzinfo=UTC)) as out:
        given = {"meter": "W1", "counter": 1, "taken_on": "2026-11-20", "kind": "customer", "value_m3": "345"}
        out.add("readings", **given | row)
    report = import_package(
        package=folder / key, dry_run=False, by="test", at=AT, seller_nip=NIP, idempotency_key=key
    )
    assert report.state == "done", report.problems


def test_the_customers_reading_settles_what_was_sent(sent: SubmittedReading, tmp_path: Path) -> None:
    bring(tmp_path, "first")
    sent.refresh_from_db()
    assert (sent.state, sent.settled_in) == (S.SETTLED, "")
    bring(tmp_path, "invoiced", settled_in="FV/9")
    sent.refresh_from_db()
    assert (sent.state, sent.settled_in) == (S.SETTLED, "FV/9")


@pytest.mark.parametrize("row", [{"kind": "billing"}, {"taken_on": "2026-11-19"}])
def test_another_kind_or_day_does_not(sent: SubmittedReading, tmp_path: Path, row: dict[str, str]) -> None:
    bring(tmp_path, "other", **row)
    sent.refresh_from_db()
    assert sent.state == S.ACCEPTED


@pytest.mark.parametrize("state", [S.REJECTED, S.WITHDRAWN])
def test_what_was_rejected_or_withdrawn_stays_so(sent: SubmittedReading, tmp_path: Path, state: S) -> None:
    SubmittedReading.objects.update(state=state)
    bring(tmp_path, "late")
    sent.refresh_from_db()
    assert sent.state == state


def test_each_import_orders_a_look_at_its_meters_and_no_reminders(
    sent: SubmittedReading, tmp_path: Path
) -> None:
    bring(tmp_path, "one")
    bring(tmp_path, "two", value_m3="346")
    assert [row.meter for row in MeterToLookAt.objects.all()] == [Meter.objects.get()]
    kinds = sorted(OutboxEntry.objects.filter(kind__startswith="metering.").values_list("kind", flat=True))
    assert kinds == [LOOK, LOOK]


def test_new_fields_of_meters_and_points_come_with_a_package(rzeszow: Tenant, tmp_path: Path) -> None:
    with rzeszow:
        make_customer("0012345")
        with PackageWriter(tmp_path / "m", utility_nip=NIP, as_of=datetime(2026, 11, 25, tzinfo=UTC)) as out:
            out.add("service_points", number="P9", customer="0012345", address="ul. Polna 1", area="gmina",
                    settlement_months=2, persons=4)  # fmt: skip
            out.add("meters", code="W9", serial="9", service_point="P9", counters=1, digits=5, decimals=3, dial="all",
                    remote=True, parent="W8", seal_number="PL-1", verified_on="2024-01-02", location="piwnica")  # fmt: skip
        import_package(
            package=tmp_path / "m", dry_run=False, by="test", at=AT, seller_nip=NIP, idempotency_key="m"
        )
        meter = Meter.objects.select_related("service_point").get(code="W9")
        assert (meter.decimals, meter.dial, meter.remote, meter.parent, meter.seal_number, meter.location) == (
            3, "all", True, "W8", "PL-1", "piwnica",
        )  # fmt: skip
        point = meter.service_point
        assert (point.area, point.settlement_months, point.persons) == ("gmina", 2, 4)
