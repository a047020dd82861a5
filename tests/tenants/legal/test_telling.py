"""Changed regulations are told by mail: once per person and version, from the first day of the notice on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ebok import work
from tenants.identity.models import User
from tenants.legal.services import accept_document
from tenants.legal.tasks import TELL, order_telling
from tenants.legal.telling import tell_of_changes
from tenants.outbox.models import OutboxEntry
from tenants.profile import loading, presets
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.profile.services import apply_profile
from tenants.registry.models import Tenant
from tests.cast import make_clerk, make_user, post_of

FIRST = "        - { number: 1, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }\n"
SECOND = "        - { number: 2, effective_from: 2026-12-15, material: true, text: texts/nowy.md, note: Nowe terminy. }\n"
BEGINS = date(2026, 12, 1)  # fourteen days of notice


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def publish(tenant: Tenant, *, topic: bool = True) -> Profile:
    """Kostrzyn's preset with a second version of its terms, in force; without the topic if told so."""
    source = loading.load(presets.folder("kostrzyn"))
    text = source.text.decode()
    assert text.count(FIRST) == 1
    text = text.replace(FIRST, FIRST + SECOND)
    if not topic:
        begin = text.index("    - topic: terms_changed")
        text = text[:begin] + text[text.index("    - topic:", begin + 5) :]
    checked = loading.check(text.encode(), {**source.files, "texts/nowy.md": b"# Nowy regulamin"})
    apply_profile(source=checked, by="test", at=timezone.now())
    return profiles.published()


def person(email: str, created: date = date(2025, 1, 1)) -> User:
    user = make_user(email)
    User.objects.filter(pk=user.pk).update(created_at=at(created))
    return user


def told(tenant: Tenant) -> list[tuple[str, str]]:
    return sorted((letter.to, letter.subject) for letter in post_of(tenant))


def test_everybody_is_told_once_from_the_first_day_of_the_notice(kostrzyn: Tenant) -> None:
    with kostrzyn:
        profile = publish(kostrzyn)
        person("anna@poczta.example")
        make_clerk()
        assert tell_of_changes(profile=profile, at=at(BEGINS - timedelta(days=1))) == 0
        assert tell_of_changes(profile=profile, at=at(BEGINS)) == 1
        assert tell_of_changes(profile=profile, at=at(BEGINS + timedelta(days=1))) == 0
    letters = post_of(kostrzyn)
    assert [(one.to, one.subject) for one in letters] == [
        ("anna@poczta.example", "Zmienia się Regulamin eBOK MZK")
    ]
    assert "15\u00a0grudnia 2026" in letters[0].text and "Nowe terminy." in letters[0].text
    assert "/dokumenty/regulamin_ebok/wersja/2/" in letters[0].text


def test_the_days_after_cost_the_same_for_three_logins_and_for_thirty(kostrzyn: Tenant) -> None:
    def statements(day: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert tell_of_changes(profile=profile, at=at(BEGINS + timedelta(days=day))) == 0
        return len(seen)

    with kostrzyn:
        profile = publish(kostrzyn)
        for number in range(3):
            person(f"p{number}@poczta.example")
        assert tell_of_changes(profile=profile, at=at(BEGINS)) == 3
        few = statements(1)
        for number in range(3, 30):
            person(f"p{number}@poczta.example")
        assert tell_of_changes(profile=profile, at=at(BEGINS + timedelta(days=1))) == 27, "who is new is told"
        assert statements(2) == few


def test_who_accepted_it_came_after_it_or_never_answered_is_told_nothing(kostrzyn: Tenant) -> None:
    with kostrzyn:
        profile = publish(kostrzyn)
        accepted, unproven = person("anna@poczta.example"), person("nikt@poczta.example")
        person("nowy@poczta.example", date(2026, 12, 16))
        User.objects.filter(pk=person("zamkniete@poczta.example").pk).update(is_active=False)
        EmailAddress.objects.filter(user=unproven).update(verified=False)
        document = profile.legal.document("regulamin_ebok")
        accept_document(
            user=accepted, document=document, version=document.versions[-1], text="Nowy", language="pl",
            at=at(BEGINS), address=None, user_agent="",
        )  # fmt: skip
        late = person("pozno@poczta.example")
        assert tell_of_changes(profile=profile, at=at(date(2026, 12, 17))) == 1
        assert tell_of_changes(profile=profile, at=at(date(2026, 12, 29))) == 0
    assert [to for to, _subject in told(kostrzyn)] == [late.email]


@pytest.mark.parametrize("hours", [0, 24 * 15])
def test_first_wordings_and_old_ones_are_no_news(kostrzyn: Tenant, hours: int) -> None:
    with kostrzyn:
        person("anna@poczta.example")
        first = at(date(2022, 1, 3)) + timedelta(hours=hours)
        assert tell_of_changes(profile=profiles.published(), at=first) == 0
        assert tell_of_changes(profile=publish(kostrzyn), at=at(date(2026, 12, 29))) == 0


def test_a_utility_without_the_topic_tells_nothing(kostrzyn: Tenant) -> None:
    with kostrzyn:
        person("anna@poczta.example")
        assert tell_of_changes(profile=publish(kostrzyn, topic=False), at=at(BEGINS)) == 0


def test_housekeeping_orders_it_once_a_day_from_eight_on(kostrzyn: Tenant) -> None:
    with kostrzyn:
        for hour in (5, 6):
            order_telling(at=at(BEGINS, hour))
        assert OutboxEntry.objects.filter(kind=TELL).count() == 0
    for hour in (7, 12, 20):
        work.housekeep(at=at(BEGINS, hour))
    with kostrzyn:
        assert OutboxEntry.objects.filter(kind=TELL).count() == 1
