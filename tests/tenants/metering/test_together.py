"""Main and garden meters in one breath: all or none, looked at before anything is written."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tenants.customers.models import AccessRole
from tenants.metering.judging import Doubt
from tenants.metering.models import Meter, MeterKind, SentBy, SubmissionState, SubmittedReading
from tenants.metering.problems import BelowPrevious, GardenNeedsMain, NotAllTaken, VerificationOver
from tenants.metering.services import Entry, check_together, submit_together
from tenants.outbox.models import OutboxEntry
from tenants.profile.schema import Profile
from tests.cast import TODAY
from tests.water import AT, make_meter, owner_of, ruled, send

S = SubmissionState


@pytest.fixture
def garden(meter: Meter) -> Meter:
    return make_meter(meter.service_point, "W2", monthly=3, kind=MeterKind.GARDEN, parent=meter.code)


def together(profile: Profile, *entries: tuple[Meter, int], check: bool = False) -> list[SubmittedReading]:
    verb = check_together if check else submit_together
    return verb(
        entries=[Entry(meter, (Decimal(value),), TODAY) for meter, value in entries],
        by="anna@poczta.example", channel=SentBy.PORTAL, profile=profile, at=AT, role=AccessRole.OWNER,
    )  # fmt: skip


def test_a_garden_meter_goes_with_the_main_one(meter: Meter, garden: Meter, profile: Profile) -> None:
    with pytest.raises(GardenNeedsMain):
        send(garden, 175, profile=profile)
    sent = together(profile, (garden, 175), (meter, 346))
    assert [(one.meter_id, one.state) for one in sent] == [(meter.pk, S.ACCEPTED), (garden.pk, S.ACCEPTED)]


def test_it_may_go_alone_where_the_utility_lets_it(garden: Meter, profile: Profile) -> None:
    assert send(garden, 175, profile=ruled(profile, garden_with_main=False)).state == S.ACCEPTED


def test_one_bad_meter_keeps_all_back_and_each_says_why(
    meter: Meter, garden: Meter, profile: Profile
) -> None:
    with pytest.raises(NotAllTaken) as caught:
        together(profile, (meter, 1), (garden, 2))
    assert {key: type(one) for key, one in caught.value.problems.items()} == {
        meter.pk: BelowPrevious, garden.pk: GardenNeedsMain,
    }  # fmt: skip
    assert not SubmittedReading.objects.exists()


def test_checking_judges_and_writes_nothing(meter: Meter, garden: Meter, profile: Profile) -> None:
    owner_of(meter.service_point.customer)
    checked = together(ruled(profile, photo="required"), (meter, 341), (garden, 190), check=True)
    assert [(one.used_m3, one.reasons) for one in checked] == [
        (1, []), (18, [Doubt.MUCH_MORE, Doubt.GARDEN_ABOVE_MAIN]),
    ]  # fmt: skip
    assert not SubmittedReading.objects.exists() and not OutboxEntry.objects.exists()


def test_an_expired_garden_meter_is_refused_or_only_doubted(
    meter: Meter, garden: Meter, profile: Profile
) -> None:
    Meter.objects.filter(pk=garden.pk).update(verification_until=TODAY - timedelta(days=1))
    garden.refresh_from_db()
    send(meter, 346, profile=profile)
    with pytest.raises(VerificationOver):
        send(garden, 175, profile=profile)
    lenient = ruled(profile, garden_needs_verification=False)
    assert send(garden, 175, profile=lenient).reasons == [Doubt.VERIFICATION_OVER]
