"""Water is counted once: not again in a flat behind the main meter, nor for a meter that was taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tenants.customers.models import Access, ServicePoint
from tenants.metering.forecasting import Forecast, forecast
from tenants.metering.glances import open_now
from tenants.metering.models import MeterKind
from tenants.metering.selectors import get_point, meters_at, monthly_consumption, stretches_of
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tenants.septic.models import SepticTank
from tenants.septic.selectors import water_used
from tests.cast import TODAY, make_customer
from tests.water import make_meter, make_point, owner_of, publish


@pytest.fixture
def point(rzeszow: Tenant) -> Iterator[ServicePoint]:
    with rzeszow:
        made = make_point(make_customer())
        owner_of(made.customer)
        yield made


def expected(point: ServicePoint) -> Forecast | None:
    found = get_point(Access.objects.get(), point.pk)
    meters = meters_at(found)
    use = stretches_of(meters, until=TODAY)
    return forecast(point=found, meters=meters, use=use, profile=profiles.published(), today=TODAY)


def test_water_of_a_flat_behind_the_main_meter_is_not_counted_twice(point: ServicePoint) -> None:
    make_meter(point)
    make_meter(point, "F1", monthly=4, kind=MeterKind.FLAT, parent="W1")
    months = monthly_consumption(Access.objects.get(), until=date(2026, 10, 31), months=3)
    assert [one.used_m3 for one in months] == [Decimal(10)] * 3
    found = expected(point)
    assert found is not None and found.water_m3 == 20


def test_a_flat_whose_main_meter_is_somebody_elses_counts(point: ServicePoint) -> None:
    make_meter(make_point(make_customer("0054321", "Wspólnota"), "P2"), "W9")
    make_meter(point, "F1", monthly=4, kind=MeterKind.FLAT, parent="W9")
    months = monthly_consumption(Access.objects.get(), until=date(2026, 10, 31), months=3)
    assert [one.used_m3 for one in months] == [Decimal(4)] * 3


def test_after_an_exchange_the_meter_taken_out_adds_nothing(point: ServicePoint) -> None:
    make_meter(point, until=date(2026, 9, 30), removed_on=date(2026, 9, 15))
    make_meter(point, "W2", months=1, start=0)
    found = expected(point)
    assert found is not None and found.water_m3 == 20


def test_days_of_a_cycle_are_days_of_reading_on_the_first_page_too(point: ServicePoint) -> None:
    cycle = {"settlement_months": 2, "first_day": 1, "last_day": 31}
    profile = publish(readings={"window": None, "cycle_windows": [cycle]})
    assert open_now([["", 2]], None, profile=profile, today=TODAY) is not None


def test_nor_is_it_beside_what_a_tank_held(point: ServicePoint) -> None:
    make_meter(point)
    make_meter(point, "F1", monthly=4, kind=MeterKind.FLAT, parent="W1")
    tank = SepticTank(customer=point.customer, service_point=point, code="Z1", address=point.address)
    assert water_used(tank, since=date(2026, 8, 31), until=date(2026, 10, 31)) == 20
