"""The demo's meters: they run by season, are read with each bill, and one of them tells its figures every day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tenants.integration.demo.towns import Town
from tenants.integration.package.writing import PackageWriter

# How many days of daily figures a meter read by radio brings.
DAILY_DAYS = 60
_LEAK_TIMES = Decimal("4.2")


@dataclass(slots=True)
class Meter:
    """A meter with what each of its counters shows."""

    code: str
    kind: str
    m3_per_month: Decimal
    value: list[Decimal]
    leaks: bool = False
    last_kind: str = "exchange"
    last_used: list[Decimal] = field(default_factory=list)

    @property
    def counters(self) -> int:
        return len(self.value)


@dataclass(slots=True)
class Counting:
    """Makes the meters of one customer and writes what they show into the package."""

    random: Random
    town: Town
    today: date
    out: PackageWriter
    customer: str
    # When the first bill begins: meters were installed before it.
    first_bill: date
    _serial: int = field(default=0)

    def make(
        self,
        point: str,
        kind: str,
        m3_per_month: Decimal,
        *,
        counters: int = 1,
        parent: str = "",
        verified_for: int | None = None,
        remote: bool = False,
        leaks: bool = False,
        location: str = "",
    ) -> Meter:
        """A new meter with its first reading. `verified_for`: days from today that its verification still lasts."""
        self._serial += 1
        code = f"{self.customer}-{self._serial}"
        installed = self.first_bill - timedelta(days=self.random.randint(30, 900))
        until = date(installed.year + 6, 1, 1)
        if verified_for is not None:
            until = self.today + timedelta(days=verified_for)
        serial = f"{self.random.randint(10_000_000, 99_999_999)}"
        self.out.add(
            "meters", code=code, serial=serial, kind=kind,
            service_point=point, counters=counters, digits=5, decimals=3 if remote else 0,
            installed_on=installed.isoformat(), verified_on=installed.isoformat(),
            verification_until=until.isoformat(), parent=parent, remote=remote, location=location,
            seal_number=f"{self.town.invoice_prefix}-{serial[:6]}",
        )  # fmt: skip
        start = [Decimal(self.random.randint(0, 900)) for _counter in range(counters)]
        meter = Meter(code, kind, m3_per_month, start, leaks)
        for counter, value in enumerate(start, start=1):
            self._write(meter, counter, installed, value, None, "exchange")
        return meter

    def run(self, meter: Meter, ended: date, *, months: int, newest: bool) -> Decimal:
        """Let the meter run for a billing period; what was used, in whole m³ as bills have it.

        The newest reading is never the customer's own, so that a visitor of the demo may send one.
        """
        summer = 4 <= ended.month <= 9
        factor = Decimal(self.random.randint(75, 125)) / 100
        if meter.kind == "garden":
            factor = factor * 2 if summer else Decimal(0)
        if meter.leaks and newest:
            factor = _LEAK_TIMES
        used = (meter.m3_per_month * months * factor).to_integral_value(ROUND_HALF_UP)
        kind = self.random.choices(("billing", "customer", "estimate"), weights=(80, 15, 5))[0]
        meter.last_kind = "billing" if newest else kind
        small = used // 5 if meter.counters == 2 else used
        meter.last_used = [small, used - small][: meter.counters]
        meter.value = [
            (value + share) % 100_000 for value, share in zip(meter.value, meter.last_used, strict=True)
        ]
        return used

    def write_down(self, meter: Meter, ended: date, *, invoice: str) -> None:
        """The reading with which the period of an invoice ended."""
        for counter, (value, used) in enumerate(zip(meter.value, meter.last_used, strict=True), start=1):
            self._write(meter, counter, ended, value, used, meter.last_kind, invoice)

    def tell_daily(self, meter: Meter, since: date) -> None:
        """Daily figures of a meter read by radio, after its last bill. Something always runs a little: a leak."""
        value = meter.value[0]
        for day in range(1, min((self.today - since).days, DAILY_DAYS) + 1):
            used = Decimal(self.random.randint(120, 900)) / 1000
            value += used
            self._write(meter, 1, since + timedelta(days=day), value, used, "remote")

    def _write(
        self,
        meter: Meter,
        counter: int,
        day: date,
        value: Decimal,
        used: Decimal | None,
        kind: str,
        invoice: str = "",
    ) -> None:
        sources = {"customer": "portal", "remote": "radio"}
        self.out.add(
            "readings", meter=meter.code, counter=counter, taken_on=day.isoformat(), kind=kind, value_m3=str(value),
            consumption_m3=None if used is None else str(used), source=sources.get(kind, "inkasent"),
            settled_in=invoice,
        )  # fmt: skip
