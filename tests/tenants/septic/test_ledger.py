"""The septic ledger: when a tank is due, reminders once, the statement, the door on and off, ordering prefilled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate
from pypdfium2 import PdfDocument

from tenants.cases.models import Draft
from tenants.customers.models import Access, Customer
from tenants.identity.models import User
from tenants.metering.models import Reading
from tenants.notifications.models import MessageChannel
from tenants.notifications.services import set_preference
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tenants.septic.models import Emptying, SepticTank
from tenants.septic.selectors import all_tanks, scheduled, volume_removed, water_used
from tenants.septic.services import remind
from tests.architecture.world import link
from tests.case_forms import publish
from tests.cast import Browser, make_customer, make_user, post_of

LAST = date(2026, 9, 1)


@pytest.fixture
def anna(kostrzyn: Tenant) -> Browser:
    """A customer of Kostrzyn with a tank that was emptied twice, and a stranger with another."""
    with kostrzyn:
        for number, email in (("0012345", "anna@poczta.example"), ("0054321", "obcy@poczta.example")):
            customer, user = make_customer(number, f"Odbiorca {number}"), make_user(email)
            link(user, customer)
            user.accesses.update(valid_from=datetime(2026, 1, 1, tzinfo=UTC))
            point = customer.service_points.create(number=f"P{number}", address="ul. Prosta 1")
            meter = point.meters.create(code=f"M{number}", serial="1", kind="main")
            garden = point.meters.create(code=f"G{number}", serial="2", kind="garden")
            Reading.objects.create(meter=meter, taken_on=LAST, value_m3=100, consumption_m3=20)
            Reading.objects.create(meter=garden, taken_on=LAST, value_m3=50, consumption_m3=5)
            tank = SepticTank.objects.create(
                code=f"ZB-{number}",
                customer=customer,
                service_point=point,
                address=f"ul. Prosta 1/{number}",
                capacity_m3=10,
            )
            for place, day in enumerate((LAST - timedelta(days=80), LAST)):
                Emptying.objects.create(
                    code=f"{number}-{place}",
                    tank=tank,
                    emptied_on=day,
                    volume_m3=8,
                    document=f"KP/{number}/{place}",
                )
        browser = Browser(kostrzyn)
        browser.force_login(user.__class__.objects.get(email="anna@poczta.example"))
    return browser


@pytest.mark.parametrize(
    ("kind", "own", "days"), [("tank", None, 90), ("plant", None, 365), ("tank", 30, 30), ("plant", 700, 700)]
)
def test_the_interval_is_the_tanks_own_else_the_profiles(kostrzyn: Tenant, anna: Browser, kind: str, own: int | None, days: int) -> None:  # fmt: skip
    with kostrzyn:
        SepticTank.objects.update(kind=kind, interval_days=own)
        rule = profiles.published().services.septic
        assert rule is not None
        assert {scheduled(one, rule).due_on for one in all_tanks()} == {LAST + timedelta(days=days)}


def test_everybody_is_reminded_once_before_the_interval_ends(kostrzyn: Tenant, anna: Browser) -> None:
    due = datetime(2026, 11, 30, 8, tzinfo=UTC)
    with kostrzyn:
        profile = profiles.published()
        assert remind(profile=profile, at=due - timedelta(days=15)) == 0
        assert remind(profile=profile, at=due - timedelta(days=14)) == 2
        assert remind(profile=profile, at=due - timedelta(days=13)) == 0
    told = {one.to: one.text for one in post_of(kostrzyn)}
    assert set(told) == {"anna@poczta.example", "obcy@poczta.example"}
    assert (
        "ul. Prosta 1/0012345" in told["anna@poczta.example"] and "0054321" not in told["anna@poczta.example"]
    )


def test_who_gets_access_after_the_day_of_reminding_is_reminded_then(kostrzyn: Tenant, anna: Browser) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with kostrzyn:
        profile = profiles.published()
        Access.objects.filter(user__email="anna@poczta.example").update(revoked_at=at - timedelta(days=1))
        assert remind(profile=profile, at=at) == 1, "the stranger's tank; nobody sees Anna's"
        Access.objects.filter(user__email="anna@poczta.example").update(revoked_at=None)
        assert remind(profile=profile, at=at + timedelta(days=5)) == 1
        second = make_user("maz@poczta.example")
        link(second, Customer.objects.get(number="0012345"))
        second.accesses.update(valid_from=at)
        assert remind(profile=profile, at=at + timedelta(days=6)) == 1
        assert remind(profile=profile, at=at + timedelta(days=7)) == 0
    assert sorted(one.to for one in post_of(kostrzyn)) == [
        "anna@poczta.example", "maz@poczta.example", "obcy@poczta.example",
    ]  # fmt: skip


def test_a_former_customer_is_not_told_to_empty_a_tank(kostrzyn: Tenant, anna: Browser) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with kostrzyn:
        anna_s = Customer.objects.get(number="0012345")
        anna_s.contracts.create(number="U1", valid_from=date(2020, 1, 1), valid_to=date(2026, 11, 19))
        assert remind(profile=profiles.published(), at=at) == 1, "the stranger's tank alone"
    assert [one.to for one in post_of(kostrzyn)] == ["obcy@poczta.example"]


def test_who_does_not_want_it_is_not_noted_as_told(kostrzyn: Tenant, anna: Browser) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with kostrzyn:
        profile, user = profiles.published(), User.objects.get(email="anna@poczta.example")
        settings = {"user": user, "topic": "septic_due", "channel": MessageChannel.EMAIL}
        set_preference(**settings, wanted=False)
        assert remind(profile=profile, at=at) == 1, "the stranger's alone"
        set_preference(**settings, wanted=True)
        assert remind(profile=profile, at=at + timedelta(days=1)) == 1
    assert [one.to for one in post_of(kostrzyn)] == ["obcy@poczta.example", "anna@poczta.example"]


def test_the_look_costs_the_same_for_tanks_nobody_sees(
    kostrzyn: Tenant, anna: Browser, django_assert_num_queries: Callable[..., Any]
) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with kostrzyn:
        profile = profiles.published()
        Access.objects.update(revoked_at=at)
        owner = Customer.objects.get(number="0012345")
        for rows in (3, 30):
            for number in range(rows):
                tank = SepticTank.objects.create(code=f"N{rows}-{number}", customer=owner, address="A 1")
                Emptying.objects.create(code=f"N{rows}-{number}", tank=tank, emptied_on=LAST, volume_m3=1)
            with django_assert_num_queries(1):
                assert remind(profile=profile, at=at) == 0


@pytest.mark.parametrize("on", [True, False])
def test_the_service_may_be_off(kostrzyn: Tenant, anna: Browser, on: bool) -> None:
    if not on:
        with kostrzyn:
            publish(septic=None)
    assert anna.get("/nieczystosci/").status_code == (200 if on else 404)
    assert ('href="/nieczystosci/"' in anna.get("/sprawy/").content.decode()) is on
    with kostrzyn:
        assert remind(profile=profiles.published(), at=datetime(2026, 11, 25, tzinfo=UTC)) == (2 if on else 0)


def test_removed_beside_used(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        tank = SepticTank.objects.get(code="ZB-0012345")
        period = {"since": LAST - timedelta(days=30), "until": LAST}
        assert volume_removed(tank, **period) == Decimal(8)
        assert water_used(tank, **period) == Decimal(15), "what the garden drank reached no tank"


def test_the_statement_is_a_pdf_for_the_period_asked_for(kostrzyn: Tenant, anna: Browser) -> None:
    with kostrzyn:
        tank = SepticTank.objects.get(code="ZB-0012345")
        strangers = SepticTank.objects.get(code="ZB-0054321")
    path = f"/nieczystosci/{tank.pk}/zestawienie/"
    answer = anna.get(path, {"since": "2026-08-01", "until": "2026-09-30"})
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(answer.content))
    assert "KP/0012345/1" in text and "KP/0012345/0" not in text and "0054321" not in text
    assert "15" in text and "Odbiorca 0012345" in text
    assert (
        "wcześniejszy niż pierwszy"
        in anna.get(path, {"since": "2026-09-30", "until": "2026-08-01"}).content.decode()
    )
    assert anna.get(f"/nieczystosci/{strangers.pk}/").status_code == 404
    assert anna.get(f"/nieczystosci/{strangers.pk}/zestawienie/").status_code == 404


def test_ordering_is_filled_in_from_the_tank(kostrzyn: Tenant, anna: Browser) -> None:
    page = anna.get("/nieczystosci/").content.decode()
    assert "/sprawy/nowa/wywoz_nieczystosci/?zbiornik=ZB-0012345" in page
    anna.post("/sprawy/nowa/wywoz_nieczystosci/?zbiornik=ZB-0012345")
    with kostrzyn:
        known = Draft.objects.get().answers["_prefilled"]
    assert known["pojemnosc"] == "10" and known["adres"]["street"] == "ul. Prosta 1/0012345"
    anna.post("/sprawy/nowa/wywoz_nieczystosci/?zbiornik=ZB-0054321")
    with kostrzyn:
        assert "0054321" not in str(Draft.objects.latest("pk").answers), "a stranger's tank fills in nothing"


def test_the_list_takes_as_many_statements_for_thirty_tanks(kostrzyn: Tenant, anna: Browser, django_assert_num_queries: object) -> None:  # fmt: skip
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert anna.get("/nieczystosci/").status_code == 200
        return len(seen)

    anna.get("/nieczystosci/")
    few = count()
    with kostrzyn:
        first = SepticTank.objects.get(code="ZB-0012345")
        for number in range(30):
            tank = SepticTank.objects.create(
                code=f"X{number}", customer=first.customer, address=f"A {number}"
            )
            Emptying.objects.create(code=f"X{number}", tank=tank, emptied_on=localdate(), volume_m3=1)
    assert count() == few >= 5
