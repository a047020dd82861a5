"""Lists of one's own grow by the rows and by nothing else: the same number of statements for three and for thirty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import AccessDay, Customer
from tenants.identity import audit
from tenants.legal.models import Acceptance
from tenants.network.models import Outage, WaterSample
from tenants.notifications.models import Message
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tenants.registry.models import Tenant
from tenants.septic.models import SepticTank
from tests.api.test_own_pages import ANNA, ME, NEIGHBOUR, plant
from tests.architecture.acting import let_in
from tests.cast import make_customer
from tests.customer_portal.test_documents import linked

TOWN, ZONE = "Kostrzyn nad Odrą", "kostrzyn"

# How many rows of a list stand behind one of the things planted.
LISTS = {
    "people/": 1, "invitations/": 1, "mandates/": 1, "exports/": 1, "leaks/": 1, "septic-tanks/": 1,
    "septic-tanks/{tank}/emptyings/": 1, "customers/": 1, "accesses/": 1, "service-points/": 1,
    "registrations/": 1, "acceptances/": 1, "messages/": 1, "to-do/": 1, "outages/": 1,
    f"water-quality/{ZONE}/samples/": 1,
    # one of somebody let in, one of staff
    "looks/?page_size=200": 2,
    # one zone, however many points and results there are
    "water-quality/": 0,
}  # fmt: skip


def plant_more(tenant: Tenant, number: str, mark: str, count: int) -> None:
    """So many looks, registrations, acceptances, messages, points, outages and results, besides what `plant` makes."""
    now, today = timezone.now(), localdate()
    with tenant:
        customer = Customer.objects.get(number=number)
        access = customer.accesses.get(role="owner")
        user = access.user
        WaterSample.objects.all().delete()  # a zone has no owner: the few must not stand among the many
        for at in range(count):
            AccessDay.objects.create(access=access, day=today - timedelta(days=at + 1))
            audit.record("customers.see", by="test", subject=number, kind="staff", name=f"{mark} {at}")
            Registration.objects.create(
                user=user,
                reference=new_reference(),
                state="refused",
                mode="x",
                created_at=now,
                changed_at=now,
            )
            Acceptance.objects.create(
                user_uuid=user.uuid,
                email=user.email,
                document="x",
                version=at,
                text_sha256="",
                language="pl",
                at=now,
            )
            Message.objects.create(
                user_uuid=user.uuid,
                topic="outage",
                channel="email",
                to=user.email,
                subject=mark,
                work_key=f"{mark}{at}",
                written_at=now,
            )
            customer.service_points.create(
                number=f"S{mark}{at}", address=f"ul. {mark} {at + 1}", city=TOWN, supply_zone=ZONE
            )
            outage = Outage.objects.create(
                kind="failure",
                state="published",
                title=mark,
                starts_at=now,
                published_at=now,
                created_by="test",
            )
            outage.places.create(city=TOWN, street=f"ul. {mark}")
            outage.updates.create(kind="published", at=now, by="test")
            WaterSample.objects.create(
                zone=ZONE, taken_on=today - timedelta(days=at), parameter="iron", value=at, entered_by="test"
            )


@pytest.mark.parametrize("what", LISTS)
def test_statements_do_not_grow_with_the_rows(kostrzyn: Tenant, what: str) -> None:
    def statements(count: int, mark: str, number: str, email: str) -> tuple[int, int]:
        browser = linked(kostrzyn, number, email)
        plant(kostrzyn, number, mark, count)
        plant_more(kostrzyn, number, mark, count)
        with kostrzyn:
            if what == "customers/":
                for at in range(count):
                    let_in(email, make_customer(f"{number}{at}", mark), "see_meters")
            address = ME + what.replace("{tank}", str(SepticTank.objects.get(code=f"T{mark}").pk))
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            shown = browser.get(address).json()["results"]
        return len(seen), len(shown)

    few, some = (
        statements(3, "Trzy", ANNA, "anna@poczta.example"),
        statements(30, "Trzydziesci", NEIGHBOUR, "obcy@poczta.example"),
    )
    assert some[0] == few[0]
    assert some[1] - few[1] == 27 * LISTS[what]
    assert few[1] > 0
