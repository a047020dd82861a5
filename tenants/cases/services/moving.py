"""The one verb that changes the state of a case, and the one place where events are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tenants.cases import clocks
from tenants.cases.errors import NotAllowedHere
from tenants.cases.models import Actor, Case, CaseEvent, EventKind
from tenants.cases.telling import tell
from tenants.identity import audit
from tenants.identity.models import User
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseStatus, CaseType
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.types import by_key


def type_of(case: Case, profile: Profile) -> CaseType | None:
    """The kind of the case as the profile has it today; None when the catalogue has dropped it."""
    return next((one for one in profile.services.case_types if one.key == case.type), None)


def statuses_of(case: Case, profile: Profile) -> tuple[CaseStatus, ...]:
    """The statuses the case may have."""
    return profile.services.statuses_of(type_of(case, profile))


def status_of(case: Case, profile: Profile) -> CaseStatus | None:
    """Where the case stands; None when the profile has dropped that status since."""
    return next((one for one in statuses_of(case, profile) if one.key == case.status), None)


def marked(case: Case, profile: Profile, mark: str) -> CaseStatus | None:
    """The status to which an event leads, by its mark."""
    return next((one for one in statuses_of(case, profile) if one.marks == mark), None)


def locked(case: Case) -> Case:
    """The case as it is now, nobody else changing it until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def record(
    case: Case, kind: EventKind, *, at: datetime, actor: Actor, by: str, text: str = "", public: bool = True,
    status: str = "", **data: Any,
) -> CaseEvent:  # fmt: skip
    """Write one event of the case's story."""
    return CaseEvent.objects.create(
        case=case,
        at=at,
        kind=kind,
        actor=actor,
        by=by[:300],
        public=public,
        text=text,
        status=status,
        data=data,
    )


def move(
    case: Case, *, to: CaseStatus, profile: Profile, at: datetime, actor: Actor, by: str, text: str = "",
    kind: EventKind = EventKind.STATUS, notify: bool = True, **data: Any,
) -> CaseEvent:  # fmt: skip
    """Bring a locked case into a status: whose move it is, whether it is open, how the clocks stand. Tells the customer.

    The one place that writes `status`, `open`, `whose_move`, `closed_at` and `pauses`. In the caller's transaction.
    """
    today = clocks.day_of(at)
    case.status, case.whose_move = to.key, to.whose_move
    case.open, case.closed_at = not to.final, at if to.final else None
    case.pauses = clocks.as_stored(
        clocks.paused(clocks.pauses_of(case), today, pause=to.pauses_clock and not to.final)
    )
    case.changed_at = at
    clocks.apply(case, type_of(case, profile), today)
    case.save()
    event = record(case, kind, at=at, actor=actor, by=by, text=text, status=to.key, **data)
    if notify and to.notify and actor != Actor.CUSTOMER:
        tell(
            case=case, profile=profile, topic=Topic.CASE_CHANGED, at=at, dedup_key=f"case-event:{event.pk}",
            values={"case_status": str(to.title), "case_text": str(to.action or to.text)},
        )  # fmt: skip
    return event


def change_status(
    *, case: Case, to: str, profile: Profile, by: User | str, at: datetime, message: str = ""
) -> CaseEvent:
    """Staff, or the utility's machine, bring the case to the status `to`, with a word for the customer if they like.

    Only along `next` of the present status. Writes the case, an event, an audit event; tells the customer where the
    status says so. The same status again changes nothing but adds the message. Raises NotAllowedHere.
    """
    with transaction.atomic():
        row = locked(case)
        now = status_of(row, profile)
        allowed = now.next if now else tuple(one.key for one in statuses_of(row, profile))
        if to not in allowed:
            raise NotAllowedHere(to)
        target = by_key(statuses_of(row, profile), to)
        name = by.email if isinstance(by, User) else by
        event = move(row, to=target, profile=profile, at=at, actor=Actor.STAFF, by=name, text=message.strip())
        audit.record("cases.change_status", by=by, subject=row.signature, status=to)
    case.refresh_from_db()
    return event
