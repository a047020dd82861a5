"""News of an outage in hours without SMS: what cannot wait is the profile's to say, and the last word is the reader's."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from tenants.identity.models import User
from tenants.network import services
from tenants.network.models import OutageKind, OutageUpdate
from tenants.network.services import Place
from tenants.network.services.outages import tell_portion
from tenants.notifications.models import MessageChannel, QuietTime
from tenants.notifications.services import set_preference
from tenants.outbox.models import OutboxEntry
from tenants.profile import loading, presets
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.profile.schema.notifications import Topic
from tenants.registry.models import Tenant
from tests.cast import make_clerk, make_customer
from tests.water import owner_of

NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 23:30 in Warsaw
MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)  # 8:00 in Warsaw


@pytest.fixture
def reader(kostrzyn: Tenant) -> User:
    """Somebody at Lipowa 3 who wants everything of outages by SMS."""
    with kostrzyn:
        owner = make_customer(billed=False)
        owner.service_points.create(number="P1", address="ul. Lipowa 3", city="Kostrzyn nad Odrą")
        user = owner_of(owner)
        user.accesses.update(valid_from=NIGHT - timedelta(days=9))
        User.objects.filter(pk=user.pk).update(phone="+48600100200", phone_verified_at=NIGHT)
        for topic in (Topic.OUTAGE, Topic.OUTAGE_ENDED):
            set_preference(user=user, topic=topic, channel=MessageChannel.SMS, wanted=True)
        make_clerk()
        return user


def with_switch(on: bool) -> Profile:
    profile = profiles.published()
    told = profile.notifications.model_copy(update={"sms_urgent_at_night": on})
    return profile.model_copy(update={"notifications": told})


def sms_leaves(profile: Profile, kind: OutageKind, *, ended: bool = False) -> datetime | None:
    """When the SMS of the last word about an outage at Lipowa 3 may leave; None for at once, whatever the day is now."""
    clerk = User.objects.filter(kind="staff").get()
    fields = {"kind": kind, "title": "Brak wody", "starts_at": NIGHT}
    outage = services.save_draft(
        outage=None, fields=fields, places=[Place("Kostrzyn nad Odrą", "Lipowa", "")], by=clerk
    )
    services.publish(outage=outage, by=clerk, at=NIGHT)
    if ended:
        services.end(outage=outage, text="", by=clerk, at=NIGHT)
    OutboxEntry.objects.all().delete()
    before = timezone.now()
    tell_portion(told=OutageUpdate.objects.order_by("pk").last(), after=0, profile=profile, at=NIGHT)
    leaves = OutboxEntry.objects.get(kind="notifications.sms").not_before
    return None if before <= leaves <= timezone.now() else leaves


@pytest.mark.parametrize(("on", "leaves"), [(True, None), (False, MORNING)])
def test_an_sms_of_a_sudden_failure_at_night_is_as_the_profile_says(
    kostrzyn: Tenant, reader: User, on: bool, leaves: datetime | None
) -> None:
    with kostrzyn:
        assert sms_leaves(with_switch(on), OutageKind.FAILURE) == leaves


@pytest.mark.parametrize(("kind", "ended"), [(OutageKind.PLANNED, False), (OutageKind.FAILURE, True)])
def test_what_can_wait_waits_for_the_morning(
    kostrzyn: Tenant, reader: User, kind: OutageKind, ended: bool
) -> None:
    with kostrzyn:
        assert sms_leaves(with_switch(True), kind, ended=ended) == MORNING


def test_hours_that_a_person_chose_hold_for_a_failure_too(kostrzyn: Tenant, reader: User) -> None:
    with kostrzyn:
        QuietTime.objects.create(user=reader, starts=time(20), ends=time(8))
        assert sms_leaves(with_switch(True), OutageKind.FAILURE) == MORNING


def test_the_presets_differ() -> None:
    said = {
        name: loading.load(presets.folder(name)).profile.notifications for name in ("rzeszow", "kostrzyn")
    }
    assert {name: one.sms_urgent_at_night for name, one in said.items()} == {
        "rzeszow": False,
        "kostrzyn": True,
    }
