"""Photos from people who did not sign in go after the profile's days, with their bytes; everybody else's stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ebok import work
from tenants.files import storing
from tenants.files.models import StoredFile
from tenants.metering.models import Meter, SentBy, SubmissionState, SubmittedReading
from tenants.metering.services import Photo, forget_guest_photos
from tenants.outbox.services import dispatch
from tenants.profile import presets
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import make_customer
from tests.water import AT, make_meter, make_point, photo, send


def sent(meter: Meter, profile: Profile, channel: SentBy, state: SubmissionState) -> SubmittedReading:
    """A reading with a photo, sent at AT by this channel, standing so."""
    made = send(meter, 345, profile=profile, channel=channel, photo=Photo(photo(), "wodomierz.jpg"))
    SubmittedReading.objects.filter(pk=made.pk).update(state=state, sent_at=AT)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("channel", [SentBy.GUEST, SentBy.LABEL])
@pytest.mark.parametrize("days", [30, 90])
def test_a_guests_photo_goes_after_the_profiles_days_and_the_reading_stays(
    meter: Meter, profile: Profile, channel: SentBy, days: int
) -> None:
    profile = profile.model_copy(
        update={"retention": profile.retention.model_copy(update={"guest_photo_days": days})}
    )
    reading = sent(meter, profile, channel, SubmissionState.ACCEPTED)
    kept = reading.photo
    assert kept is not None
    path = storing._path(kept)

    assert forget_guest_photos(profile=profile, at=AT + timedelta(days=days)) == 0
    assert storing.read(kept)
    assert forget_guest_photos(profile=profile, at=AT + timedelta(days=days, seconds=1)) == 1

    dispatch(limit=50, clock=timezone.now)
    reading.refresh_from_db()
    assert (reading.photo, reading.first_m3, reading.state) == (None, 345, "accepted")
    assert not path.exists() and not StoredFile.objects.filter(pk=kept.pk).exists()
    assert forget_guest_photos(profile=profile, at=AT + timedelta(days=days + 1)) == 0


@pytest.mark.parametrize("state", [SubmissionState.SUBMITTED, SubmissionState.DOUBTFUL])
def test_a_photo_on_which_somebody_has_to_decide_stays(
    meter: Meter, profile: Profile, state: SubmissionState
) -> None:
    reading = sent(meter, profile, SentBy.GUEST, state)
    late = AT + timedelta(days=1000)
    assert forget_guest_photos(profile=profile, at=late) == 0
    SubmittedReading.objects.filter(pk=reading.pk).update(state=SubmissionState.REJECTED)
    assert forget_guest_photos(profile=profile, at=late) == 1


def test_photos_of_people_who_signed_in_stay(meter: Meter, profile: Profile) -> None:
    reading = sent(meter, profile, SentBy.PORTAL, SubmissionState.ACCEPTED)
    assert forget_guest_photos(profile=profile, at=AT + timedelta(days=1000)) == 0
    reading.refresh_from_db()
    assert reading.photo is not None and storing.read(reading.photo)


def test_housekeeping_does_it_in_each_utility_by_its_own_days(
    rzeszow: Tenant, kostrzyn: Tenant, meter: Meter, profile: Profile
) -> None:
    sent(meter, profile, SentBy.GUEST, SubmissionState.ACCEPTED)
    with kostrzyn:
        other = make_meter(make_point(make_customer()))
        sent(other, profile, SentBy.GUEST, SubmissionState.ACCEPTED)
    left = {}
    for days in (60, 61, 91):
        work.housekeep(at=AT + timedelta(days=days))
        for tenant in (rzeszow, kostrzyn):
            with tenant:
                left[tenant.slug, days] = SubmittedReading.objects.filter(photo__isnull=False).count()
    assert left == {
        ("rzeszow", 60): 1, ("kostrzyn", 60): 1, ("rzeszow", 61): 1, ("kostrzyn", 61): 0,
        ("rzeszow", 91): 0, ("kostrzyn", 91): 0,
    }  # fmt: skip


@pytest.mark.parametrize("preset", ["rzeszow", "kostrzyn"])
def test_the_privacy_text_says_the_same_days(preset: str) -> None:
    source = presets.source(preset)
    said = dict(source.files)["texts/dane-osobowe.md"].decode()
    profile = source.profile
    assert f"wnioski z załącznikami – {profile.services.draft_days} dni" in said
    assert f"bez logowania – {profile.retention.guest_photo_days} dni" in said
