"""Tell somebody something: a topic of the profile, its words filled in, out through the outbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.mailing import EMAIL, sender_of
from tenants.notifications.models import Message, MessageChannel, Preference, QuietTime
from tenants.notifications.selectors import Choice, not_before, wanted_channels
from tenants.notifications.texting import SMS, plain
from tenants.outbox.services import enqueue
from tenants.profile.placeholders import fill, names_in
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import PLACEHOLDERS, Topic, TopicSettings


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
        payload = _email(profile, settings, to=to, language=language, values=values, action=action)
    enqueue(EMAIL, payload, dedup_key=dedup_key)


def notify_user(
    *,
    user: User,
    profile: Profile,
    topic: Topic,
    values: Mapping[str, str],
    at: datetime,
    action: Action | None = None,
    dedup_key: str = "",
    customer_number: str = "",
    urgent: bool = False,
) -> list[Message]:
    """Tell a login something by every channel the profile has for `topic` and the person wants.

    Writes the outbox and the delivery log in the caller's transaction and returns the log's new lines; an empty list
    where the utility does not use the topic or nobody wants it. An SMS waits for the end of the quiet hours, unless
    it is `urgent` and the profile lets that out at night (`notifications.sms_urgent_at_night`). The same `dedup_key` tells once: a repetition returns an empty list. `action.url` is an absolute address of this office.
    Raises BrokenHeader.
    """
    try:
        settings = profile.notifications.topic(topic)
    except KeyError:
        return []
    told = []
    for channel in wanted_channels(user, settings):
        line = Message(
            user_uuid=user.uuid,
            customer_number=customer_number,
            topic=topic,
            channel=channel,
            target=_path(action),
            written_at=at,
        )
        line.work_key = f"{dedup_key or uuid4()}:{user.uuid}:{channel}"
        # The outbox forgets finished work after a month; the log remembers what was told before that.
        if dedup_key and Message.objects.filter(work_key=line.work_key).exists():
            continue
        with translation.override(user.language):
            written = _write(
                line,
                user=user,
                profile=profile,
                settings=settings,
                values=values,
                action=action,
                urgent=urgent,
            )
        if written:
            line.save()
            told.append(line)
    return told


def text(*, profile: Profile, topic: Topic, to: str, language: str, values: Mapping[str, str]) -> bool:
    """Write one SMS of `topic` to a number into the outbox, at once; False where the profile has no such SMS.

    For what a person waits for on the page, such as a code: preferences and quiet hours do not count.
    """
    settings = next((one for one in profile.notifications.topics if one.topic == topic), None)
    if settings is None or settings.sms is None or not profile.notifications.sms_sender:
        return False
    with translation.override(language):
        words = plain(fill(settings.sms.in_language(language), _allowed(profile, settings, values)))
    enqueue(SMS, {"to": to, "sender": profile.notifications.sms_sender, "text": words})
    return True


def set_preference(*, user: User, topic: str, channel: MessageChannel, wanted: bool) -> None:
    """Remember whether a login wants a topic by a channel; asking again changes the answer."""
    Preference.objects.update_or_create(user=user, topic=topic, channel=channel, defaults={"wanted": wanted})


def set_preferences(
    *, user: User, wanted: Mapping[Choice, bool], language: str, quiet: tuple[time, time] | None
) -> None:
    """Remember a whole table of answers, the language of messages, and the hours without SMS (None: the utility's)."""
    with transaction.atomic():
        for choice, answer in wanted.items():
            set_preference(user=user, topic=choice.settings.key, channel=choice.channel, wanted=answer)
        if quiet is None:
            QuietTime.objects.filter(user=user).delete()
        else:
            starts, ends = quiet
            QuietTime.objects.update_or_create(user=user, defaults={"starts": starts, "ends": ends})
        User.objects.filter(pk=user.pk).update(language=language)


def mark_opened(*, line: Message, at: datetime) -> None:
    """Write down when the link of a message was first followed; later visits change nothing."""
    Message.objects.filter(pk=line.pk, opened_at=None).update(opened_at=at)


def forget_messages(*, before: datetime) -> int:
    """Delete what the log says of messages written before a moment (profile `retention.message_log_months`)."""
    gone, _each = Message.objects.filter(written_at__lt=before).delete()
    return gone


def _write(
    line: Message,
    *,
    user: User,
    profile: Profile,
    settings: TopicSettings,
    values: Mapping[str, str],
    action: Action | None,
    urgent: bool,
) -> bool:
    """Fill in the log's line and enqueue the message; False when there are no words for the channel or it is old."""
    language = user.language
    if line.channel == MessageChannel.SMS:
        if settings.sms is None:
            return False
        text = plain(fill(settings.sms.in_language(language), _allowed(profile, settings, values)))
        line.to, line.subject = user.phone, text[:300]
        payload = {"to": user.phone, "sender": profile.notifications.sms_sender or "", "text": text}
        leaves = not_before(user, profile, line.written_at, urgent=urgent)
        return enqueue(SMS, payload, dedup_key=line.work_key, not_before=leaves)
    if settings.email is None:
        return False
    tracked = action and Action(
        action.label, links.absolute("message_opened", message_id=str(line.public_id))
    )
    payload = _email(profile, settings, to=user.email, language=language, values=values, action=tracked)
    line.to, line.subject = user.email, payload["subject"][:300]
    return enqueue(EMAIL, payload, dedup_key=line.work_key)


def _path(action: Action | None) -> str:
    if action is None:
        return ""
    address = urlsplit(action.url)
    return f"{address.path}?{address.query}" if address.query else address.path


def _allowed(profile: Profile, settings: TopicSettings, values: Mapping[str, str]) -> dict[str, str]:
    known = {**_always(profile), **values}
    return {name: known.get(name, "") for name in PLACEHOLDERS[settings.topic]}


def _email(
    profile: Profile,
    settings: TopicSettings,
    *,
    to: str,
    language: str,
    values: Mapping[str, str],
    action: Action | None,
) -> dict[str, Any]:
    """The mail of a topic as JSON, its words in `language`; the topic has words for mail."""
    assert settings.email is not None
    allowed = _allowed(profile, settings, values)
    subject = " ".join(fill(settings.email.subject.in_language(language), allowed).split())
    paragraphs = _filled_paragraphs(settings.email.body.in_language(language), allowed)
    page = {"profile": profile, "subject": subject, "paragraphs": paragraphs, "action": action}
    return {
        "to": [to],
        "subject": subject,
        "text": render_to_string("emails/message.txt", page),
        "html": render_to_string("emails/message.html", page),
        "from": sender_of(profile),
        "headers": {"Reply-To": profile.notifications.reply_to, "Auto-Submitted": "auto-generated"},
    }


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
