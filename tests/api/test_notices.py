"""Consents, messages, outages and water quality by the API: the same as the pages show, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.identity.models import StaffRole, User
from tenants.legal.models import Channel, ConsentAction
from tenants.legal.services import record_consent
from tenants.network import services
from tenants.network.models import Outage
from tenants.network.services import Place, Result
from tenants.notifications.models import Message
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.api.conftest import EMAIL, Machine, linked
from tests.cast import TODAY, Browser, make_clerk, make_customer


def consent_of(number: str) -> None:
    record_consent(
        consent=profiles.published().legal.consent("e_faktura"), action=ConsentAction.GRANTED, channel=Channel.PAPER,
        at=timezone.now(), by="test", customer_number=number, delivery_email=f"{number}@poczta.example",
    )  # fmt: skip


def test_consents_are_read_by_the_machine_and_by_their_own_customer(
    rzeszow: Tenant, machine: Machine
) -> None:
    with rzeszow:
        make_customer()
        make_customer("0099999", "Jan Sąsiad")
        for number in ("0012345", "0099999"):
            consent_of(number)
    found = machine.get("/api/v1/customers/0012345/consents/").json()["results"]
    assert [(one["action"], one["delivery_email"]) for one in found] == [
        ("granted", "0012345@poczta.example")
    ]
    anna = linked(Browser(rzeszow), rzeszow)
    mine = anna.get("/api/v1/me/consents/").json()["results"]
    assert "0012345@poczta.example" in {one["delivery_email"] for one in mine}
    assert "0099999@poczta.example" not in {one["delivery_email"] for one in mine}


def test_a_person_reads_only_what_they_were_told(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer()
    anna = linked(Browser(rzeszow), rzeszow)
    with rzeszow:
        user = User.objects.get(email=EMAIL)
        for at, owner in enumerate((user.uuid, "00000000-0000-4000-8000-000000000000")):
            Message.objects.create(
                user_uuid=owner, topic="outage", channel="email", to="x@y.example", subject=f"Wiadomość {at}",
                work_key=str(at), written_at=timezone.now(),
            )  # fmt: skip
    subjects = [one["subject"] for one in anna.get("/api/v1/me/messages/").json()["results"]]
    assert "Wiadomość 0" in subjects and "Wiadomość 1" not in subjects


def test_outages_and_quality_are_for_whoever_has_that_scope(rzeszow: Tenant, machine: Machine) -> None:
    with rzeszow:
        clerk, now = make_clerk(), timezone.now()
        fields = {
            "kind": "failure",
            "title": "Brak wody",
            "starts_at": now,
            "ends_at": now + timedelta(hours=2),
        }
        outage = services.save_draft(
            outage=None, fields=fields, places=[Place("Rzeszów", "ul. Lipowa")], by=clerk
        )
        hidden = services.save_draft(outage=None, fields=fields, places=[], by=clerk)
        services.publish(outage=outage, by=clerk, at=now)
        result = Result("wislok_prawy", TODAY, "iron", 45)  # type: ignore[arg-type]  # whole micrograms
        services.record_samples(results=[result], profile=profiles.published(), by=clerk, today=TODAY)
    assert Machine(rzeszow, "customer:read").get("/api/v1/outages/").status_code == 403
    reader = Machine(rzeszow, "network:read")
    (found,) = reader.get("/api/v1/outages/").json()["results"]
    assert (found["id"], found["places"][0]["street"]) == (str(outage.public_id), "ul. Lipowa")
    assert str(hidden.public_id) != found["id"]
    zones = reader.get("/api/v1/water-quality/").json()["results"]
    assert [(zone["zone"], len(zone["results"])) for zone in zones] == [
        ("wislok_prawy", 1),
        ("wislok_lewy", 0),
    ]
    assert zones[0]["results"][0]["verdict"] == "within"


@pytest.mark.parametrize(("street", "mine"), [("ul. Lipowa", 1), ("ul. Długa", 0)])
def test_my_outages_are_those_at_my_addresses(rzeszow: Tenant, street: str, mine: int) -> None:
    with rzeszow:
        customer = make_customer()
        customer.service_points.create(number="P1", address="ul. Lipowa 4/2", city="Rzeszów")
        clerk, now = make_clerk(StaffRole.CLERK), timezone.now()
        fields = {"kind": "failure", "title": "Brak wody", "starts_at": now}
        outage = services.save_draft(outage=None, fields=fields, places=[Place("Rzeszów", street)], by=clerk)
        services.publish(outage=outage, by=clerk, at=now)
    anna = linked(Browser(rzeszow), rzeszow)
    assert len(anna.get("/api/v1/me/outages/").json()["results"]) == mine


def told_of(tenant: Tenant, title: str, street: str, clerk: User, *texts: str) -> Outage:
    """A published outage, with a word of news for each text."""
    now = timezone.now()
    fields = {"kind": "failure", "title": title, "starts_at": now}
    outage = services.save_draft(outage=None, fields=fields, places=[Place("Rzeszów", street)], by=clerk)
    services.publish(outage=outage, by=clerk, at=now)
    for text in texts:
        services.update(outage=outage, text=text, ends_at=now + timedelta(hours=3), by=clerk, at=now)
    return outage


def test_news_and_the_all_clear_of_an_outage_are_told_word_for_word(
    rzeszow: Tenant, machine: Machine
) -> None:
    with rzeszow:
        customer, clerk = make_customer(), make_clerk(StaffRole.CLERK)
        customer.service_points.create(number="P1", address="ul. Lipowa 4/2", city="Rzeszów")
        over = told_of(rzeszow, "Koniec", "ul. Długa", clerk)
        services.end(outage=over, text="Woda płynie.", by=clerk, at=timezone.now())
        told_of(rzeszow, "Trwa", "ul. Lipowa", clerk, "Kopiemy.", "Jeszcze kopiemy.")
    found = {one["title"]: one for one in machine.get("/api/v1/outages/").json()["results"]}
    told = [(one["kind"], one["text"]) for one in found["Trwa"]["updates"]]
    assert told == [("updated", "Jeszcze kopiemy."), ("updated", "Kopiemy."), ("published", "")]
    assert [(one["kind"], one["text"]) for one in found["Koniec"]["updates"]] == [
        ("ended", "Woda płynie."),
        ("published", ""),
    ]
    assert found["Koniec"]["closed_at"] and found["Trwa"]["closed_at"] is None
    assert all(set(one) == {"kind", "at", "text", "ends_at"} for one in found["Trwa"]["updates"]), (
        "who wrote it stays inside"
    )
    (mine,) = linked(Browser(rzeszow), rzeszow).get("/api/v1/me/outages/").json()["results"]
    assert (mine["title"], mine["my_points"]) == ("Trwa", ["ul. Lipowa 4/2"])
    assert mine["updates"] == found["Trwa"]["updates"]


def test_every_result_of_a_zone_stands_behind_the_newest(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with rzeszow:
        make_customer()
        clerk = make_clerk(StaffRole.CLERK)
        for zone, days in (("wislok_prawy", 3), ("wislok_lewy", 1)):
            for back in range(days):
                result = Result(
                    zone, TODAY - timedelta(days=back), "iron", 40 + back, "", False, "Laboratorium"
                )  # type: ignore[arg-type]  # whole micrograms
                services.record_samples(results=[result], profile=profiles.published(), by=clerk, today=TODAY)
    machine, anna = Machine(rzeszow, "network:read"), linked(Browser(rzeszow), rzeszow)
    for who, address in ((machine, "water-quality"), (anna, "me/water-quality")):
        first = who.get(f"/api/v1/{address}/wislok_prawy/samples/?page_size=2").json()
        last = who.get(first["next"].removeprefix("http://rzeszow.localhost")).json()
        assert last["next"] is None
        shown = first["results"] + last["results"]
        assert [(one["taken_on"], one["value"]) for one in shown] == [
            (str(TODAY - timedelta(days=back)), f"{40 + back}.0000") for back in range(3)
        ]
        assert {one["laboratory"] for one in shown} == {"Laboratorium"}
        assert who.get(f"/api/v1/{address}/bez_takiej/samples/").status_code == 404
    assert (
        Machine(rzeszow, "customer:read").get("/api/v1/water-quality/wislok_prawy/samples/").status_code
        == 403
    )
    elsewhere = Machine(kostrzyn, "network:read").get("/api/v1/water-quality/wislok_prawy/samples/")
    assert elsewhere.status_code == 404
