"""Consents, messages, outages and water quality by the API: the same as the pages show, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.identity.models import StaffRole, User
from tenants.legal.models import Channel, ConsentAction
from tenants.legal.services import record_consent
from tenants.network import services
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
