"""Readings in a file: the template, what is refused as a whole, and the report row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest

from tenants.customers.models import AccessRole
from tenants.metering import bulk
from tenants.metering.models import Meter, MeterKind, SentBy, SubmittedReading
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_clerk, make_customer
from tests.water import AT, make_meter, make_point, ruled


@pytest.fixture
def stage(rzeszow: Tenant) -> Any:
    with rzeszow:
        point = make_point(make_customer())
        meters = [make_meter(point, f"W{number}") for number in range(2)]
        meters.append(make_meter(point, "OGR", kind=MeterKind.GARDEN, monthly=2))
        make_meter(make_point(make_customer("0054321", "Obcy"), "P2"), "OBCY")
        yield meters, ruled(profiles.published(), window=None)


def take(
    meters: Sequence[Meter], profile: Profile, text: str, *, only_good: bool = False, check: bool = False
) -> bulk.FileReport:
    return bulk.take_file(
        rows=bulk.read_rows(text.encode()), meters=meters, only_good=only_good, check_only=check, by=make_clerk(),
        role=AccessRole.MANAGER, profile=profile, at=AT,
    )  # fmt: skip


HEAD = "wodomierz;numer;adres;data;stan;stan_2\n"
# The garden's row comes first: it is taken after the main ones of its point all the same.
GOOD = HEAD + "OGR;;;20.11.2026;150;\nW0;;;2026-11-20;345;\nW1;;;2026-11-20;00346;\n"


def test_the_template_has_a_row_per_meter_and_no_formulas(stage: Any) -> None:
    meters, _profile = stage
    Meter.objects.filter(pk=meters[0].pk).update(serial="=HYPERLINK(1)")
    text = bulk.template(
        Meter.objects.select_related("service_point").filter(pk=meters[0].pk), today=TODAY
    ).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        list(bulk.COLUMNS), ["W0", "'=HYPERLINK(1)", "ul. Lipowa 4/2", "2026-11-20", "", ""],
    ]  # fmt: skip


def test_a_good_file_is_sent_whole(stage: Any) -> None:
    meters, profile = stage
    report = take(meters, profile, GOOD)
    assert (report.good, report.bad, report.written) == (3, 0, True)
    assert sorted(SubmittedReading.objects.values_list("meter__code", "first_m3", "channel")) == [
        ("OGR", 150, SentBy.FILE), ("W0", 345, SentBy.FILE), ("W1", 346, SentBy.FILE),
    ]  # fmt: skip


@pytest.mark.parametrize(("only_good", "sent"), [(False, 0), (True, 1)])
def test_one_bad_row_keeps_all_back_or_is_left_out(stage: Any, only_good: bool, sent: int) -> None:
    meters, profile = stage
    text = HEAD + "W0;;;2026-11-20;345;\nW1;;;2026-11-20;1;\nOBCY;;;2026-11-20;999;\nNIKT;;;2026-11-20;999;\n"
    report = take(meters, profile, text, only_good=only_good)
    assert SubmittedReading.objects.count() == sent
    assert [(row.line, bool(row.problem)) for row in report.rows] == [
        (2, False),
        (3, True),
        (4, True),
        (5, True),
    ]
    # A stranger's meter and one that does not exist are told apart by nothing.
    assert report.rows[2].problem == report.rows[3].problem


def test_a_check_writes_nothing(stage: Any) -> None:
    meters, profile = stage
    report = take(meters, profile, GOOD, check=True)
    assert (report.good, report.written, SubmittedReading.objects.count()) == (3, False, 0)


@pytest.mark.parametrize(
    "row",
    ["W0;;;wczoraj;345;", "W0;;;2026-11-20;=1+1;", "W0;;;2026-11-20;-5;", "W0;;;2026-11-20;345,5;", "W0;;;2026-02-30;345;",
     "W0;;;2026-11-20;" + "9" * 300 + ";", "'W0;;;2025-11-20;345;", "W0;;;;345;", "W0;;;2026-11-20;१२३;"],
)  # fmt: skip
def test_naughty_cells_get_a_sentence(stage: Any, row: str) -> None:
    meters, profile = stage
    (found,) = take(meters, profile, HEAD + row + "\n").rows
    assert found.problem and not SubmittedReading.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", b"a;b;c\n1;2;3", b"%PDF-1.7", b"PK\x03\x04" + bytes(200), b"\xff\xfe" + "wodomierz".encode("utf-16-le"),
     (HEAD + "x;" * 5 + "1\n" * 2).encode() + b"W;;;;1;\n" * 2100, HEAD.encode() + b"x" * (1024 * 1024)],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(bulk.FileUnreadable) as caught:
        bulk.read_rows(content)
    assert str(caught.value)


@pytest.mark.parametrize(
    "text", [GOOD, GOOD.replace(";", ","), GOOD.replace(";", "\t"), "\ufeff" + GOOD.replace("\n", "\r\n")]
)
def test_separators_and_line_ends_of_any_spreadsheet_are_read(text: str) -> None:
    assert [row["stan"] for row in bulk.read_rows(text.encode())] == ["150", "345", "00346"]
    assert [row["stan"] for row in bulk.read_rows(text.removeprefix("\ufeff").encode("cp1250"))] == [
        "150",
        "345",
        "00346",
    ]
