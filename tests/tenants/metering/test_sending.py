"""Sending a reading: what is taken, doubted and refused, once, corrected until decided, and settled by an import."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.customers.models import AccessRole
from tenants.files import storing
from tenants.files.models import StoredFile
from tenants.metering.judging import Doubt
from tenants.metering.models import (
    Meter,
    MeterKind,
    Reading,
    ReadingKind,
    SentBy,
    SubmissionState,
    SubmittedReading,
)
from tenants.metering.problems import (
    AlreadySent,
    BelowPrevious,
    NotOpen,
    NotYourPlace,
    PhotoMissing,
    PhotoRefused,
    ReadingProblem,
    ReadingsNotTaken,
    ReadingWindowClosed,
    TooSoon,
    WrongDay,
    WrongValue,
)
from tenants.metering.services import (
    Photo,
    correct_reading,
    withdraw_reading,
)
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import dispatch
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer
from tests.water import AT, last_value, make_meter, make_point, owner_of, photo, ruled, send

S = SubmissionState


def test_a_plausible_reading_is_accepted_by_the_rules_and_told(meter: Meter, profile: Profile) -> None:
    owner_of(meter.service_point.customer)
    sent = send(meter, last_value(meter) + 7, profile=profile)
    assert (sent.state, sent.used_m3, sent.reasons, sent.decided_by) == (S.ACCEPTED, 7, [], "rules")
    assert OutboxEntry.objects.filter(kind="notifications.email").count() == 1


def test_where_staff_accept_each_one_it_waits(meter: Meter, profile: Profile) -> None:
    sent = send(meter, last_value(meter) + 7, profile=ruled(profile, accept="by_staff"))
    assert (sent.state, sent.decided_at) == (S.SUBMITTED, None)


@pytest.mark.parametrize(("used", "doubts"), [(40, []), (60, [Doubt.MUCH_MORE])])
def test_far_above_the_usual_is_doubted_by_the_utilitys_own_limit(
    meter: Meter, profile: Profile, used: int, doubts: list[Doubt]
) -> None:
    """Ten a month is usual; twenty days make 6,7 m³. Rzeszów asks above four times that, here above seven."""
    rules = ruled(profile, question_above_times_usual=7)
    sent = send(meter, last_value(meter) + used, profile=rules)
    assert (sent.reasons, sent.state) == ([str(one) for one in doubts], S.DOUBTFUL if doubts else S.ACCEPTED)


def test_without_a_past_the_plain_limit_of_a_month_counts(here: Tenant, profile: Profile) -> None:
    young = make_meter(make_point(make_customer()), monthly=None)
    Reading.objects.create(meter=young, taken_on=TODAY - timedelta(days=15), value_m3=0)
    rules = ruled(profile, question_above_m3_a_month=60)
    assert send(young, 31, profile=rules).reasons == [Doubt.MUCH_MORE]
    SubmittedReading.objects.all().delete()
    assert send(young, 30, profile=rules).reasons == []


def test_below_the_last_one_is_refused_with_what_was_known(meter: Meter, profile: Profile) -> None:
    with pytest.raises(BelowPrevious, match=r"340") as caught:
        send(meter, last_value(meter) - 1, profile=profile)
    assert (caught.value.previous, caught.value.field) == (340, "first")
    assert not SubmittedReading.objects.exists()


def test_below_an_estimate_is_nobodys_mistake(meter: Meter, profile: Profile) -> None:
    last = meter.readings.order_by("-taken_on")[0]
    Reading.objects.filter(pk=last.pk).update(kind=ReadingKind.ESTIMATE)
    sent = send(meter, last.value_m3 - 3, profile=profile)
    assert (sent.state, sent.reasons) == (S.DOUBTFUL, [Doubt.BELOW_ESTIMATE])


def test_a_dial_that_begins_anew_is_counted_on_and_looked_at(here: Tenant, profile: Profile) -> None:
    old = make_meter(make_point(make_customer()), start=99_755)
    assert last_value(old) == 99_995
    sent = send(old, 3, profile=profile)
    assert (sent.used_m3, sent.state, sent.reasons) == (8, S.DOUBTFUL, [Doubt.ROLLED_OVER])


def test_a_meter_that_stands_still_is_looked_at(here: Tenant, profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()), monthly=20)
    assert send(meter, last_value(meter), profile=profile).reasons == [Doubt.NOTHING_USED]


def test_a_value_must_fit_on_the_dial(meter: Meter, profile: Profile) -> None:
    with pytest.raises(WrongValue):
        send(meter, 100_000, profile=profile)
    with pytest.raises(WrongValue):
        send(meter, 350, 12, profile=profile)


@pytest.mark.parametrize(
    ("changed", "meter_fields", "given", "problem"),
    [
        ({"accepted": False}, {}, {}, ReadingsNotTaken),
        ({"meter_kinds": ("garden",)}, {}, {}, ReadingsNotTaken),
        ({}, {"remote": True}, {}, ReadingsNotTaken),
        ({}, {}, {"role": AccessRole.VIEWER}, NotYourPlace),
        ({}, {}, {"taken_at": TODAY + timedelta(days=1)}, WrongDay),
        ({}, {}, {"taken_at": TODAY - timedelta(days=4)}, WrongDay),
        ({"photo": "required"}, {}, {}, PhotoMissing),
        ({"photo": "required"}, {}, {"photo": Photo(b"%PDF-1.7 %%EOF", "a.pdf")}, PhotoRefused),
        ({}, {}, {"photo": Photo(b"\xff\xd8\xff no picture", "a.jpg")}, PhotoRefused),
    ],
)
def test_each_rule_refuses_with_its_own_failure(
    here: Tenant, profile: Profile, changed: Any, meter_fields: Any, given: Any, problem: type[ReadingProblem]
) -> None:
    meter = make_meter(make_point(make_customer()), **meter_fields)
    with pytest.raises(problem) as caught:
        send(meter, 345, profile=ruled(profile, **changed), **given)
    assert str(caught.value)
    assert not SubmittedReading.objects.exists()


def test_outside_the_days_it_is_refused_or_kept_without_an_invoice_as_the_profile_says(
    meter: Meter, profile: Profile
) -> None:
    window = {"first_day": 25, "last_day": 31}
    rules = profile.readings.model_copy(update={"triggers": "invoice"}).model_dump() | {"window": window}
    closed = profile.model_copy(
        update={"readings": type(profile.readings)(**rules | {"outside_window": "refuse"})}
    )
    kept = profile.model_copy(
        update={"readings": type(profile.readings)(**rules | {"outside_window": "without_invoice"})}
    )
    with pytest.raises(ReadingWindowClosed) as caught:
        send(meter, 345, profile=closed)
    assert caught.value.opens_on == date(2026, 11, 25)
    assert send(meter, 345, profile=kept).invoice_follows is False
    SubmittedReading.objects.all().delete()
    later = {"at": AT + timedelta(days=5), "taken_at": TODAY + timedelta(days=5)}
    assert send(meter, 345, profile=closed, **later).invoice_follows is True


def test_the_pause_between_two_readings_counts_only_what_people_sent(meter: Meter, profile: Profile) -> None:
    """A bill's own reading of three weeks ago does not stand in the way; a customer's does."""
    Reading.objects.filter(meter=meter, taken_on=date(2026, 10, 31)).update(kind=ReadingKind.CUSTOMER)
    with pytest.raises(TooSoon) as caught:
        send(meter, 345, profile=profile)
    assert caught.value.next_on == date(2026, 11, 30)
    Reading.objects.filter(meter=meter).update(kind=ReadingKind.BILLING)
    send(meter, 345, profile=profile)
    with pytest.raises(TooSoon):
        send(meter, 346, profile=profile)
    assert send(meter, 346, profile=ruled(profile, min_days_between=1), taken_at=TODAY + timedelta(days=1),
                at=AT + timedelta(days=1)).used_m3 == 1  # fmt: skip


def test_the_same_again_is_the_same_and_another_waits_for_the_first(meter: Meter, profile: Profile) -> None:
    rules = ruled(profile, accept="by_staff")
    first = send(meter, 345, profile=rules)
    assert send(meter, 345, profile=rules).pk == first.pk
    with pytest.raises(AlreadySent):
        send(meter, 346, profile=rules)
    assert SubmittedReading.objects.count() == 1


def test_a_machines_key_gives_the_same_reading_again(meter: Meter, profile: Profile) -> None:
    first = send(meter, 345, profile=profile, idempotency_key="k:1")
    assert send(meter, 346, profile=profile, idempotency_key="k:1").pk == first.pk


def test_both_counters_of_a_coupled_meter_are_read(here: Tenant, profile: Profile) -> None:
    meter = make_meter(make_point(make_customer()), kind=MeterKind.COUPLED, counters=2)
    with pytest.raises(WrongValue):
        send(meter, 345, profile=profile)
    with pytest.raises(BelowPrevious) as caught:
        send(meter, 345, 339, profile=profile)
    assert caught.value.field == "second"
    sent = send(meter, 345, 343, profile=profile)
    assert (sent.first_m3, sent.second_m3, sent.used_m3) == (345, 343, 8)


def test_a_guests_reading_of_an_unknown_meter_is_looked_at(here: Tenant, profile: Profile) -> None:
    unknown = make_meter(make_point(make_customer()), monthly=None)
    assert send(unknown, 5, profile=profile, channel=SentBy.GUEST, role=None).reasons == [Doubt.BY_GUEST]


def test_a_photo_is_made_anew_without_where_it_was_taken(
    meter: Meter, profile: Profile, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_roots", [tmp_path])
    sent = send(meter, 345, profile=profile, photo=Photo(photo(), "../../wodomierz.jpg"))
    assert sent.photo is not None
    content = storing.read(sent.photo)
    assert (
        content.startswith(b"\xff\xd8\xff")
        and b"TAJNE-MIEJSCE" in photo()
        and b"TAJNE-MIEJSCE" not in content
    )
    assert (sent.photo.name, sent.photo.purpose) == ("wodomierz.jpg", "photo")
    SubmittedReading.objects.all().delete()
    assert send(meter, 345, profile=ruled(profile, photo="none"), photo=Photo(photo(), "a.jpg")).photo is None
    assert StoredFile.objects.count() == 1


def test_a_photo_that_was_replaced_does_not_stay(
    meter: Meter, profile: Profile, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_roots", [tmp_path])
    rules = ruled(profile, accept="by_staff")
    sent = send(meter, 345, profile=rules, photo=Photo(photo(), "pierwsze.jpg"))
    for again in (Photo(photo((80, 50)), "drugie.jpg"), None):
        sent = correct_reading(
            submitted=sent, values=[Decimal(346)], taken_at=TODAY, by="anna@poczta.example", profile=rules, at=AT,
            photo=again,
        )  # fmt: skip
        dispatch(limit=50, clock=timezone.now)
    assert [(one.name, storing.read(one)[:3]) for one in StoredFile.objects.all()] == [
        ("drugie.jpg", b"\xff\xd8\xff")
    ]
    assert sum(1 for path in tmp_path.rglob("*") if path.is_file()) == 1, "its bytes are gone too"


def test_it_is_corrected_and_withdrawn_until_it_is_decided(meter: Meter, profile: Profile) -> None:
    rules = ruled(profile, accept="by_staff")
    sent = send(meter, 390, profile=rules)
    SubmittedReading.objects.filter(pk=sent.pk).update(question="Czy na pewno?")
    assert sent.state == S.DOUBTFUL
    better = correct_reading(
        submitted=sent, values=[Decimal(345)], taken_at=TODAY, by="anna@poczta.example", profile=rules, at=AT
    )
    assert (better.pk, better.state, better.used_m3, better.question) == (sent.pk, S.SUBMITTED, 5, "")
    withdraw_reading(submitted=better, by="anna@poczta.example", at=AT)
    with pytest.raises(NotOpen):
        correct_reading(
            submitted=better,
            values=[Decimal(346)],
            taken_at=TODAY,
            by="anna@poczta.example",
            profile=rules,
            at=AT,
        )
    with pytest.raises(NotOpen):
        withdraw_reading(submitted=better, by="anna@poczta.example", at=AT)
    assert send(meter, 347, profile=rules).state == S.SUBMITTED


def test_an_accepted_reading_is_the_next_ones_past(meter: Meter, profile: Profile) -> None:
    rules = ruled(profile, min_days_between=1)
    send(meter, 345, profile=rules)
    with pytest.raises(BelowPrevious):
        send(meter, 344, profile=rules, taken_at=TODAY + timedelta(days=1), at=AT + timedelta(days=1))


def test_what_one_utility_was_sent_the_other_never_sees(
    meter: Meter, profile: Profile, kostrzyn: Tenant
) -> None:
    send(meter, 345, profile=profile)
    with kostrzyn:
        assert not SubmittedReading.objects.exists() and not Meter.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(0, 99_999, places=3))
def test_whatever_is_typed_it_is_taken_doubted_or_refused_and_never_lowers_the_count(
    meter: Meter, profile: Profile, value: Decimal
) -> None:
    SubmittedReading.objects.all().delete()
    try:
        sent = send(meter, value, profile=profile)
    except BelowPrevious:
        assert value < 340
    else:
        assert sent.used_m3 is not None and sent.used_m3 == value - 340 >= 0
        assert (sent.state == S.DOUBTFUL) == bool(sent.reasons)
