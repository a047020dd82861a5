"""Staff decide: accept, reject with a reason, ask. Once, audited, and told to everybody who sees the customer."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.identity.models import AuditEvent, User
from tenants.metering.models import Meter, SubmissionState, SubmittedReading
from tenants.metering.problems import NotOpen
from tenants.metering.services import accept_reading, ask_about_reading, issue_label, reject_reading
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import make_clerk, make_customer, post_of
from tests.water import AT, make_meter, make_point, owner_of, ruled, send

S = SubmissionState


@pytest.fixture
def case(rzeszow: Tenant) -> Any:
    """A doubtful reading of Anna's, and a clerk."""
    with rzeszow:
        profile = ruled(profiles.published(), window=None)
        meter = make_meter(make_point(make_customer()))
        owner_of(meter.service_point.customer)
        yield send(meter, 990, profile=profile), make_clerk(), profile


def test_accepting_tells_and_is_written_down(
    case: tuple[SubmittedReading, User, Profile], rzeszow: Tenant
) -> None:
    sent, clerk, profile = case
    accept_reading(submitted=sent, by=clerk, profile=profile, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.decided_at) == (S.ACCEPTED, clerk.email, AT)
    event = AuditEvent.objects.get(action="metering.accept_reading")
    assert (event.subject, event.details) == (str(sent.public_id), {"meter": "W1"})
    (letter,) = post_of(rzeszow)
    assert letter.subject == "Przyjęliśmy odczyt wodomierza SW1"
    assert "990\xa0m³" in letter.text and "ul. Lipowa 4/2" in letter.text


def test_rejecting_says_why(case: tuple[SubmittedReading, User, Profile], rzeszow: Tenant) -> None:
    sent, clerk, profile = case
    reject_reading(submitted=sent, reason="Cyfr nie widać.", by=clerk, profile=profile, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.decision_reason) == (S.REJECTED, "Cyfr nie widać.")
    (letter,) = post_of(rzeszow)
    assert "Powód: Cyfr nie widać." in letter.text


def test_asking_leaves_it_open(case: tuple[SubmittedReading, User, Profile], rzeszow: Tenant) -> None:
    sent, clerk, profile = case
    ask_about_reading(
        submitted=sent,
        question="Czy napełniano basen?",
        control_wanted=True,
        by=clerk,
        profile=profile,
        at=AT,
    )
    sent.refresh_from_db()
    assert (sent.state, sent.question, sent.control_wanted) == (S.DOUBTFUL, "Czy napełniano basen?", True)
    (letter,) = post_of(rzeszow)
    assert "Czy napełniano basen?" in letter.text
    accept_reading(submitted=sent, by=clerk, profile=profile, at=AT)


def test_a_decision_is_made_once(case: tuple[SubmittedReading, User, Profile]) -> None:
    sent, clerk, profile = case
    accept_reading(submitted=sent, by=clerk, profile=profile, at=AT)
    with pytest.raises(NotOpen):
        reject_reading(submitted=sent, reason="x", by=clerk, profile=profile, at=AT)
    with pytest.raises(NotOpen):
        ask_about_reading(
            submitted=sent, question="x", control_wanted=False, by=clerk, profile=profile, at=AT
        )


def test_a_utility_without_the_topic_tells_nobody(
    case: tuple[SubmittedReading, User, Profile], rzeszow: Tenant
) -> None:
    sent, clerk, profile = case
    kept = tuple(one for one in profile.notifications.topics if not one.topic.startswith("reading_"))
    silent = profile.model_copy(
        update={"notifications": profile.notifications.model_copy(update={"topics": kept})}
    )
    accept_reading(submitted=sent, by=clerk, profile=silent, at=AT)
    assert post_of(rzeszow) == []


def test_a_label_keeps_its_secret_until_a_new_one_is_made(rzeszow: Tenant) -> None:
    with rzeszow:
        meter, clerk = make_meter(make_point(make_customer())), make_clerk()
        first = issue_label(meter=meter, by=clerk, at=AT)
        again = issue_label(meter=meter, by=clerk, at=AT)
        anew = issue_label(meter=meter, by=clerk, at=AT, anew=True)
        assert first.token == again.token != anew.token
        assert len(first.token) == 24
        assert AuditEvent.objects.filter(action="metering.issue_label").count() == 2
        assert Meter.objects.get(label__token=anew.token) == meter
