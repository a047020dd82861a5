"""How a case ends and begins again: decided on a durable medium, withdrawn, reopened, rated; and its clock extended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.cases import clocks, documents
from tenants.cases.errors import AlreadyRated, NotAllowedHere, NothingSaid
from tenants.cases.models import Actor, Case, CaseEvent, Decision, EventKind
from tenants.cases.services.filing import keep_document
from tenants.cases.services.moving import locked, marked, move, record, type_of
from tenants.cases.telling import tell
from tenants.identity import audit
from tenants.identity.models import User
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic

LONGEST_ANSWER = 10_000


def decide(
    *, case: Case, profile: Profile, by: User, at: datetime, decision: Decision, reasons: str
) -> CaseEvent:
    """Answer the case for good: the answer becomes a PDF that nobody can change (art. 7a: a durable medium).

    Writes the document, the decision, an event and an audit event; closes the case and tells the customer. Raises
    NotAllowedHere when it is closed already, NothingSaid without reasons.
    """
    reasons = reasons.strip()[:LONGEST_ANSWER]
    if not reasons:
        raise NothingSaid
    with transaction.atomic():
        row = locked(case)
        target = marked(row, profile, "decided")
        if not row.open or target is None:
            raise NotAllowedHere
        row.decision = decision
        with translation.override(row.language):
            event = move(
                row, to=target, profile=profile, at=at, actor=Actor.STAFF, by=by.email, kind=EventKind.DECISION,
                text=reasons, decision=str(decision),
            )  # fmt: skip
            content = documents.answer(
                row, type_of(row, profile), profile, decision=decision, reasons=reasons, by=str(by), at=at
            )
            keep_document(row, "answer", _("Answer to the case"), content, at)
        audit.record("cases.decide", by=by, subject=row.signature, decision=str(decision))
    case.refresh_from_db()
    return event


def withdraw(*, case: Case, profile: Profile, by: str, at: datetime) -> CaseEvent:
    """The customer takes an open case back, where its kind allows. Raises NotAllowedHere."""
    with transaction.atomic():
        row = locked(case)
        case_type, target = type_of(row, profile), marked(row, profile, "withdrawn")
        if not row.open or target is None or (case_type is not None and not case_type.withdrawal):
            raise NotAllowedHere
        event = move(
            row, to=target, profile=profile, at=at, actor=Actor.CUSTOMER, by=by, kind=EventKind.WITHDRAWN
        )
    case.refresh_from_db()
    return event


def may_reopen(case: Case, profile: Profile, at: datetime) -> bool:
    """Whether the customer may say now that the case is not settled: closed, not withdrawn, within the profile's days."""
    case_type = type_of(case, profile)
    withdrawn = marked(case, profile, "withdrawn")
    if case.closed_at is None or case_type is None or case_type.reopen_days is None:
        return False
    if withdrawn is not None and case.status == withdrawn.key:
        return False
    return at <= case.closed_at + timedelta(days=case_type.reopen_days)


def reopen(*, case: Case, profile: Profile, by: str, at: datetime, text: str) -> CaseEvent:
    """The customer says what is not settled; the case is open again and it is the utility's move.

    The clock of the law does not begin anew: what was decided stays decided, and its document stays. Raises
    NotAllowedHere, NothingSaid.
    """
    if not text.strip():
        raise NothingSaid
    with transaction.atomic():
        row = locked(case)
        target = marked(row, profile, "other_party") or marked(row, profile, "filed")
        if not may_reopen(row, profile, at) or target is None:
            raise NotAllowedHere
        row.statutory_days = None
        event = move(
            row, to=target, profile=profile, at=at, actor=Actor.CUSTOMER, by=by, kind=EventKind.REOPENED,
            text=text.strip()[:5000],
        )  # fmt: skip
    case.refresh_from_db()
    return event


def rate(*, case: Case, profile: Profile, by: str, at: datetime, stars: int, comment: str = "") -> None:
    """The customer says once, from 1 to 5, how it went. Raises NotAllowedHere while it is open, AlreadyRated."""
    case_type = type_of(case, profile)
    if case.rating is not None:
        raise AlreadyRated
    if case.open or not 1 <= stars <= 5 or (case_type is not None and not case_type.rating):
        raise NotAllowedHere
    with transaction.atomic():
        rated = Case.objects.filter(pk=case.pk, rating=None)
        if not rated.update(rating=stars, rating_comment=comment.strip()[:1000], rated_at=at, changed_at=at):
            raise AlreadyRated
        record(
            case,
            EventKind.RATED,
            at=at,
            actor=Actor.CUSTOMER,
            by=by,
            text=comment.strip()[:1000],
            stars=stars,
        )
    case.refresh_from_db()


def extend(*, case: Case, profile: Profile, by: User, at: datetime, reason: str) -> CaseEvent:
    """Give the statutory clock the days by which law lets it be extended once, with the reason told to the customer.

    Raises NotAllowedHere where the kind has no extension, or it was used; NothingSaid without a reason.
    """
    if not reason.strip():
        raise NothingSaid
    with transaction.atomic():
        row = locked(case)
        case_type = type_of(row, profile)
        rule = case_type.statutory if case_type else None
        if rule is None or rule.extension_days is None or row.extended_days or not row.open:
            raise NotAllowedHere
        # By as much as the period itself where it hangs on an answer (art. 19a: 21 or 45 days, once more as long).
        row.extended_days = min(rule.extension_days, row.statutory_days or rule.extension_days)
        row.changed_at = at
        clocks.apply(row, case_type, clocks.day_of(at))
        row.save()
        event = record(
            row, EventKind.CLOCK, at=at, actor=Actor.STAFF, by=by.email, text=reason.strip()[:5000], what="extended",
            days=row.extended_days,
        )  # fmt: skip
        due = date_text(row.statutory_due_on) if row.statutory_due_on else ""
        tell(
            case=row, profile=profile, topic=Topic.CASE_CHANGED, at=at, dedup_key=f"case-event:{event.pk}",
            values={"case_status": _("the time is extended to %(day)s") % {"day": due}, "case_text": reason.strip()},
        )  # fmt: skip
        audit.record("cases.extend", by=by, subject=row.signature, days=row.extended_days)
    case.refresh_from_db()
    return event
