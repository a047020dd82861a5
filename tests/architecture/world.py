"""The world in which every route is knocked at: whose objects the addresses name, and whose marks must never be seen."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tenants.customers.models import AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.legal.models import Channel, ConsentAction, ConsentRequest, RequestState
from tenants.legal.services import record_consent
from tenants.network.models import Outage
from tenants.notifications.models import Message
from tenants.profile import selectors as profiles
from tenants.profile.schema import Proof
from tenants.registration import steps
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tenants.registry.models import Tenant
from tests.architecture.water import with_meter, with_reading_and_leak
from tests.case_world import case_objects, filed
from tests.cast import make_customer, make_user

FOREIGN_MARK, STRANGERS_MARK = "Kanarek·K17·x9f3", "Wróbel·S42·q7d1"


def link(user: User, customer: Customer) -> Registration:
    """A registration at the top of the ladder, as staff left it."""
    profile, now = profiles.published(), timezone.now()
    registration = Registration.objects.create(
        reference=new_reference(), user=user, mode=profile.registration.modes[0].key, customer=customer,
        customer_number=customer.number, created_at=now, changed_at=now,
    )  # fmt: skip
    for proof in (Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED):
        steps.add_proof(registration, proof, at=now, by="test")
    steps.advance(registration, profile=profile, at=now, by="test", tell=False)
    registration.refresh_from_db()
    assert registration.access is not None
    return registration


def make_world(rzeszow: Tenant, kostrzyn: Tenant) -> dict[str, Any]:
    """Anna and a stranger in Rzeszów, somebody in Kostrzyn, and the objects that addresses name."""
    with kostrzyn:
        marked = make_customer("0012345", FOREIGN_MARK)
        with_reading_and_leak(marked, with_meter(marked), uuid4())
        foreigner = make_user("anna@poczta.example", name=FOREIGN_MARK)
        grant_access(
            user=foreigner, customer=marked, role=AccessRole.OWNER, evidence={}, by="test", at=timezone.now()
        )
    with rzeszow:
        anna, other = make_customer("0012345", "Anna Nowak"), make_customer("0054321", STRANGERS_MARK)
        registration = link(make_user("anna@poczta.example"), anna)
        link(make_user("obcy@poczta.example", name=STRANGERS_MARK), other)
        with_reading_and_leak(other, with_meter(other), uuid4())
        unlinked = make_user("nowa@poczta.example", name="Nowa Osoba")
        waiting = Registration.objects.create(
            reference=new_reference(), user=unlinked, mode=registration.mode,
            created_at=timezone.now(), changed_at=timezone.now(),
        )  # fmt: skip
        steps.add_proof(waiting, Proof.EMAIL_VERIFIED, at=timezone.now(), by="test")
        steps.advance(waiting, profile=profiles.published(), at=timezone.now(), by="test")
        invoice = anna.invoices.first()
        assert invoice is not None
        message = Message.objects.create(
            user_uuid=User.objects.get(email="anna@poczta.example").uuid,
            topic="invoice_new",
            channel="email",
            target="/faktury/",
            written_at=timezone.now(),
        )
        consent = profiles.published().legal.consent("e_faktura")
        event = record_consent(
            consent=consent, action=ConsentAction.GRANTED, channel=Channel.PAPER, at=timezone.now(), by="test",
            customer_number=anna.number,
        )  # fmt: skip
        asked = ConsentRequest.objects.create(
            consent="e_faktura", action=ConsentAction.WITHDRAWN, state=RequestState.WAITING_FOR_STAFF,
            customer_number=anna.number, email="anna@poczta.example", token_sha256="0" * 64,
            expires_at=timezone.now(), created_at=timezone.now(), confirmed_at=timezone.now(),
        )  # fmt: skip
        filed(User.objects.get(email="obcy@poczta.example"), other, text=STRANGERS_MARK)
        outage = Outage.objects.create(
            kind="failure", state="published", title="Brak wody", starts_at=timezone.now(), created_by="test"
        )
        meter = with_meter(anna)
        # One name for each of her objects, as the addresses have it.
        with_reading_and_leak(anna, meter, invoice.public_id)
        return case_objects(User.objects.get(email="anna@poczta.example"), anna) | {
            "point_id": meter.service_point_id,
            "outage_id": outage.public_id,
            "event_id": event.pk,
            "request_id": asked.public_id,
            "public_id": invoice.public_id,
            "invoice_id": invoice.public_id,
            "message_id": message.public_id,
            "meter_id": meter.pk,
            "reference": waiting.reference,
            "number": anna.number,
            "run_id": uuid4(),
            "token": "nie-ma-takiego",
            "proof": "paper_form_signed",
            "prefix": "nie-ma",
            "version": 1,
            "pk": 987654,
            "uidb36": "1",
            "slug": "rzeszow",
        }
