"""When a contract has ended: reading only for as long as the profile says, then nothing; and no look into other people's time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from ebok import work
from tenants.billing.selectors import overview_of
from tenants.customers.ending import ending_of, months_later
from tenants.customers.models import Access, Contract, Customer, ServicePoint
from tenants.customers.services import end_former
from tenants.identity.models import AuditEvent
from tenants.metering.models import Meter, Reading
from tenants.metering.selectors import (
    all_readings_of,
    get_meter,
    meters_of,
    monthly_consumption,
    stretches_of,
)
from tenants.profile import selectors as profiles
from tenants.profile.formats import date_text
from tenants.registration.selectors import standing_of
from tenants.registry.models import Tenant
from tests.architecture.acting import end_contract, let_in
from tests.cast import Browser, make_customer
from tests.customer_portal.test_documents import linked


def closed(tenant: Tenant, *, days_ago: int) -> Browser:
    anna = linked(tenant)
    with tenant:
        end_contract(Customer.objects.get(), days_ago=days_ago)
    return anna


def test_a_former_customer_reads_and_sends_nothing(kostrzyn: Tenant) -> None:
    anna = closed(kostrzyn, days_ago=30)
    page = anna.get("/faktury/").content.decode()
    assert "FV/0012345/2" in page and "Ta umowa się skończyła" in page
    until = months_later(localdate() - timedelta(days=30), 24)
    assert date_text(until) in page
    for path in ("/odczyty/", "/zgody/", "/zgody/e_faktura/"):
        assert anna.get(path).status_code == 302, path
    assert anna.post("/zgody/e_faktura/", {"agree": "on", "email": "anna@poczta.example"}).status_code == 302
    assert anna.get("/sprawy/").status_code == 200, "the final settlement may still be argued about"
    assert anna.get("/osoby/zapros/").status_code == 404, "nobody new is let in"


@pytest.mark.parametrize(("later", "opened"), [(0, True), (1, False)])
def test_it_closes_the_day_after_the_profiles_months(kostrzyn: Tenant, later: int, opened: bool) -> None:
    linked(kostrzyn)
    with kostrzyn:
        Access.objects.update(valid_from=timezone.now() - timedelta(days=2000))
        access = Access.objects.select_related("user").get()
        ended = date(2024, 2, 29)
        Contract.objects.create(
            number="U1", customer=access.customer, valid_from=date(2020, 1, 1), valid_to=ended
        )
        last = months_later(ended, profiles.published().retention.closed_account_months)
        noon = timezone.make_aware(timezone.datetime(last.year, last.month, last.day, 12)) + timedelta(
            days=later
        )
        standing = standing_of(access.user, profile=profiles.published(), at=noon)
        assert (standing.access is not None) == opened


def test_one_open_contract_or_none_known_ends_nothing(kostrzyn: Tenant) -> None:
    anna = closed(kostrzyn, days_ago=30)
    with kostrzyn:
        Contract.objects.create(number="U2", customer=Customer.objects.get(), valid_from=date(2025, 1, 1))
    assert "Ta umowa się skończyła" not in anna.get("/faktury/").content.decode()
    assert ending_of(None, months=12, today=localdate()) is None
    assert ending_of(localdate(), months=12, today=localdate()) is None, (
        "its last day is a day like any other"
    )


def test_months_later_stays_in_the_month() -> None:
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2026, 11, 20), 14) == date(2028, 1, 20)


SOLD = date(2026, 3, 1)


@pytest.fixture
def sold(kostrzyn: Tenant) -> tuple[Browser, Browser]:
    """A flat sold on 1 March: the seller's point ended with it, the buyer's began; one meter, read before and after.

    In the mirror a point is one customer's at a time; both views of the same readings are two points here.
    """
    seller, buyer = (
        linked(kostrzyn, "0000001", "byly@poczta.example"),
        linked(kostrzyn, "0000002", "nowa@poczta.example"),
    )
    with kostrzyn:
        for number, begun, ended in (("0000001", date(2020, 1, 1), SOLD), ("0000002", SOLD, None)):
            customer = Customer.objects.get(number=number)
            contract = Contract.objects.create(
                number=f"U{number}", customer=customer, valid_from=begun, valid_to=ended
            )
            point = ServicePoint.objects.create(
                number=f"P{number}", customer=customer, contract=contract, address="ul. Sprzedana 1"
            )
            meter = Meter.objects.create(code=f"W{number}", serial=f"S{number}", service_point=point)
            old = Meter.objects.create(
                code=f"O{number}", serial=f"STARY{number}", service_point=point, removed_on=date(2025, 5, 5)
            )
            new = Meter.objects.create(
                code=f"N{number}", serial=f"NOWY{number}", service_point=point, installed_on=date(2026, 6, 6)
            )
            assert old and new
            for month, value in ((1, 111), (2, 222), (3, 333), (4, 444), (5, 555)):
                Reading.objects.create(
                    meter=meter,
                    taken_on=date(2026, month, 1),
                    value_m3=value,
                    consumption_m3=Decimal(100 + month),
                )
    return seller, buyer


def readings(tenant: Tenant, number: str) -> list[tuple[date, Decimal | None]]:
    with tenant:
        access = Access.objects.get(customer__number=number)
        return [(one.taken_on, one.shown_m3) for one in all_readings_of(access).order_by("taken_on")]


def test_the_buyer_sees_nothing_from_before(kostrzyn: Tenant, sold: tuple[Browser, Browser]) -> None:
    assert readings(kostrzyn, "0000002") == [
        (SOLD, None),  # the state at which they took over; what led to it is the seller's
        (date(2026, 4, 1), Decimal(104)),
        (date(2026, 5, 1), Decimal(105)),
    ]
    with kostrzyn:
        access = Access.objects.select_related("customer").get(customer__number="0000002")
        assert {one.serial for one in meters_of(access)} == {"S0000002", "NOWY0000002"}
        months = {
            one.month: one.used_m3 for one in monthly_consumption(access, until=date(2026, 5, 31), months=6)
        }
        assert months[date(2026, 1, 1)] == months[date(2026, 2, 1)] == 0
        assert sum(months.values()) == Decimal(209)
        meter = get_meter(access, Meter.objects.get(code="W0000002").pk)
        assert meter.last_value_m3 == 555  # type: ignore[attr-defined]  # annotated
        assert [one.used_m3 for one in stretches_of([meter], until=date(2026, 5, 31))[meter.pk]] == [104, 105]
    page = sold[1].get(f"/wodomierze/{meter.pk}/").content.decode()
    assert "111" not in page and "222" not in page and "103" not in page
    api = sold[1].get("/api/v1/me/readings/").json()["results"]
    assert [(one["value_m3"], one["consumption_m3"]) for one in api] == [
        ("555.000", "105.000"), ("444.000", "104.000"), ("333.000", None),
    ]  # fmt: skip


def test_the_seller_sees_nothing_from_after(kostrzyn: Tenant, sold: tuple[Browser, Browser]) -> None:
    assert readings(kostrzyn, "0000001") == [
        (date(2026, 1, 1), Decimal(101)),
        (date(2026, 2, 1), Decimal(102)),
        (SOLD, Decimal(103)),
    ]
    with kostrzyn:
        access = Access.objects.select_related("customer").get(customer__number="0000001")
        assert {one.serial for one in meters_of(access)} == {"S0000001", "STARY0000001"}
        (shown,) = overview_of(access, today=date(2026, 11, 20)).meters
        assert (shown.serial, shown.last_taken_on, shown.last_value_m3) == ("S0000001", SOLD, 333)
        meter = Meter.objects.get(code="W0000001")
    page = sold[0].get(f"/wodomierze/{meter.pk}/").content.decode()
    assert "444" not in page and "555" not in page
    assert [one["taken_on"] for one in sold[0].get("/api/v1/me/readings/").json()["results"]] == [
        "2026-03-01", "2026-02-01", "2026-01-01",
    ]  # fmt: skip


def test_neither_sees_the_others_bills(kostrzyn: Tenant, sold: tuple[Browser, Browser]) -> None:
    for browser, own, others in ((sold[0], "0000001", "0000002"), (sold[1], "0000002", "0000001")):
        page = browser.get("/faktury/").content.decode()
        assert f"FV/{own}/2" in page and f"FV/{others}/" not in page


@pytest.mark.parametrize("months", [0, 12])
@pytest.mark.parametrize(("days_after", "ended"), [(0, 0), (1, 1)])
def test_housekeeping_ends_the_access_the_day_after_the_months_and_not_before(
    kostrzyn: Tenant, months: int, days_after: int, ended: int
) -> None:
    last = date(2025, 2, 28)
    with kostrzyn:
        former, present = make_customer("0000001", "Była"), make_customer("0000002", "Obecny")
        accesses = [let_in(f"{one.number}@poczta.example", one, "see_meters") for one in (former, present)]
        former.contracts.create(number="U1", valid_from=date(2020, 1, 1), valid_to=last)
        present.contracts.create(number="U2", valid_from=date(2020, 1, 1), valid_to=last)
        present.contracts.create(number="U3", valid_from=date(2025, 3, 1))
        today = months_later(last, months) + timedelta(days=days_after)
        at = timezone.now()
        assert end_former(months=months, today=today, at=at) == ended
        assert end_former(months=months, today=today, at=at) == 0, "once is enough"
        for access in accesses:
            access.refresh_from_db()
        assert [one.revoked_at for one in accesses] == [at if ended else None, None]
        told = AuditEvent.objects.filter(action="customers.revoke_access").values_list("subject", "actor")
        assert list(told) == [("0000001", "housekeeping")] * ended


def test_housekeeping_asks_the_profile_how_many_months(kostrzyn: Tenant, rzeszow: Tenant) -> None:
    """Kostrzyn keeps a former customer's office open for 24 months, Rzeszów for 12."""
    today = localdate()
    for tenant in (kostrzyn, rzeszow):
        with tenant:
            customer = make_customer()
            let_in("widz@poczta.example", customer, "see_meters")
            customer.contracts.create(
                number="U1", valid_from=date(2010, 1, 1), valid_to=months_later(today, -18)
            )
    work.housekeep(at=timezone.now())
    left = []
    for tenant in (kostrzyn, rzeszow):
        with tenant:
            left.append(Access.objects.filter(revoked_at=None).count())
    assert left == [1, 0]


def test_who_has_a_contract_again_gets_back_in(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        customer = Customer.objects.get()
        months = profiles.published().retention.closed_account_months
        end_contract(customer, days_ago=31 * months + 5)
        stranger = let_in("obcy@poczta.example", make_customer("0099999", "Jan Sąsiad"), "see_invoices")
        stranger.revoked_at, stranger.revoked_by = timezone.now(), "jan@poczta.example"
        stranger.save()
    work.housekeep(at=timezone.now())
    page = anna.get("/moje-konto/").content.decode()
    assert "Twój dostęp się skończył" in page and "/moje-konto/kolejna-umowa/" in page
    assert 'href="/powiadomienia/"' not in page
    with kostrzyn:
        customer.contracts.create(number="U2", valid_from=localdate(), valid_to=None)
    work.housekeep(at=timezone.now())
    assert "FV/0012345/2" in anna.get("/faktury/").content.decode()
    with kostrzyn:
        stranger.refresh_from_db()
        assert stranger.revoked_at is not None, "what its owner ended stays ended"
