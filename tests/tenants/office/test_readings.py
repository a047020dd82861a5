"""The office's queue of readings: what waits, beside its past; accept, reject, ask; and labels to print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tenants.identity.models import AuditEvent
from tenants.metering.models import Meter, MeterLabel, SubmissionState, SubmittedReading
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.api.test_bad_forms import LIVE, NAUGHTY
from tests.cast import Browser, make_clerk, make_customer
from tests.water import make_meter, make_point, ruled, send

S = SubmissionState


@pytest.fixture
def desk(rzeszow: Tenant) -> Iterator[Browser]:
    with rzeszow:
        meter = make_meter(make_point(make_customer()))
        send(meter, 990, profile=ruled(profiles.published(), window=None))
        yield Browser(rzeszow).enter(make_clerk())


def one() -> SubmittedReading:
    return SubmittedReading.objects.get()


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\xa0", " ")


def test_the_queue_says_what_speaks_against_a_reading(desk: Browser, rzeszow: Tenant) -> None:
    page = text(desk.get("/biuro/odczyty/"))
    assert "1 odczyt czeka na decyzję" in page and "dużo więcej niż zwykle" in page and "SW1" in page
    assert "SW1" in text(desk.get("/biuro/odczyty/?szukaj=0012345"))
    assert "SW1" not in text(desk.get("/biuro/odczyty/?szukaj=777"))
    assert "SW1" not in text(desk.get("/biuro/odczyty/?stan=accepted"))
    assert text(desk.get("/biuro/odczyty/?stan=zmyślony&szukaj=%F0%9F%92%A7&page=x"))


def test_one_reading_stands_beside_its_past(desk: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        sent = one()
    page = text(desk.get(f"/biuro/odczyty/{sent.public_id}/"))
    assert "990 m³" in page and "340 m³" in page and "31.10.2026" in page
    with rzeszow:
        assert AuditEvent.objects.filter(action="metering.see_reading").count() == 1
    assert desk.get(f"/biuro/odczyty/{uuid4()}/").status_code == 404
    assert desk.get(f"/biuro/odczyty/{sent.public_id}/zdjecie/").status_code == 404


@pytest.mark.parametrize(
    ("given", "state", "reason"),
    [
        ({"what": "accept"}, S.ACCEPTED, ""),
        (
            {"what": "reject", "reason": "nieczytelne"},
            S.REJECTED,
            "Cyfr nie da się odczytać na zdjęciu. Podaj odczyt jeszcze raz.",
        ),
        ({"what": "reject", "own_reason": "Inny wodomierz."}, S.REJECTED, "Inny wodomierz."),
        ({"what": "ask", "question": "Czy był basen?", "control": "on"}, S.DOUBTFUL, ""),
    ],
)
def test_each_decision_does_what_it_says(
    desk: Browser, rzeszow: Tenant, given: dict[str, str], state: S, reason: str
) -> None:
    with rzeszow:
        sent = one()
    assert desk.post(f"/biuro/odczyty/{sent.public_id}/", given).headers["Location"] == "/biuro/odczyty/"
    with rzeszow:
        sent = one()
        assert (sent.state, sent.decision_reason) == (state, reason)
        assert (sent.question, sent.control_wanted) == (given.get("question", ""), "control" in given)


@pytest.mark.parametrize(
    "given",
    [{}, {"what": "reject"}, {"what": "ask"}, {"what": "zmyślone"}, {"what": "reject", "reason": "zmyślony"}],
)
def test_an_incomplete_decision_changes_nothing(
    desk: Browser, rzeszow: Tenant, given: dict[str, str]
) -> None:
    with rzeszow:
        sent = one()
    assert "error-summary" in text(desk.post(f"/biuro/odczyty/{sent.public_id}/", given))
    with rzeszow:
        assert one().state == S.DOUBTFUL


def test_the_second_of_two_decisions_is_told(desk: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        path = f"/biuro/odczyty/{one().public_id}/"
    desk.post(path, {"what": "accept"})
    assert desk.post(path, {"what": "reject", "own_reason": "x"}).headers["Location"] == path
    assert "Ktoś w tym czasie zdecydował o tym odczycie." in text(desk.get(path))
    with rzeszow:
        assert one().state == S.ACCEPTED


@pytest.mark.parametrize(
    "reason", [one for one in NAUGHTY if one.strip() and "\x00" not in one and len(one) <= 500]
)
def test_naughty_reasons_are_text(desk: Browser, rzeszow: Tenant, reason: str) -> None:
    with rzeszow:
        path = f"/biuro/odczyty/{one().public_id}/"
    answer = desk.post(path, {"what": "reject", "own_reason": reason})
    assert answer.status_code in (200, 302)
    assert not any(live in text(desk.get(path)) for live in LIVE)


def test_a_label_is_printed_and_made_anew(desk: Browser, rzeszow: Tenant) -> None:
    with rzeszow:
        meter = Meter.objects.get()
    path = f"/biuro/wodomierze/{meter.pk}/etykieta/"
    assert "<svg" in text(desk.get(path))
    with rzeszow:
        old = MeterLabel.objects.get().token
    assert desk.post(path).headers["Location"] == path
    with rzeszow:
        assert MeterLabel.objects.get().token != old
    assert desk.get("/biuro/wodomierze/987654/etykieta/").status_code == 404


def test_thirty_readings_cost_as_many_statements_as_three(desk: Browser, rzeszow: Tenant) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    with rzeszow:
        point, profile = Meter.objects.get().service_point, ruled(profiles.published(), window=None)
    for upto in (3, 29):
        with rzeszow:
            for number in range(SubmittedReading.objects.count(), upto):
                send(make_meter(point, f"Q{number}", months=2), 990, profile=profile)
        desk.get("/biuro/odczyty/")
        with CaptureQueriesContext(connection) as captured:
            text(desk.get("/biuro/odczyty/"))
        counts.append(len(captured))
    assert counts[0] == counts[1] > 3
