"""Nowa faktura, zbliża się termin, minął termin: told once, to whoever wants to know, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tenants.billing.models import Invoice
from tenants.billing.tasks import TELL, order_telling
from tenants.billing.telling import tell_of_bills
from tenants.customers.models import AccessRole
from tenants.customers.services import grant_access
from tenants.identity.models import User
from tenants.notifications.models import MessageChannel
from tenants.notifications.services import set_preference
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer, make_invoice, make_user, post_of

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TOPICS = ("invoice_new", "invoice_due_soon", "invoice_overdue")


@pytest.fixture
def profile(kostrzyn: Tenant) -> Iterator[Profile]:
    with kostrzyn:
        yield profiles.published()


def anna(*wanted: str) -> User:
    user = make_user("anna@poczta.example")
    grant_access(
        user=user, customer=make_customer(billed=False), role=AccessRole.OWNER, evidence={}, by="test",
        at=NOON - timedelta(days=90),
    )  # fmt: skip
    for topic in wanted:
        set_preference(user=user, topic=topic, channel=MessageChannel.EMAIL, wanted=True)
    return user


def bill(number: str, issued: int, due: int, *, paid: int = 0) -> None:
    customer = User.objects.get(email="anna@poczta.example").accesses.get().customer
    made = make_invoice(customer, number, issued_on=TODAY - timedelta(days=issued), gross=10000, paid=paid)
    Invoice.objects.filter(pk=made.pk).update(due_on=TODAY + timedelta(days=due))


def subjects(tenant: Tenant) -> list[str]:
    return sorted(letter.subject for letter in post_of(tenant))


def test_each_bill_is_told_once_by_each_topic(kostrzyn: Tenant, profile: Profile) -> None:
    anna(*TOPICS)
    bill("F/1", 2, 12)
    bill("F/2", 20, 2)
    bill("F/3", 30, -6)
    bill("F/4", 30, -6, paid=10000)
    bill("F/5", 200, -180)
    for hours in (0, 1, 24):
        tell_of_bills(profile=profile, at=NOON + timedelta(hours=hours))
    told = subjects(kostrzyn)
    assert len(told) == 3 and all(any(number in one for one in told) for number in ("F/1", "F/2", "F/3")), (
        told
    )


def test_who_did_not_ask_is_told_nothing(kostrzyn: Tenant, profile: Profile) -> None:
    anna()
    bill("F/1", 2, 12)
    assert tell_of_bills(profile=profile, at=NOON) == 0 and subjects(kostrzyn) == []


def test_whose_access_ended_is_told_nothing(kostrzyn: Tenant, profile: Profile) -> None:
    anna(*TOPICS).accesses.update(valid_to=NOON)
    customer = User.objects.get(email="anna@poczta.example").accesses.get().customer
    make_invoice(customer, "F/1", issued_on=TODAY, gross=10000)
    assert tell_of_bills(profile=profile, at=NOON) == 0


def test_nobody_is_told_again_when_the_outbox_has_forgotten(kostrzyn: Tenant, profile: Profile) -> None:
    anna(*TOPICS)
    bill("F/1", 2, 12)
    assert tell_of_bills(profile=profile, at=NOON) == 1
    OutboxEntry.objects.all().delete()
    assert tell_of_bills(profile=profile, at=NOON) == 0


def test_it_is_looked_at_once_a_day_from_eight_on(profile: Profile) -> None:
    for hour in (5, 6, 7, 12, 20):
        order_telling(at=NOON.replace(hour=hour))
    assert OutboxEntry.objects.filter(kind=TELL).count() == 1


def test_statements_do_not_grow_with_bills_nobody_wants_to_hear_of(
    profile: Profile, django_assert_num_queries: object
) -> None:
    anna()
    for number in range(5):
        bill(f"F/{number}", 2, 12)
    with django_assert_num_queries(6):  # type: ignore[operator]
        tell_of_bills(profile=profile, at=NOON)
