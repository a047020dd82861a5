"""One customer's three years: meters run, bills come, payments follow or do not, the ledger adds up.

What a customer owes is at every moment the sum of what is left on the documents less what was paid without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tenants.billing.ksef import make_ksef_number
from tenants.customers.identifiers import make_account
from tenants.integration.demo.fa3_xml import Document, Line, fa3_xml
from tenants.integration.demo.people import Party, make_address
from tenants.integration.demo.septic import write_tank
from tenants.integration.demo.towns import Town
from tenants.integration.package.writing import PackageWriter

VAT_PERCENT = 8
KSEF_SINCE = date(2026, 4, 1)
_REASON = "Błędny odczyt wodomierza"


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody pays: `unpaid` last bills are not paid at all, `overpays` rounds up to full tens."""

    delay_days: int
    unpaid: int = 0
    overpays: bool = False


@dataclass(slots=True)
class _Meter:
    code: str
    kind: str
    m3_per_month: Decimal
    value: list[Decimal]

    @property
    def counters(self) -> int:
        return len(self.value)


@dataclass(slots=True)
class _Point:
    number: str
    meters: list[_Meter]
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    day: date
    title: str
    debit: int
    credit: int
    invoice: str | None


@dataclass(slots=True)
class _Bill:
    row: dict[str, object]
    document: Document
    left: int
    pays_on: date | None


