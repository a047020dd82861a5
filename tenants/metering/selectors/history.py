"""What is known of meters: the billing system's readings and the accepted ones it has not brought yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import F, Q

from tenants.metering.judging import limit_of
from tenants.metering.models import Meter, Reading, ReadingKind, SubmissionState, SubmittedReading
from tenants.metering.selectors.tenure import own
from tenants.metering.use import Known, Stretch, first_of_month, stretches

# Two seasons and a little: enough to say what is usual.
_BACK = timedelta(days=800)


def history_of(meters: Collection[Meter], *, until: date, daily: bool = False) -> dict[int, list[Known]]:
    """By the meter's id, oldest first: two statements for any number of meters.

    Of daily figures only the last of each month and the newest count, or all of the last hundred days with `daily`:
    a year of them would be four hundred rows a meter.
    """
    found: defaultdict[int, list[Known]] = defaultdict(list)
    rows = own(Reading.objects.filter(meter__in=meters, taken_on__gt=until - _BACK, taken_on__lte=until))
    for meter, counter, day, value, used, kind in (
        rows.filter(_few_daily(until, daily=daily))
        .order_by("meter_id", "counter", "taken_on", "id")
        .values_list("meter_id", "counter", "taken_on", "value_m3", "own_m3", "kind")
    ):
        found[meter].append(Known(counter, day, value, used, kind))
    accepted = SubmittedReading.objects.filter(
        meter__in=meters, state=SubmissionState.ACCEPTED, taken_on__lte=until,
        customer=F("meter__service_point__customer"),
    )  # fmt: skip
    for sent in accepted.only("meter_id", "taken_on", "first_m3", "second_m3"):
        values = [value for value in (sent.first_m3, sent.second_m3) if value is not None]
        for number, shown in enumerate(values, start=1):
            found[sent.meter_id].append(Known(number, sent.taken_on, shown, None, ReadingKind.CUSTOMER))
    for known in found.values():
        known.sort(key=lambda one: (one.counter, one.taken_on))
    return found


def stretches_of(meters: Iterable[Meter], *, until: date, daily: bool = False) -> dict[int, list[Stretch]]:
    """The same as stretches of use, for every meter given.

    Only of the customer's own time: what the former one used says nothing of theirs, and is nobody's business.
    """
    listed = list(meters)
    known = history_of(listed, until=until, daily=daily)
    return {meter.pk: stretches(known.get(meter.pk, []), limit=limit_of(meter)) for meter in listed}


def _few_daily(until: date, *, daily: bool) -> Q:
    ends = [first_of_month(until, back) - timedelta(days=1) for back in range(27)]
    recent = Q(taken_on__gt=until - timedelta(days=100 if daily else 1))
    return ~Q(kind=ReadingKind.REMOTE) | Q(taken_on__in=ends) | recent
