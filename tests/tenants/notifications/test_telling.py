"""Telling a login something: by which channels, when, once, and what the delivery log says afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from tenants.identity.models import User
from tenants.notifications import links
from tenants.notifications.models import Message, MessageChannel, QuietTime
from tenants.notifications.selectors import end_of_quiet, messages_of
from tenants.notifications.services import Action, notify_user, set_preference
from tenants.notifications.texting import plain
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.profile.schema.notifications import Topic
from tenants.registry.models import Tenant
from tests.cast import Browser, make_user, post_of

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
VALUES = {
    "invoice_number": "FV/1",
    "amount": "12,00 zł",
    "due_on": "4 grudnia 2026",
    "invoice_url": "https://x.example/faktury/",
}


def reader(**fields: Any) -> User:
    user = make_user("anna@poczta.example")
    User.objects.filter(pk=user.pk).update(**fields)
    user.refresh_from_db()
    return user


def tell(user: User, at: datetime = NOON, topic: Topic = Topic.INVOICE_NEW, key: str = "") -> list[Message]:
    action = Action("Zobacz fakturę", links.absolute("invoices"))
    return notify_user(
        user=user,
        profile=profiles.published(),
        topic=topic,
        values=VALUES,
        at=at,
        action=action,
        dedup_key=key,
    )


def test_what_is_opt_in_goes_out_only_when_it_was_wanted(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user = reader()
        assert tell(user) == []
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.EMAIL, wanted=True)
        assert [line.channel for line in tell(user)] == ["email"]
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.EMAIL, wanted=False)
        assert tell(user) == []


@pytest.mark.parametrize(("verified", "channels"), [(None, []), (NOON, ["sms"])])
def test_no_sms_goes_to_a_number_that_nobody_confirmed(
    kostrzyn: Tenant, verified: datetime | None, channels: list[str]
) -> None:
    with kostrzyn:
        user = reader(phone="+48600100200", phone_verified_at=verified)
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.SMS, wanted=True)
        assert [line.channel for line in tell(user)] == channels


def test_an_sms_waits_for_the_end_of_the_quiet_hours_the_persons_own_before_the_utilitys(
    kostrzyn: Tenant,
) -> None:
    with kostrzyn:
        user = reader(phone="+48600100200", phone_verified_at=NOON)
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.SMS, wanted=True)
        tell(user, NIGHT)
        entry = OutboxEntry.objects.get()
        assert entry.not_before == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # 08:00 in Warsaw
        assert entry.payload["to"] == "+48600100200"
        QuietTime.objects.create(user=user, starts=time(1), ends=time(2))
        before = timezone.now()
        tell(user, NIGHT)
        later = OutboxEntry.objects.exclude(pk=entry.pk).get()
        assert later.not_before <= timezone.now() and later.not_before >= before


@pytest.mark.parametrize(
    ("at", "starts", "ends", "end"),
    [
        (NIGHT, time(20), time(8), datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (datetime(2026, 11, 21, 5, 0, tzinfo=UTC), time(20), time(8), datetime(2026, 11, 21, 7, tzinfo=UTC)),
        (NOON, time(20), time(8), None),
        (NOON, time(12), time(13), datetime(2026, 11, 20, 12, tzinfo=UTC)),
        (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), time(12), time(13), None),
    ],
)
def test_quiet_hours_may_span_midnight(at: datetime, starts: time, ends: time, end: datetime | None) -> None:
    assert end_of_quiet(at, starts, ends) == end


def test_the_same_key_tells_once(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user = reader()
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.EMAIL, wanted=True)
        assert len(tell(user, key="invoice-new-1")) == 1
        assert tell(user, key="invoice-new-1") == []
        assert messages_of(user).count() == OutboxEntry.objects.count() == 1


def test_the_log_says_when_its_reader_opened_the_link_and_nobody_elses_visit_counts(kostrzyn: Tenant) -> None:
    with kostrzyn:
        user, stranger = reader(), make_user("obcy@poczta.example")
        set_preference(user=user, topic=Topic.INVOICE_NEW, channel=MessageChannel.EMAIL, wanted=True)
        tell(user)
    (letter,) = post_of(kostrzyn)
    path = letter.link("/w/")
    assert Browser(kostrzyn).get(path).status_code == 302  # to sign in first
    assert Browser(kostrzyn).enter(stranger).get(path).status_code == 404
    with kostrzyn:
        assert Message.objects.get().opened_at is None
    answer = Browser(kostrzyn).enter(user).get(path)
    assert answer.headers["Location"] == "/faktury/"
    with kostrzyn:
        line = messages_of(user).get()
        assert line.opened_at is not None
        assert (line.to, line.state) == ("anna@poczta.example", "done")


def test_a_topic_the_utility_does_not_use_tells_nobody(rzeszow: Tenant) -> None:
    with rzeszow:
        profile = profiles.published()
        topics = tuple(one for one in profile.notifications.topics if one.topic != Topic.INVOICE_NEW)
        without = profile.model_copy(
            update={"notifications": profile.notifications.model_copy(update={"topics": topics})}
        )
        told = notify_user(user=reader(), profile=without, topic=Topic.INVOICE_NEW, values=VALUES, at=NOON)
        assert told == []
        assert not OutboxEntry.objects.exists()


def test_an_sms_has_no_polish_marks_so_that_a_segment_holds_160_signs() -> None:
    assert plain("Zażółć gęślą jaźń – „Łódź”:\u00a012,00 zł") == 'Zazolc gesla jazn - "Lodz": 12,00 zl'
