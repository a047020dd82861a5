"""Staff decide about sent readings: accept, reject with a reason, or ask first. Each tells the customer and is audited."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tenants.identity import audit
from tenants.identity.models import User
from tenants.metering.models import OPEN_STATES, SubmissionState, SubmittedReading
from tenants.metering.problems import NotOpen
from tenants.metering.services.telling import tell
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic


@transaction.atomic
def accept_reading(*, submitted: SubmittedReading, by: User, profile: Profile, at: datetime) -> None:
    """Let the reading count until an import settles it. Tells the customer, audits. Raises NotOpen."""
    sent = _decide(submitted, SubmissionState.ACCEPTED, reason="", by=by, at=at)
    audit.record("metering.accept_reading", by=by, subject=str(sent.public_id), meter=sent.meter.code)
    tell(sent, Topic.READING_ACCEPTED, profile=profile, at=at)


@transaction.atomic
def reject_reading(
    *, submitted: SubmittedReading, reason: str, by: User, profile: Profile, at: datetime
) -> None:
    """Turn the reading down; `reason` is a sentence for the customer, who is told it. Audits. Raises NotOpen."""
    sent = _decide(submitted, SubmissionState.REJECTED, reason=reason, by=by, at=at)
    audit.record(
        "metering.reject_reading", by=by, subject=str(sent.public_id), meter=sent.meter.code, reason=reason
    )
    tell(sent, Topic.READING_REJECTED, profile=profile, at=at, reason=reason)


@transaction.atomic
def ask_about_reading(
    *,
    submitted: SubmittedReading,
    question: str,
    control_wanted: bool,
    by: User,
    profile: Profile,
    at: datetime,
) -> None:
    """Ask the sender, and note whether somebody is to read the meter on the spot; the reading stays doubtful.

    Tells the customer, audits. Raises NotOpen.
    """
    sent = _open(submitted)
    sent.state, sent.question, sent.control_wanted = SubmissionState.DOUBTFUL, question, control_wanted
    sent.save(update_fields=["state", "question", "control_wanted"])
    audit.record(
        "metering.ask_about_reading", by=by, subject=str(sent.public_id), meter=sent.meter.code, control=control_wanted
    )  # fmt: skip
    tell(sent, Topic.READING_QUESTION, profile=profile, at=at, question=question)


def _decide(
    submitted: SubmittedReading, state: SubmissionState, *, reason: str, by: User, at: datetime
) -> SubmittedReading:
    """The one place where a person's decision changes the state."""
    sent = _open(submitted)
    sent.state, sent.decision_reason, sent.decided_by, sent.decided_at = state, reason, by.email, at
    sent.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    return sent


def _open(submitted: SubmittedReading) -> SubmittedReading:
    rows = SubmittedReading.objects.select_for_update(of=("self",))
    sent = rows.select_related("meter__service_point", "customer").get(pk=submitted.pk)
    if sent.state not in OPEN_STATES:
        raise NotOpen
    return sent
