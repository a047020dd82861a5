"""The first page says everything that waits, the most urgent first, and it is still one statement of the page's own."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate
from lxml import html

from tenants.billing.models import Balance
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.metering.models import LeakKind, LeakSuspicion, Meter
from tenants.network import services
from tenants.network.services import Place
from tenants.registry.models import Tenant
from tenants.septic.models import Emptying, SepticTank
from tests.case_world import filed
from tests.cast import Browser, make_clerk, make_invoice, nothing_overdue
from tests.customer_portal.test_documents import linked, republish


def titles(browser: Browser) -> list[str]:
    page = html.fromstring(browser.get("/przeglad/").content.decode())
    return [
        " ".join(one.text_content().split()) for one in page.xpath("//*[@class='to-do']//p[@class='title']")
    ]


def burden(tenant: Tenant, number: str = "0012345") -> None:
    """Give a customer one of everything that can wait for them."""
    today = localdate()
    with tenant:
        customer = Customer.objects.get(number=number)
        user = User.objects.get(accesses__customer=customer)
        point = customer.service_points.create(
            number=f"P{number}", address="ul. Lipowa 4", city="Kostrzyn nad Odrą"
        )
        meter = Meter.objects.create(
            code=f"W{number}",
            serial=f"S{number}",
            service_point=point,
            verification_until=today + timedelta(days=9),
        )
        make_invoice(customer, f"ZALEGŁA/{number}", issued_on=today - timedelta(days=90), gross=5000)
        Balance.objects.create(customer=customer, amount_grosze=5000, as_of=timezone.now())
        LeakSuspicion.objects.create(
            public_id=uuid4(), meter=meter, customer=customer, kind=LeakKind.GROWTH, since=today, until=today,
            used_m3=9, usual_m3=2, noticed_at=timezone.now(),
        )  # fmt: skip
        case = filed(user, customer)
        type(case).objects.filter(pk=case.pk).update(whose_move="customer")
        tank = SepticTank.objects.create(
            code=f"T{number}", customer=customer, address="ul. Lipowa 4", interval_days=90
        )
        Emptying.objects.create(
            code=f"E{number}", tank=tank, emptied_on=today - timedelta(days=95), volume_m3=5
        )


def outage(tenant: Tenant) -> None:
    with tenant:
        fields = {"kind": "failure", "title": "Brak wody na Lipowej", "starts_at": timezone.now()}
        clerk = User.objects.filter(kind="staff").first() or make_clerk()
        places = [Place("Kostrzyn nad Odrą", "ul. Lipowa")]
        found = services.save_draft(outage=None, fields=fields, places=places, by=clerk)
        services.publish(outage=found, by=clerk, at=timezone.now())


def test_everything_that_waits_is_said_in_one_statement(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        nothing_overdue()
    assert titles(anna) == []
    with CaptureQueriesContext(connection) as quiet:
        anna.get("/przeglad/")
    burden(kostrzyn)
    with CaptureQueriesContext(connection) as burdened:
        anna.get("/przeglad/")
    assert len(burdened) == len(quiet)
    outage(kostrzyn)
    found = titles(anna)
    wanted = [
        "Brak wody na Lipowej", r"po terminie płatności", "Zużycie wygląda na wyciek", "Twój ruch: Pytanie",
        "Legalizacja wodomierza S0012345 kończy się", "Zbiornik trzeba było opróżnić do",
    ]  # fmt: skip
    assert [bool(re.search(pattern, "|".join(found))) for pattern in wanted] == [True] * len(wanted)
    assert [
        next(at for at, title in enumerate(found) if re.search(pattern, title)) for pattern in wanted
    ] == sorted(
        next(at for at, title in enumerate(found) if re.search(pattern, title)) for pattern in wanted
    ), "the most urgent first"


def test_what_waits_for_a_neighbour_is_not_mine(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    linked(kostrzyn, "0054321", "obcy@poczta.example")
    with kostrzyn:
        nothing_overdue()
    burden(kostrzyn, "0054321")
    assert titles(anna) == []


def test_what_the_utility_does_not_offer_waits_for_nobody(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    burden(kostrzyn)
    outage(kostrzyn)
    modules = "[balance, invoices, meters, readings, cases, notifications, consents]"
    republish(
        kostrzyn,
        "kostrzyn",
        (f"modules: {modules}", "modules: [balance, invoices, consents]"),
        ("network:\n", "network:\n  outages: false\n"),
    )
    found = "|".join(titles(anna))
    assert "po terminie" in found
    for gone in ("Brak wody", "wyciek", "Twój ruch", "Legalizacja"):
        assert gone not in found
