"""Reads of preferences and of the delivery log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from tenants.identity.models import User
from tenants.notifications.models import Message, MessageChannel, Preference, QuietTime
from tenants.outbox.models import OutboxEntry
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import NOT_ASKED, TopicSettings

WARSAW = ZoneInfo("Europe/Warsaw")
# Nobody wants to read of money or meters at midnight, and hours without SMS hold for SMS alone.
_FIRST_HOUR = 8


def wanted_channels(user: User, settings: TopicSettings) -> list[MessageChannel]:
    """How this login is told of this topic: the profile's channels as far as the person wants and can be reached.

    „Always” cannot be switched off by e-mail; an SMS is wanted only when somebody asked for it. No SMS goes to a number
    that nobody confirmed.
    """
    answers = {row.channel: row.wanted for row in Preference.objects.filter(user=user, topic=settings.key)}
    return [
        MessageChannel(channel)
        for channel in settings.channels
        if answer_in_force(settings, channel, answers.get(channel)) and _reachable(user, channel)
    ]


def answer_in_force(settings: TopicSettings, channel: str, answer: bool | None) -> bool:
    """Whether a topic goes out by a channel: the person's answer where they may decide, else the profile's default."""
    if channel == MessageChannel.EMAIL and settings.sent == "always":
        return True
    if answer is not None:
        return answer
    return channel == MessageChannel.EMAIL and settings.sent == "opt_out"


@dataclass(frozen=True)
class Choice:
    """One cell of the table of preferences. `free`: the person may decide; else `wanted` is what happens anyway."""

    settings: TopicSettings
    channel: MessageChannel
    wanted: bool
    free: bool

    @property
    def name(self) -> str:
        """The cell's name in a form."""
        return f"{self.settings.key}-{self.channel}"


def choices_of(user: User, profile: Profile) -> list[Choice]:
    """Every topic and channel of the profile as they stand for a login; one statement.

    What the office must be able to say (a changed password, a registration) cannot be switched off by e-mail.
    """
    answers = {(row.topic, row.channel): row.wanted for row in Preference.objects.filter(user=user)}
    cells = [
        (settings, MessageChannel(channel))
        for settings in profile.notifications.topics
        for channel in settings.channels
        if settings.topic not in NOT_ASKED
    ]
    return [
        Choice(
            settings=settings,
            channel=channel,
            wanted=answer_in_force(settings, channel, answers.get((settings.key, channel))),
            free=settings.sent != "always" or channel != MessageChannel.EMAIL,
        )
        for settings, channel in cells
    ]


def quiet_time_of(user: User) -> QuietTime | None:
    """The hours in which this login wants no SMS, or None."""
    return QuietTime.objects.filter(user=user).first()


def _reachable(user: User, channel: str) -> bool:
    return channel == MessageChannel.EMAIL or bool(user.phone and user.phone_verified_at)


def not_before(user: User, profile: Profile, at: datetime, *, urgent: bool = False) -> datetime | None:
    """When an SMS may leave: None for at once, else the end of the quiet hours (the person's own, else the utility's).

    What is `urgent` does not wait for the utility's hours where the profile says so; a person's own always hold.
    """
    own = QuietTime.objects.filter(user=user).first()
    general = profile.notifications.sms_quiet_hours
    if own is not None:
        starts, ends = own.starts, own.ends
    elif general is not None and not (urgent and profile.notifications.sms_urgent_at_night):
        starts, ends = time.fromisoformat(general.starts), time.fromisoformat(general.ends)
    else:
        return None
    return end_of_quiet(at, starts, ends)


def day_of_reminding(at: datetime) -> date | None:
    """The day whose reminders may be written now; None before eight in the morning in Warsaw."""
    local = at.astimezone(WARSAW)
    return local.date() if local.hour >= _FIRST_HOUR else None


def end_of_quiet(at: datetime, starts: time, ends: time) -> datetime | None:
    """The end of the quiet hours that hold at a moment, or None outside them. Hours are those of a clock in Warsaw."""
    local = at.astimezone(WARSAW)
    now = local.time()
    quiet = starts <= now < ends if starts <= ends else now >= starts or now < ends
    if not quiet:
        return None
    day = local.date() if now < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=WARSAW)


def messages_of(user: User) -> QuerySet[Message]:
    """What this login was told, newest first, with `state` of its row in the outbox (None: cleared away long since)."""
    row = OutboxEntry.objects.filter(dedup_key=OuterRef("work_key"))
    return Message.objects.filter(user_uuid=user.uuid).annotate(state=Subquery(row.values("state")[:1]))


def message(public_id: UUID) -> Message:
    """One line of the log; raises Message.DoesNotExist."""
    return Message.objects.get(public_id=public_id)
