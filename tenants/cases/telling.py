"""Telling the person who filed: by their preferences when they have a login, by e-mail when they have none."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tenants.cases.models import Case
from tenants.customers.selectors import accesses_of
from tenants.notifications import links
from tenants.notifications.services import Action, notify, notify_user
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic


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
