"""Telling the person who filed, by their preferences or by e-mail when they have no login; and staff of the clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tenants.cases.models import Case
from tenants.customers.selectors import accesses_of
from tenants.identity.roles import Right, may, staff_having
from tenants.notifications import links
from tenants.notifications.services import Action, notify, notify_user
from tenants.profile.formats import date_text
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.types import LocalisedText


def tell_staff(
    *, case: Case, profile: Profile, due_on: date, left: int, law: LocalisedText, urgent: bool, dedup_key: str
) -> None:
    """Mail whoever handles the case that its clock comes to its end; all who may handle it while it is nobody's.

    `left` days are told while there are any; of an overdue case, that it is. Writes into the outbox, in the caller's transaction; quietly nothing where the topic is not used.
    """
    handler = case.handler if case.handler and may(case.handler, Right.HANDLE_CASES) else None
    url = links.absolute("office_case", case_id=str(case.uuid))
    for person in [handler] if handler else staff_having(Right.HANDLE_CASES):
        with suppress(KeyError), override(person.language):
            values = {
                "case_title": case.title, "case_signature": case.signature, "case_url": url, "law": str(law),
                "due_on": date_text(due_on), "days": str(left) if left >= 0 else "",
                "urgent": _how_urgent(left=left, urgent=urgent),
            }  # fmt: skip
            notify(
                profile=profile, topic=Topic.CASE_DEADLINE, to=person.email, language=person.language,
                values=values,
                action=Action(_("Open the case"), url), dedup_key=f"{dedup_key}:{person.uuid}",
            )  # fmt: skip


def _how_urgent(*, left: int, urgent: bool) -> str:
    """How near the end is, in the language in force; empty where there is still time."""
    if left < 0:
        return str(_("It is overdue: the day to answer by has passed."))
    return str(_("It is urgent: these are the last days.")) if urgent else ""


def tell(
    *,
    case: Case,
    profile: Profile,
    topic: Topic,
    at: datetime,
    dedup_key: str,
    values: dict[str, str] | None = None,
) -> None:
    """Write the message into the outbox, in the caller's transaction; quietly nothing where the topic is not used.

    Whoever has lost access to the customer since filing is told nothing.
    """
    filled = {
        "case_title": case.title,
        "case_signature": case.signature,
        "case_url": links.absolute("case", case_id=str(case.uuid)),
        "track_url": links.absolute("case_track"),
        "person_name": case.filer_name,
        **(values or {}),
    }
    if case.user is not None:
        if case.customer_id and not accesses_of(case.user, at).filter(customer_id=case.customer_id).exists():
            return
        notify_user(
            user=case.user, profile=profile, topic=topic, values=filled, at=at, dedup_key=dedup_key,
            customer_number=case.customer.number if case.customer else "",
            action=Action(_("Open the case"), filled["case_url"]),
        )  # fmt: skip
    elif case.filer_email:
        with suppress(KeyError):  # the utility's profile does not use this topic
            notify(
                profile=profile, topic=topic, to=case.filer_email, language=case.language, values=filled,
                action=Action(_("Track the case"), filled["track_url"]), dedup_key=dedup_key,
            )  # fmt: skip
