"""What corrections change, whichever of the two ways they are written in, and after earlier ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenants.billing.correcting import changes_of
from tenants.billing.models import Invoice
from tenants.registry.models import Tenant
from tests.cast import TODAY, make_customer, make_invoice

WATER, SEWAGE = "Dostawa wody", "Odprowadzanie ścieków"


def invoice(
    number: str, *lines: tuple[str, int, int, bool], corrects: Invoice | None = None, days: int = 0
) -> Invoice:
    """A document of lines (name, m³, gross in grosze, whether it is the state before)."""
    from tenants.customers.models import Customer  # noqa: PLC0415 -- only here

    made = make_invoice(
        Customer.objects.get(), number, issued_on=TODAY + timedelta(days=days),
        gross=sum(-gross if before else gross for _name, _m3, gross, before in lines),
    )  # fmt: skip
    made.lines.all().delete()
    for position, (name, m3, gross, before) in enumerate(lines, start=1):
        made.lines.create(
            position=position,
            name=name,
            unit="m3",
            quantity=m3,
            gross_grosze=gross,
            vat_rate="8",
            before_correction=before,
        )
    Invoice.objects.filter(pk=made.pk).update(corrects=corrects, kind="correction" if corrects else "vat")
    return Invoice.objects.get(pk=made.pk)


def told(correction: Invoice) -> list[tuple[str, int | None, int | None, int]]:
    return [
        (
            one.name,
            one.before.gross_grosze if one.before else None,
            one.after.gross_grosze if one.after else None,
            one.difference_grosze,
        )
        for one in changes_of(correction)
    ]


@pytest.fixture(autouse=True)
def _customer(rzeszow: Tenant):
    with rzeszow:
        make_customer(billed=False)
        yield


@pytest.fixture
def bill() -> Invoice:
    return invoice("FV/1", (WATER, 10, 6000, False), (SEWAGE, 10, 7000, False))


def test_by_lines_before_and_after(bill: Invoice) -> None:
    correction = invoice("K/1", (WATER, 10, 6000, True), (WATER, 8, 4800, False), corrects=bill)
    assert told(correction) == [(WATER, 6000, 4800, -1200), (SEWAGE, 7000, 7000, 0)]
    water, sewage = changes_of(correction)
    assert water.before is not None and water.after is not None
    assert (water.before.quantity, water.after.quantity) == (10, 8)
    assert (water.changed, sewage.changed) == (True, False)


def test_by_lines_of_the_difference(bill: Invoice) -> None:
    correction = invoice("K/1", (WATER, -2, -1200, False), corrects=bill)
    assert told(correction) == [(WATER, 6000, 4800, -1200), (SEWAGE, 7000, 7000, 0)]


def test_a_second_correction_begins_where_the_first_ended(bill: Invoice) -> None:
    invoice("K/1", (WATER, -2, -1200, False), corrects=bill)
    second = invoice("K/2", (WATER, 8, 4800, True), (WATER, 9, 5400, False), corrects=bill, days=1)
    assert told(second)[0] == (WATER, 4800, 5400, 600)


def test_a_cancelled_correction_changed_nothing(bill: Invoice) -> None:
    first = invoice("K/1", (WATER, -2, -1200, False), corrects=bill)
    Invoice.objects.filter(pk=first.pk).update(status="cancelled")
    second = invoice("K/2", (WATER, -1, -600, False), corrects=bill, days=1)
    assert told(second)[0] == (WATER, 6000, 5400, -600)


def test_what_is_new_comes_last(bill: Invoice) -> None:
    correction = invoice("K/1", ("Opłata", 1, 500, False), corrects=bill)
    assert told(correction)[-1] == ("Opłata", None, 500, 500)


def test_of_a_bill_from_before_the_platform_only_its_own_words_are_known() -> None:
    pairs = invoice("K/1", (WATER, 10, 6000, True), (WATER, 8, 4800, False))
    assert told(pairs) == [(WATER, 6000, 4800, -1200)]
    alone = invoice("K/2", (WATER, -2, -1200, False))
    assert told(alone) == [(WATER, None, -1200, -1200)]
