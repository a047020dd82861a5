"""What an account of the demo is kept in: habits of paying, meters that run, documents with what is left on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tenants.integration.demo.counting import Meter
from tenants.integration.demo.fa3_xml import Document, Line

VAT_PERCENT = 8


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody pays: `unpaid` last bills are not paid at all, `overpays` rounds up to full tens.

    `eventful`: one bill was paid only in part, one was corrected, an old delay has cost a note of interest, and what is
    overdue is demanded. `demanded`: only the last of these.
    """

    delay_days: int
    unpaid: int = 0
    overpays: bool = False
    eventful: bool = False
    demanded: bool = False


@dataclass(slots=True)
class Point:
    number: str
    meters: list[Meter]
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    day: date
    title: str
    debit: int
    credit: int
    invoice: str | None


@dataclass(slots=True)
class Bill:
    row: dict[str, object]
    document: Document
    left: int
    pays_on: date | None

    @property
    def due_on(self) -> date:
        return self.document.due_on


def make_line(name: str, unit: str, quantity: Decimal, price: Decimal) -> Line:
    net = int((quantity * price * 100).to_integral_value(ROUND_HALF_UP))
    return Line(name, unit, quantity, price, net)


def vat_of(net_grosze: int) -> int:
    return int((Decimal(net_grosze) * VAT_PERCENT / 100).to_integral_value(ROUND_HALF_UP))


def months_later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)
