"""Tell somebody something: a topic of the profile, its words filled in, out through the outbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from tenants.notifications import links
from tenants.notifications.mailing import EMAIL, sender_of
from tenants.outbox.services import enqueue
from tenants.profile.placeholders import fill, names_in
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import PLACEHOLDERS, Topic


@dataclass(frozen=True)
class Action:
    """The one button of a mail."""

    label: Promise | str
    url: str


def notify(
    *,
    profile: Profile,
    topic: Topic,
    to: str,
    language: str,
    values: Mapping[str, str],
    action: Action | None = None,
    dedup_key: str = "",
) -> None:
    """Write one e-mail of `topic` into the outbox, in the caller's transaction.

    A paragraph of the profile's text one of whose placeholders has no value is left out. Raises KeyError when the
    utility's profile has no such topic, BrokenHeader when its sender's name holds a line break.
    """
    settings = profile.notifications.topic(topic)
    if settings.email is None:
        return
    with translation.override(language):
        known = {**_always(profile), **values}
        allowed = {name: known.get(name, "") for name in PLACEHOLDERS[topic]}
        paragraphs = _filled_paragraphs(settings.email.body.in_language(language), allowed)
        subject = " ".join(fill(settings.email.subject.in_language(language), allowed).split())
        page = {"profile": profile, "subject": subject, "paragraphs": paragraphs, "action": action}
        payload = {
            "to": [to],
            "subject": subject,
            "text": render_to_string("emails/message.txt", page),
            "html": render_to_string("emails/message.html", page),
            "from": sender_of(profile),
            "headers": {"Reply-To": profile.notifications.reply_to, "Auto-Submitted": "auto-generated"},
        }
    enqueue(EMAIL, payload, dedup_key=dedup_key)


def _always(profile: Profile) -> dict[str, str]:
    return {
        "office_name": str(profile.office.office_name),
        "utility_name": str(profile.office.legal_name),
        "office_url": links.absolute("home"),
        "phone": profile.contacts.phones[0].number,
        "email": profile.contacts.email,
    }


def _filled_paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    return [fill(paragraph, values) for paragraph in paragraphs if _has_all(paragraph, values)]


def _has_all(paragraph: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in names_in(paragraph))
