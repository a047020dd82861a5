"""Readings of the demo: one that is fine, one that staff doubt, with its photo; and leaks looked for at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageDraw

from tenants.identity.models import User
from tenants.integration.demo.generator import COMPANY, MANAGER
from tenants.metering.judging import limit_of
from tenants.metering.models import Meter, MeterKind, SentBy, SubmittedReading
from tenants.metering.rules import opening_on, rules_for
from tenants.metering.selectors import history_of
from tenants.metering.services import Photo, look_for_leaks, submit_reading
from tenants.profile import selectors as profiles
from tenants.profile.formats import WARSAW

_FARTHEST_BACK = 40


def furnish(*, company: User, manager: User, say: Callable[[str], None]) -> None:
    """Send the readings where nobody has sent any yet, and look at what the import brought."""
    now, profile = timezone.now(), profiles.published()
    while look_for_leaks(profile=profile, at=now):
        say("Looking for leaks among the readings")
    if SubmittedReading.objects.exists() or not profile.readings.accepted:
        return
    coupled = Meter.objects.filter(service_point__customer__number=COMPANY, kind=MeterKind.COUPLED)
    main = Meter.objects.filter(service_point__customer__number=MANAGER, kind=MeterKind.MAIN)
    told = ((coupled.first(), company, 6, False), (main.order_by("code").first(), manager, 900, True))
    for meter, by, used, photo in told:
        if meter is None:
            continue
        at = _open_day(meter, now)
        known = history_of([meter], until=at.astimezone(WARSAW).date())[meter.pk]
        last = {one.counter: one.value_m3 for one in known}
        values = [(last[counter] + used) % limit_of(meter) for counter in range(1, meter.counters + 1)]
        submit_reading(
            meter=meter, values=values, taken_at=at.astimezone(WARSAW).date(), by=by, channel=SentBy.PORTAL,
            profile=profile, at=at, photo=Photo(_dial(values[0]), "wodomierz.jpg") if photo else None,
        )  # fmt: skip


def _open_day(meter: Meter, now: datetime) -> datetime:
    """The latest moment up to now at which readings of this meter are taken."""
    point = meter.service_point
    rules = rules_for(profiles.published(), point)
    for back in range(_FARTHEST_BACK):
        at = now - timedelta(days=back)
        if rules.outside_window == "without_invoice" or opening_on(
            rules, point, at.astimezone(WARSAW).date()
        ):
            return at
    return now


def _dial(value: Decimal) -> bytes:
    """A picture such as a telephone would take."""
    picture = Image.new("RGB", (640, 360), "#d8dde2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 120, 580, 240), fill="#222")
    for place, digit in enumerate(f"{int(value):05d}"):
        draw.text((90 + place * 100, 135), digit, fill="#fff", font_size=80)
    stream = BytesIO()
    picture.save(stream, "JPEG")
    return stream.getvalue()
