"""What paying late would cost by today: an estimate beside the billing system's own reckoning, which alone counts.

Simple interest on what is left, day by day at the rate of that day, over 365, rounded to a grosz once at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tenants.billing.models import Invoice, InvoiceKind, InvoiceStatus
from tenants.billing.working_days import last_day_to_pay
from tenants.profile.schema.payments import InterestRate, LateInterest

_DAY = timedelta(days=1)
# Interest bears no interest (art. 482 of the Civil Code), and a demand only repeats what other documents say.
_WITHOUT = (InvoiceKind.INTEREST_NOTE, InvoiceKind.PAYMENT_DEMAND)


@dataclass(frozen=True, slots=True)
class Segment:
    """Days, both ends counted, at one yearly rate."""

    first: date
    last: date
    percent: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """Interest of one amount, in grosze. `uncounted_days` came before the first known rate."""

    grosze: int
    segments: tuple[Segment, ...]
    uncounted_days: int

    @property
    def days(self) -> int:
        return sum(segment.days for segment in self.segments) + self.uncounted_days


def late_interest(
    *, owed_grosze: int, due_on: date, until: date, rates: Sequence[InterestRate]
) -> Estimate | None:
    """Interest on `owed_grosze` from the day after the last day to pay up to `until`, both counted; None when not late.

    `rates` go from the oldest to the newest. A due date on a day free of work moves on (art. 115 of the Civil Code).
    """
    first = last_day_to_pay(due_on) + _DAY
    if owed_grosze <= 0 or until < first or not rates:
        return None
    segments = []
    for at, rate in enumerate(rates):
        ends = rates[at + 1].since - _DAY if at + 1 < len(rates) else until
        begun, ended = max(first, rate.since), min(until, ends)
        if begun <= ended:
            segments.append(Segment(begun, ended, rate.percent))
    exact = sum((owed_grosze * one.percent * one.days for one in segments), Decimal(0)) / 100 / 365
    known_from = max(first, rates[0].since)
    return Estimate(
        int(exact.quantize(Decimal(1), ROUND_HALF_UP)),
        tuple(segments),
        (min(known_from, until + _DAY) - first).days,
    )


def rates_for(policy: LateInterest, *, is_consumer: bool | None) -> tuple[InterestRate, ...]:
    """The table that holds for a customer, by Customer.is_consumer; empty where the utility shows no estimate.

    Where nobody knows (a person with a NIP) the lower one: who shows the estimate says so beside it.
    """
    if not policy.shown:
        return ()
    if is_consumer is None:
        known = [table for table in (policy.rates, policy.company_rates) if table]
        return min(known, key=lambda table: table[-1].percent, default=())
    return policy.rates if is_consumer else policy.company_rates


def is_late(invoice: Invoice, today: date) -> bool:
    """Whether interest would be reckoned on a document by now, at whatever rate."""
    if invoice.kind in _WITHOUT or invoice.status != InvoiceStatus.ISSUED or invoice.due_on is None:
        return False
    return invoice.left_grosze > 0 and last_day_to_pay(invoice.due_on) < today


def interest_of(invoice: Invoice, *, rates: Sequence[InterestRate], today: date) -> Estimate | None:
    """The estimate for one document; None where it is not late, or where interest is not reckoned on such a document."""
    if not is_late(invoice, today):
        return None
    assert invoice.due_on is not None
    return late_interest(owed_grosze=invoice.left_grosze, due_on=invoice.due_on, until=today, rates=rates)


def total_of(estimates: Iterable[Estimate | None]) -> int:
    """What the estimates come to together, in grosze: each is rounded by itself, as each note is."""
    return sum(one.grosze for one in estimates if one)
