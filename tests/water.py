"""Meters with a past, people who may send their state, and profiles with one rule changed: for the tests of water."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from tenants.customers.models import Access, AccessRole, Customer, ServicePoint
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.metering.models import Meter, MeterKind, Reading, ReadingKind, SentBy, SubmittedReading
from tenants.metering.services import submit_reading
from tenants.metering.use import first_of_month
from tenants.profile import canonical, loading
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile, Proof
from tenants.profile.services import apply_profile
from tenants.registration import steps
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tests.cast import TODAY, make_customer, make_user

AT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def make_point(customer: Customer, number: str = "P1", **fields: Any) -> ServicePoint:
    """A service point of group W1/S1, billed every second month."""
    given = {"address": "ul. Lipowa 4/2", "tariff_group": "W1/S1", "settlement_months": 2} | fields
    return ServicePoint.objects.create(number=number, customer=customer, **given)


def make_meter(
    point: ServicePoint,
    code: str = "W1",
    *,
    monthly: int | None = 10,
    until: date = TODAY,
    months: int = 24,
    start: int = 100,
    **fields: Any,
) -> Meter:
    """A meter read at the end of every month up to the one before `until`, with so many m³ used in each."""
    meter = Meter.objects.create(service_point=point, code=code, serial=f"S{code}", **fields)
    if monthly is None:
        return meter
    for counter in range(1, meter.counters + 1):
        value = Decimal(start)
        for back in range(months, -1, -1):
            day = first_of_month(until, back) - timedelta(days=1)
            used = Decimal(monthly) if back < months else None
            value += used or 0
            Reading.objects.create(
                meter=meter,
                counter=counter,
                taken_on=day,
                value_m3=value % 10**meter.digits,
                consumption_m3=used,
            )
    return meter


def last_value(meter: Meter, counter: int = 1) -> Decimal:
    """What the counter showed last."""
    reading = meter.readings.filter(counter=counter).order_by("-taken_on").first()
    assert reading is not None
    return reading.value_m3


def daily(meter: Meter, *, days: int, used: str, until: date = TODAY, start: int = 500) -> None:
    """Daily figures of a meter read by radio; the same use each day."""
    for day in range(days, -1, -1):
        value = Decimal(start) + Decimal(used) * (days - day)
        Reading.objects.create(
            meter=meter, taken_on=until - timedelta(days=day), value_m3=value, kind=ReadingKind.REMOTE
        )


def send(meter: Meter, *values: Any, profile: Profile, **changed: Any) -> SubmittedReading:
    """Send a reading of today as its owner."""
    given: dict[str, Any] = {
        "taken_at": TODAY, "by": "anna@poczta.example", "channel": SentBy.PORTAL, "at": AT, "role": AccessRole.OWNER,
    }  # fmt: skip
    return submit_reading(
        meter=meter, values=[Decimal(value) for value in values], profile=profile, **given | changed
    )


def ruled(profile: Profile, **changed: Any) -> Profile:
    """The profile with other rules for readings."""
    return profile.model_copy(update={"readings": profile.readings.model_copy(update=changed)})


def publish(**themes: Mapping[str, Any]) -> Profile:
    """Put the current tenant's profile in force with fields of themes changed: `publish(readings={"photo": "none"})`."""
    source = profiles.published()
    version = profiles.version(profiles.published_number() or 0)
    document = canonical.document(source)
    for theme, changes in themes.items():
        document[theme] = {
            name: value for name, value in (document[theme] | dict(changes)).items() if value is not None
        }
    made = loading.from_document(document, profiles.files_of(version))
    apply_profile(
        source=loading.check(canonical.to_yaml(made), profiles.files_of(version)),
        by="test",
        at=timezone.now(),
    )
    return profiles.published()


def anytime() -> Profile:
    """The utility's rules without days of reading, so that a test over HTTP passes on any day of the year."""
    return publish(readings={"window": None, "cycle_windows": [], "deadlines": []})


def link(user: User, customer: Customer, role: AccessRole = AccessRole.OWNER) -> Access:
    """Bring a login to the top of the ladder; a role other than the owner's is granted afterwards."""
    now, profile = timezone.now(), profiles.published()
    registration = Registration.objects.create(
        reference=new_reference(), user=user, mode=profile.registration.modes[0].key, customer=customer,
        customer_number=customer.number, created_at=now, changed_at=now,
    )  # fmt: skip
    for proof in (Proof.EMAIL_VERIFIED, *(rung.reached_by[0] for rung in profile.registration.ladder)):
        steps.add_proof(registration, proof, at=now, by="test")
    steps.advance(registration, profile=profile, at=now, by="test", tell=False)
    access = Access.objects.get(user=user, customer=customer)
    if access.role != role:
        scope = [] if role == AccessRole.MANAGER else ["see_meters", "send_readings"]
        Access.objects.filter(pk=access.pk).update(role=role, scope=scope)
        access.refresh_from_db()
    return access


def owner_of(customer: Customer, email: str = "anna@poczta.example") -> User:
    """Somebody who sees the customer, without a registration."""
    user = make_user(email)
    grant_access(
        user=user, customer=customer, role=AccessRole.OWNER, evidence={}, by="test", at=AT - timedelta(days=1)
    )
    return user


def photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG with the place where it was taken in its EXIF."""
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "TAJNE-MIEJSCE"
    Image.new("RGB", size, "#889").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


__all__ = ["AT", "TODAY", "MeterKind", "make_customer"]
