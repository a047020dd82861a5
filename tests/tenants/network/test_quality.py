"""What is in the water: results against limits, hardness in people's units, tables from the laboratory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tenants.customers.models import AccessRole
from tenants.customers.services import grant_access
from tenants.identity.models import StaffRole
from tenants.network import selectors, services
from tenants.network.hardness import Softness, hardness
from tenants.network.models import WaterSample
from tenants.network.services import Result, SampleRefused
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import TODAY, Browser, make_clerk, make_customer, make_user
from tests.tenants.network.test_outages import NOON


def result(parameter: str, value: str, day: date = TODAY, **fields: object) -> Result:
    known = {"zone": "wislok_prawy", "taken_on": day, "parameter": parameter, "value": Decimal(value)}
    return Result(**(known | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parameter", "value", "below", "verdict"),
    [
        ("iron", "45", False, "within"),
        ("iron", "200", False, "within"),
        ("iron", "201", False, "above"),
        ("manganese", "60", True, "within"),  # „< 60”: less than can be measured is never too much
        ("hardness", "59", False, "below"),
        ("ph", "7.2", False, "within"),
        ("ph", "9.6", False, "above"),
    ],
)
def test_a_result_is_judged_by_its_limits(
    rzeszow: Tenant, parameter: str, value: str, below: bool, verdict: str
) -> None:
    with rzeszow:
        profile = profiles.published()
        found = [result(parameter, value, below_detection=below)]
        services.record_samples(results=found, profile=profile, by=make_clerk(), today=TODAY)
        (quality,) = selectors.quality_of(profile.network.zone("wislok_prawy"), profile)
        assert quality.verdict == verdict


def test_the_newest_result_counts_and_the_same_sample_again_replaces_it(rzeszow: Tenant) -> None:
    with rzeszow:
        profile, clerk = profiles.published(), make_clerk()
        for value, day in (("10", date(2026, 10, 1)), ("30", date(2026, 11, 1)), ("20", date(2026, 9, 1))):
            services.record_samples(
                results=[result("iron", value, day)], profile=profile, by=clerk, today=TODAY
            )
        services.record_samples(
            results=[result("iron", "31", date(2026, 11, 1))], profile=profile, by=clerk, today=TODAY
        )
        zone = profile.network.zone("wislok_prawy")
        assert [one.sample.value for one in selectors.quality_of(zone, profile)] == [Decimal(31)]
        assert selectors.samples_of(zone).count() == 3
        assert selectors.quality_of(profile.network.zone("wislok_lewy"), profile) == []


@pytest.mark.parametrize(
    "wrong",
    [result("iron", "1", zone="nie_ma"), result("nie_ma", "1"), result("iron", "1", date(2026, 11, 21))],
)
def test_one_wrong_row_and_nothing_is_taken(rzeszow: Tenant, wrong: Result) -> None:
    with rzeszow:
        with pytest.raises(SampleRefused):
            services.record_samples(
                results=[result("iron", "1"), wrong],
                profile=profiles.published(),
                by=make_clerk(),
                today=TODAY,
            )
        assert not WaterSample.objects.exists()


@given(st.decimals(0, 1000, places=1))
def test_harder_water_never_means_a_softer_word_or_a_lower_setting(mg: Decimal) -> None:
    softer, harder = hardness(mg), hardness(mg + 50)
    order = list(Softness)
    assert order.index(softer.softness) <= order.index(harder.softness)
    assert softer.dishwasher <= harder.dishwasher and softer.degrees < harder.degrees


def test_hardness_in_the_units_people_meet() -> None:
    found = hardness(Decimal(250))
    assert (found.degrees, found.mval, found.softness, found.dishwasher) == (
        Decimal("14.0"), Decimal("5.0"), Softness.MEDIUM, 2,
    )  # fmt: skip


def test_my_tap_is_the_zone_billing_names_or_the_only_one_of_my_town(
    rzeszow: Tenant, kostrzyn: Tenant
) -> None:
    with rzeszow:
        customer = make_customer()
        customer.service_points.create(number="1", address="x", city="Rzeszów", supply_zone="wislok_lewy")
        access = grant_access(
            user=make_user("a@b.example"),
            customer=customer,
            role=AccessRole.OWNER,
            evidence={},
            by="t",
            at=NOON,
        )
        assert [zone.key for zone in selectors.zones_of(access, profiles.published())] == ["wislok_lewy"]
        customer.service_points.update(supply_zone="")
        assert selectors.zones_of(access, profiles.published()) == []
    with kostrzyn:
        customer = make_customer()
        customer.service_points.create(number="1", address="x", city="Kostrzyn nad Odrą")
        access = grant_access(
            user=make_user("a@b.example"),
            customer=customer,
            role=AccessRole.OWNER,
            evidence={},
            by="t",
            at=NOON,
        )
        assert [zone.key for zone in selectors.zones_of(access, profiles.published())] == ["kostrzyn"]


TABLE = "zone;point;date;parameter;value;laboratory\nwislok_prawy;Szkoła nr 4;2026-11-02;iron;45,5;Sanepid\nwislok_prawy;;2026-11-02;manganese;< 5;\n"


def send(tenant: Tenant, table: bytes) -> str:
    with tenant:
        office = Browser(tenant).enter(make_clerk(StaffRole.EDITOR))
    upload = SimpleUploadedFile("wyniki.csv", table, "text/csv")
    return office.post("/biuro/jakosc-wody/", {"table": upload}, follow=True).content.decode()


def test_the_laboratorys_table_is_taken_over_and_shown_to_everybody(rzeszow: Tenant) -> None:
    assert "Przejęto wyniki: 2." in send(rzeszow, TABLE.encode("utf-8-sig"))
    page = Browser(rzeszow).get("/jakosc-wody/wislok_prawy/").content.decode()
    assert "45,5 µg/l" in page and "&lt; 5 µg/l" in page and "Szkoła nr 4" in page


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"\xff\xfe\x00", "nie jest tekstem"),
        (b"a;b\n1;2\n", "W pierwszym wierszu muszą być nazwy kolumn"),
        (b"", "pusty"),
        (TABLE.replace("45,5", "NaN").encode(), "nie może być prawidłowa"),
        (TABLE.replace("45,5", "dużo").encode(), "wartość jak 12,5"),
        (TABLE.replace("2026-11-02;iron", "02.11.2026;iron").encode(), "dzień zapisz jak"),
        (TABLE.replace("iron;45,5", "iron").encode(), "za mało albo za dużo"),
        (TABLE.replace("iron", "cukier").encode(), "nie ma parametru"),
    ],
)
def test_a_bad_table_is_refused_with_the_row_that_is_wrong(rzeszow: Tenant, table: bytes, said: str) -> None:
    assert said in send(rzeszow, table)
    with rzeszow:
        assert not WaterSample.objects.exists()
