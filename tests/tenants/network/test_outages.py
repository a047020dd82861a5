"""An outage reaches exactly those whom it touches, once per word about it, with and without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tenants.customers.models import AccessRole, Customer, ServicePoint
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.integration.package.writing import PackageWriter
from tenants.integration.services import import_package
from tenants.network import selectors, services
from tenants.network.models import AddressWatch, Outage, OutageState, OutageUpdate
from tenants.network.services import OutageClosed, Place, TooManyWatches, WatchUnknown
from tenants.network.services import outages as telling
from tenants.notifications.models import Message
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.cast import make_clerk, make_customer, make_user, post_of

NIP = "8567346215"
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def at_home(number: str, address: str, email: str, city: str = "Rzeszów") -> tuple[Customer, User]:
    customer = make_customer(number, f"Osoba {number}")
    customer.service_points.create(number=f"P{number}", address=address, city=city)
    user = make_user(email)
    grant_access(
        user=user,
        customer=customer,
        role=AccessRole.OWNER,
        evidence={},
        by="test",
        at=NOON - timedelta(days=9),
    )
    return customer, user


def draft(*places: Place, **fields: Any) -> Outage:
    clerk = User.objects.filter(kind="staff").first() or make_clerk()
    known = {
        "kind": "failure", "title": "Brak wody na ulicy Lipowej", "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=4), "tanks": "Rynek, od 14:00",
    }  # fmt: skip
    return services.save_draft(outage=None, fields=known | fields, places=places, by=clerk)


LIPOWA = Place("Rzeszów", "ul. Lipowa", "1–9 nieparzyste")


def test_those_whom_it_touches_are_told_once_and_nobody_else_is(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with kostrzyn:
        at_home("9", "ul. Lipowa 3", "kostrzyn@poczta.example")
    with rzeszow:
        at_home("1", "ul. Lipowa 3/5", "tu@poczta.example")
        at_home("2", "ul. Lipowa 4", "naprzeciw@poczta.example")
        at_home("3", "ul. Lipowa 7", "daleko@poczta.example", city="Kostrzyn nad Odrą")
        second, user = at_home("4", "ul. Lipowa 9", "dwa@poczta.example")
        second.service_points.create(number="P4b", address="ul. Lipowa 1", city="Rzeszów")
        outage = draft(LIPOWA)
        assert selectors.reach_of(outage, NOON) == selectors.Reach(points=3, customers=2, logins=2, watches=0)
        assert list(selectors.shown_outages(NOON)) == []
        services.publish(outage=outage, by=make_clerk_again(), at=NOON)
    told = post_of(rzeszow)
    assert sorted(letter.to for letter in told) == ["dwa@poczta.example", "tu@poczta.example"]
    assert all("Rynek, od 14:00" in letter.text for letter in told)
    assert post_of(kostrzyn) == []
    with rzeszow:
        update = OutageUpdate.objects.get()
        services.tell_portion(told=update, after=0, profile=profiles.published(), at=timezone.now())
        assert Message.objects.count() == 2, "telling again tells nobody twice"


def make_clerk_again() -> User:
    found = User.objects.filter(kind="staff").first()
    assert found
    return found


def test_a_large_town_is_told_portion_by_portion(rzeszow: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PORTION", 2)
    with rzeszow:
        for at in range(5):
            at_home(str(at), f"ul. Lipowa {2 * at + 1}", f"o{at}@poczta.example")
        outage = draft(LIPOWA)
        services.publish(outage=outage, by=make_clerk_again(), at=NOON)
    assert len(post_of(rzeszow)) == 5


def test_news_and_all_clear_are_told_and_a_closed_outage_takes_nothing_more(rzeszow: Tenant) -> None:
    with rzeszow:
        at_home("1", "ul. Lipowa 3", "tu@poczta.example")
        outage, clerk = draft(LIPOWA), make_clerk_again()
        with pytest.raises(OutageClosed):
            services.end(outage=outage, text="", by=clerk, at=NOON)
        services.publish(outage=outage, by=clerk, at=NOON)
        with pytest.raises(OutageClosed):
            services.publish(outage=outage, by=clerk, at=NOON)
        later = NOON + timedelta(hours=9)
        services.update(outage=outage, text="Naprawa trwa.", ends_at=later, by=clerk, at=NOON)
        assert outage.ends_at == later
        services.end(outage=outage, text="Woda płynie.", by=clerk, at=later)
        assert (outage.state, outage.closed_at) == (OutageState.ENDED, later)
        with pytest.raises(OutageClosed):
            services.update(outage=outage, text="x", ends_at=None, by=clerk, at=later)
        assert list(selectors.shown_outages(later + timedelta(hours=23))) == [outage]
        assert list(selectors.shown_outages(later + timedelta(hours=25))) == []
    subjects = [letter.subject for letter in post_of(rzeszow)]
    assert [subject.rpartition(" – ")[2] for subject in subjects] == [
        "Brak wody na ulicy Lipowej", "nowe informacje", "koniec",
    ]  # fmt: skip


def test_a_customer_sees_which_of_their_points_it_touches(rzeszow: Tenant) -> None:
    with rzeszow:
        customer, user = at_home("1", "ul. Lipowa 3", "tu@poczta.example")
        stranger, _ = at_home("2", "ul. Długa 3", "tam@poczta.example")
        customer.service_points.create(number="P1b", address="ul. Długa 1", city="Rzeszów")
        outage = draft(LIPOWA)
        services.publish(outage=outage, by=make_clerk_again(), at=NOON)
        ((found, points),) = selectors.outages_of(customer.accesses.get(), NOON)
        assert (found, [point.number for point in points]) == (outage, ["P1"])
        assert selectors.outages_of(stranger.accesses.get(), NOON) == []


def test_imported_points_are_found_however_their_street_is_spelt(rzeszow: Tenant, tmp_path: Path) -> None:
    spelt = {
        "P1": ("ul. T. Rejtana 20", "Rzeszów"),
        "P2": ("TADEUSZA REJTANA 21", "RZESZOW"),
        "P3": ("Rejtana Boczna 20", "Rzeszów"),
        "P4": ("pl. Tadeusza Rejtana 20", "Rzeszów"),
        "P5": ("ul. Tadeusza Rejtana 20", "Boguchwała"),
        "P6": ("ul. Tadeusza Rejtana 30", "Rzeszów"),
    }
    with PackageWriter(tmp_path / "p", utility_nip=NIP, as_of=NOON) as out:
        out.add("customers", number="00012", name="Spółdzielnia")
        for number, (address, city) in spelt.items():
            out.add("service_points", number=number, customer="00012", address=address, city=city)
    with rzeszow:
        import_package(
            package=tmp_path / "p", dry_run=False, by="test", at=NOON, seller_nip=NIP, idempotency_key="p"
        )
        outage = draft(Place("Rzeszów", "al. Tadeusza Rejtana", "20-22"))
        assert [point.number for point in selectors.points_touched(outage)] == ["P1", "P2"]
        ServicePoint.objects.update(address_key="")
        assert [point.number for point in selectors.points_touched(outage)] == ["P1", "P2"], "rows of before"


def test_finding_points_costs_the_same_for_many(
    rzeszow: Tenant, django_assert_num_queries: Callable[..., Any]
) -> None:
    with rzeszow:
        owner = make_customer("1", billed=False)
        outage = selectors.any_outage(draft(LIPOWA).public_id)
        for rows in (3, 30):
            for number in range(rows):
                owner.service_points.create(number=f"{rows}-{number}", address="Lipowa 1", city="Rzeszów")
            with django_assert_num_queries(2):
                assert len(selectors.points_touched(outage)) >= rows


@pytest.mark.parametrize(
    ("street", "touched"), [("LIPOWA", 1), ("ulica Lipowa", 1), ("Lipowa Boczna", 0), ("os. Lipowa", 0)]
)
def test_a_watched_address_is_found_however_it_is_spelt(rzeszow: Tenant, street: str, touched: int) -> None:
    with rzeszow:
        watch(street=street, city="rzeszow")
        services.confirm_watch(token=AddressWatch.objects.get().token, at=NOON)
        outage = draft(LIPOWA)
        assert len(selectors.watches_touched(outage)) == touched


def watch(**changed: str) -> None:
    known = {"email": "gosc@poczta.example", "city": "Rzeszów", "street": "Lipowa", "number": "5"}
    services.watch_address(
        **(known | changed), profile=profiles.published(), language="pl",
        network=changed.get("email", "192.0.2.1"), at=NOON,
    )  # fmt: skip


def test_an_address_is_watched_once_its_mailbox_answered_and_until_one_click(rzeszow: Tenant) -> None:
    with rzeszow:
        watch()
    token = post_of(rzeszow)[-1].link("/awarie/powiadom/").rstrip("/").rsplit("/", 1)[-1]
    with rzeszow:
        outage = draft(LIPOWA)
        assert selectors.watches_touched(outage) == []
        services.confirm_watch(token=token, at=NOON)
        services.publish(outage=outage, by=make_clerk_again(), at=NOON)
    letter = post_of(rzeszow)[-1]
    assert (letter.to, "Lipowa 5, Rzeszów" in letter.text) == ("gosc@poczta.example", True)
    stop = letter.link("/awarie/koniec/").rstrip("/").rsplit("/", 1)[-1]
    with rzeszow:
        services.stop_watch(token=stop)
        with pytest.raises(WatchUnknown):
            services.stop_watch(token=stop)
        services.end(outage=outage, text="", by=make_clerk_again(), at=NOON)
        assert not AddressWatch.objects.exists()
    assert post_of(rzeszow) == []


def test_nobody_is_flooded_and_nobody_who_never_answered_is_kept(rzeszow: Tenant) -> None:
    with rzeszow:
        for turn in range(5):
            watch(number=str(turn + 1))
        with pytest.raises(TooManyWatches):
            watch(number="99")
        services.forget_watches(at=NOON + timedelta(days=15))
        assert not AddressWatch.objects.exists()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_whatever_its_length(
    rzeszow: Tenant, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    with rzeszow:
        for turn in range(rows):
            outage = draft(LIPOWA, title=f"Awaria {turn}")
            services.publish(outage=outage, by=make_clerk_again(), at=NOON)
        with django_assert_num_queries(3):
            for outage in selectors.shown_outages(NOON):
                list(outage.places.all()), list(outage.updates.all())