@dataclass(slots=True)
class Account:
    """Writes one customer with everything that hangs on them into the package."""

    random: Random
    town: Town
    today: date
    out: PackageWriter
    number: str
    party: Party
    points: int
    habits: Habits
    first_bill: date
    garden: bool = False
    e_invoice: bool = False
    xml: bool = False
    tank: str = ""
    contract: str = ""
    _credit: int = 0
    _entries: list[_Entry] = field(default_factory=list)
    _bills: list[_Bill] = field(default_factory=list)
    _serial: int = 0

    @property
    def bank_account(self) -> str:
        return make_account(f"{self.town.bank}{int(self.number):012d}")

    def write(self) -> None:
        self._write_customer()
        places = [self._make_point(place) for place in range(1, self.points + 1)]
        if self.tank:
            write_tank(self.out, self.number, places[0].number, self.party.address, self.tank, self.today)
        for begun, ended in self._periods():
            for place in places:
                self._bill(place, begun, ended)
        self._settle()
        self._write_bills()
        self._write_ledger()

    # --- who and where -------------------------------------------------------------------------------------------

    def _write_customer(self) -> None:
        town = self.town
        self.contract = f"U/{self.number}/1"
        self.out.add(
            "customers", number=self.number, kind=self.party.kind, name=self.party.name, nip=self.party.nip,
            address=self.party.address, postal_code=town.postal_code, city=town.city, email=self.party.email,
            phone=self.party.phone, account=self.bank_account, e_invoice=self.e_invoice,
        )  # fmt: skip
        since = min(self.first_bill, self.today) - timedelta(days=self.random.randint(10, 4000))
        self.out.add(
            "contracts", number=self.contract, customer=self.number, signed_on=since.isoformat(),
            valid_from=since.isoformat(), tariff_group="W1/S1" if self.party.kind == "person" else "W2/S2",
        )  # fmt: skip

    def _make_point(self, place: int) -> _Point:
        number = f"{self.number}/{place}"
        several = self.points > 1
        self.out.add(
            "service_points", number=number, customer=self.number, contract=self.contract,
            name=f"Budynek {place}" if several else "",
            address=make_address(self.random, self.town, flat=False) if several else self.party.address,
            postal_code=self.town.postal_code, city=self.town.city,
            tariff_group="W1/S1" if self.party.kind == "person" else "W2/S2", active=True,
        )  # fmt: skip
        big = self.party.kind != "person"
        base = Decimal(self.random.randint(40, 900) if big else self.random.randint(20, 130)) / 10
        kind = "coupled" if big and self.random.random() < 0.3 else "main"
        meters = [self._make_meter(number, kind, base, counters=2 if kind == "coupled" else 1)]
        if self.garden and place == 1:
            meters.append(self._make_meter(number, "garden", base / 3, counters=1))
        return _Point(number, meters)

    def _make_meter(self, point: str, kind: str, m3_per_month: Decimal, *, counters: int) -> _Meter:
        self._serial += 1
        code = f"{self.number}-{self._serial}"
        installed = self.first_bill - timedelta(days=self.random.randint(30, 900))
        self.out.add(
            "meters", code=code, serial=f"{self.random.randint(10_000_000, 99_999_999)}", kind=kind,
            service_point=point, counters=counters, digits=5, installed_on=installed.isoformat(),
            verification_until=date(installed.year + 6, 1, 1).isoformat(),
        )  # fmt: skip
        start = [Decimal(self.random.randint(0, 900)) for _counter in range(counters)]
        meter = _Meter(code, kind, m3_per_month, start)
        for counter, value in enumerate(start, start=1):
            self._write_reading(meter, counter, installed, value, None, "exchange")
        return meter

    def _write_reading(
        self, meter: _Meter, counter: int, day: date, value: Decimal, used: Decimal | None, kind: str
    ) -> None:
        self.out.add(
            "readings", meter=meter.code, counter=counter, taken_on=day.isoformat(), kind=kind, value_m3=str(value),
            consumption_m3=None if used is None else str(used),
            source="portal" if kind == "customer" else "inkasent",
        )  # fmt: skip

    # --- bills ---------------------------------------------------------------------------------------------------

    def _periods(self) -> Iterator[tuple[date, date]]:
        """First and last day of each billing period whose bill is out by today."""
        begun = self.first_bill
        while True:
            after = _months_later(begun, self.town.months_per_bill)
            if after + timedelta(days=3) > self.today:
                return
            yield begun, after - timedelta(days=1)
            begun = after

    def _bill(self, point: _Point, begun: date, ended: date) -> None:
        used = {meter.kind: self._read(meter, begun, ended) for meter in point.meters}
        water = sum((used[kind] for kind in used if kind != "garden"), Decimal(0))
        sewage = max(Decimal(0), water - used.get("garden", Decimal(0)))
        months = self.town.months_per_bill
        prices = self.town.prices_on(ended)
        lines = (
            _line("Dostawa wody", "m3", water, prices.water),
            _line("Odprowadzanie ścieków", "m3", sewage, prices.sewage),
            _line("Opłata abonamentowa", "mc", Decimal(months), prices.subscription),
        )
        issued = ended + timedelta(days=self.random.randint(1, 3))
        number = self._next_number(issued)
        net = sum(line.net_grosze for line in lines)
        vat = _vat(net)
        taken = min(self._credit, net + vat)
        self._credit -= taken
        if taken:
            self._take_from_credit(taken)
        document = Document(
            number, issued, begun, ended, issued + timedelta(days=self.town.days_to_pay), net, vat, net + vat - taken,
            lines, self.number, self.bank_account, point.meters[0].code,
        )  # fmt: skip
        self._add_bill(document, "vat", point, f"Faktura {number}")
        if not point.corrected and self.random.random() < 0.02 and water > 3:
            point.corrected = True
            self._correct(document, point, lines[0], water - Decimal(self.random.randint(1, 3)))

    def _correct(self, document: Document, point: _Point, line: Line, rightly: Decimal) -> None:
        issued = document.issued_on + timedelta(days=12)
        if issued > self.today:
            return
        number = self._next_number(issued, prefix="KOR")
        after = _line(line.name, line.unit, rightly, line.unit_price)
        before = Line(
            line.name, line.unit, line.quantity, line.unit_price, line.net_grosze, before_correction=True
        )
        net = after.net_grosze - before.net_grosze
        vat = _vat(net)
        correction = Document(
            number, issued, document.sold_from, document.sold_to, issued + timedelta(days=self.town.days_to_pay),
            net, vat, net + vat, (before, after), self.number, self.bank_account, point.meters[0].code,
            document.number, document.issued_on, str(self._row_of(document.number)["ksef_number"]), _REASON,
        )  # fmt: skip
        self._add_bill(correction, "correction", point, f"Korekta {number}")
        self._credit -= net + vat

    def _row_of(self, number: str) -> dict[str, object]:
        return next(bill.row for bill in reversed(self._bills) if bill.row["number"] == number)

    def _add_bill(self, document: Document, kind: str, point: _Point, title: str) -> None:
        ksef = bool(self.party.nip) and document.issued_on >= KSEF_SINCE
        row: dict[str, object] = {
            "number": document.number, "customer": self.number, "service_point": point.number, "kind": kind,
            "issued_on": document.issued_on.isoformat(), "sold_from": document.sold_from.isoformat(),
            "sold_to": document.sold_to.isoformat(), "due_on": document.due_on.isoformat(),
            "net_grosze": document.net_grosze, "vat_grosze": document.vat_grosze,
            "gross_grosze": document.gross_grosze, "to_pay_grosze": document.to_pay_grosze, "paid_grosze": 0,
            "corrects": document.corrects or None, "correction_reason": document.reason,
            "seller_nip": self.town.nip,
            "ksef_number": self._ksef_number(document) if ksef else "",
            "ksef_status": "assigned" if ksef else "not_applicable", "ksef_mode": "online" if ksef else "",
        }  # fmt: skip
        debit, credit = max(0, document.gross_grosze), max(0, -document.gross_grosze)
        self._entries.append(_Entry(document.issued_on, title, debit, credit, document.number))
        pays_on = (
            document.due_on + timedelta(days=self.habits.delay_days) if document.to_pay_grosze > 0 else None
        )
        self._bills.append(_Bill(row, document, document.to_pay_grosze, pays_on))

    def _take_from_credit(self, amount: int) -> None:
        """A later bill has used up what a correction gave back: the correction is settled by as much."""
        for bill in self._bills:
            if bill.left < 0 and amount:
                used = min(amount, -bill.left)
                bill.left += used
                amount -= used

    def _ksef_number(self, document: Document) -> str:
        technical = f"{self.random.getrandbits(48):012X}"
        return make_ksef_number(nip=self.town.nip, day=document.issued_on, technical=technical)

    def _next_number(self, day: date, prefix: str = "") -> str:
        place = len(self._bills) + 1
        return f"{prefix or self.town.invoice_prefix}/{day:%Y/%m}/{self.number}-{place}"

    def _read(self, meter: _Meter, begun: date, ended: date) -> Decimal:
        """Let the meter run for a period and read it; what was used, in whole m³ as bills have it."""
        months = self.town.months_per_bill
        summer = 4 <= ended.month <= 9
        factor = Decimal(self.random.randint(75, 125)) / 100
        if meter.kind == "garden":
            factor = factor * 2 if summer else Decimal(0)
        used = (meter.m3_per_month * months * factor).to_integral_value(ROUND_HALF_UP)
        kind = self.random.choices(("billing", "customer", "estimate"), weights=(80, 15, 5))[0]
        for counter in range(1, meter.counters + 1):
            share = used if meter.counters == 1 else (used // 5 if counter == 1 else used - used // 5)
            meter.value[counter - 1] = (meter.value[counter - 1] + share) % 100_000
            self._write_reading(meter, counter, ended, meter.value[counter - 1], share, kind)
        return used

    # --- money ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Payments by habit. Rounding up leaves a credit that no document asked for."""
        to_pay = [bill for bill in self._bills if bill.pays_on]
        for bill in to_pay[: len(to_pay) - self.habits.unpaid or None] if self.habits.unpaid else to_pay:
            assert bill.pays_on is not None
            if bill.pays_on > self.today:
                continue
            bill.left = 0
            bill.row["paid_grosze"] = bill.document.to_pay_grosze
            extra = -bill.document.to_pay_grosze % 1000 if self.habits.overpays and bill is to_pay[-1] else 0
            self._entries.append(
                _Entry(
                    bill.pays_on,
                    "Wpłata – przelew",
                    0,
                    bill.document.to_pay_grosze + extra,
                    bill.document.number,
                )
            )

    def _write_bills(self) -> None:
        for bill in self._bills:
            document = bill.document
            # What later bills took from a correction counts as paid out of it.
            if document.to_pay_grosze < 0:
                bill.row["paid_grosze"] = document.to_pay_grosze - bill.left
            self.out.add("invoices", **bill.row)
            for place, line in enumerate(document.lines, start=1):
                self.out.add(
                    "invoice_lines", invoice=document.number, position=place, name=line.name, unit=line.unit,
                    quantity=str(line.quantity), unit_price=str(line.unit_price), net_grosze=line.net_grosze,
                    vat_rate=str(VAT_PERCENT), before_correction=line.before_correction,
                )  # fmt: skip
            if self.xml and bill.row["ksef_number"]:
                content = fa3_xml(document, seller=self.town, buyer=self.party)
                self.out.attach(
                    invoice=document.number,
                    kind="xml",
                    name=f"{bill.row['ksef_number']}.xml",
                    content=content,
                )

    def _write_ledger(self) -> None:
        balance = 0
        for place, entry in enumerate(sorted(self._entries, key=lambda one: one.day), start=1):
            balance += entry.debit - entry.credit
            self.out.add(
                "ledger", code=f"{self.number}-{place}", customer=self.number, booked_on=entry.day.isoformat(),
                title=entry.title, debit_grosze=entry.debit, credit_grosze=entry.credit, balance_grosze=balance,
                invoice=entry.invoice,
            )  # fmt: skip
        as_of = datetime.fromisoformat(f"{self.today.isoformat()}T03:00:00+00:00")
        self.out.add("balances", customer=self.number, amount_grosze=balance, as_of=as_of.isoformat())


def _line(name: str, unit: str, quantity: Decimal, price: Decimal) -> Line:
    net = int((quantity * price * 100).to_integral_value(ROUND_HALF_UP))
    return Line(name, unit, quantity, price, net)


def _vat(net_grosze: int) -> int:
    return int((Decimal(net_grosze) * VAT_PERCENT / 100).to_integral_value(ROUND_HALF_UP))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)
