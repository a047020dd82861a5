"""One customer's three years: meters run, bills come, payments follow or do not, the ledger adds up.

What a customer owes is at every moment the sum of what is left on the documents less what was paid without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tenants.billing.ksef import make_ksef_number
from tenants.customers.identifiers import make_account
from tenants.integration.demo.books import Bill, Entry, Habits, Point, make_line, months_later, vat_of
from tenants.integration.demo.counting import Counting
from tenants.integration.demo.fa3_xml import Document, Line, fa3_xml
from tenants.integration.demo.people import Party, make_address
from tenants.integration.demo.septic import write_tank
from tenants.integration.demo.towns import Town
from tenants.integration.package.writing import PackageWriter

KSEF_SINCE = date(2026, 4, 1)
_REASON = "Błędny odczyt wodomierza"


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
    # For the well-known ones: a coupled meter, one read by radio with daily figures, one that seems to leak.
    coupled: bool = False
    daily: bool = False
    leaks: bool = False
    persons: int | None = None
    e_invoice: bool = False
    xml: bool = False
    tank: str = ""
    contract: str = ""
    _credit: int = 0
    _entries: list[Entry] = field(default_factory=list)
    _bills: list[Bill] = field(default_factory=list)
    _counting: Counting = field(init=False)

    @property
    def bank_account(self) -> str:
        return make_account(f"{self.town.bank}{int(self.number):012d}")

    def write(self) -> None:
        self._write_customer()
        self._counting = Counting(self.random, self.town, self.today, self.out, self.number, self.first_bill)
        places = [self._make_point(place) for place in range(1, self.points + 1)]
        if self.tank:
            write_tank(self.out, self.number, places[0].number, self.party.address, self.tank, self.today)
        periods = list(self._periods())
        for begun, ended in periods:
            wrong = self.habits.eventful and (begun, ended) in periods[-2:-1]
            for place in places:
                self._bill(place, begun, ended, wrong=wrong, newest=ended == periods[-1][1])
        if self.daily and periods:
            self._counting.tell_daily(places[-1].meters[0], periods[-1][1])
        self._settle()
        if self._bills and self.habits.eventful:
            self._note_interest()
        if self._bills and (self.habits.eventful or self.habits.demanded):
            self._demand()
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

    def _make_point(self, place: int) -> Point:
        number = f"{self.number}/{place}"
        several = self.points > 1
        self.out.add(
            "service_points", number=number, customer=self.number, contract=self.contract,
            name=f"Budynek {place}" if several else "",
            address=make_address(self.random, self.town, flat=False) if several else self.party.address,
            postal_code=self.town.postal_code, city=self.town.city,
            tariff_group="W1/S1" if self.party.kind == "person" else "W2/S2", active=True,
            account=make_account(f"{self.town.bank}{int(self.number):08d}{place:04d}"),
            settlement_months=self.town.months_per_bill, persons=self.persons,
        )  # fmt: skip
        big = self.party.kind != "person"
        base = Decimal(self.random.randint(40, 900) if big else self.random.randint(20, 130)) / 10
        by_radio = self.daily and place == self.points
        chance = big and self.random.random() < 0.3
        coupled = not by_radio and (chance or (self.coupled and place == 1))
        make = self._counting.make
        meters = [
            make(
                number, "coupled" if coupled else "main", base, counters=2 if coupled else 1, remote=by_radio,
                leaks=self.leaks, location="studzienka przed budynkiem" if big else "piwnica",
            )
        ]  # fmt: skip
        if self.garden and place == 1:
            meters.append(
                make(
                    number, "garden", base / 3, parent=meters[0].code, location="ogród",
                    verified_for=24 if self.leaks else None,
                )
            )  # fmt: skip
        return Point(number, meters)

    # --- bills ---------------------------------------------------------------------------------------------------

    def _periods(self) -> Iterator[tuple[date, date]]:
        """First and last day of each billing period whose bill is out by today."""
        begun = self.first_bill
        while True:
            after = months_later(begun, self.town.months_per_bill)
            if after + timedelta(days=3) > self.today:
                return
            yield begun, after - timedelta(days=1)
            begun = after

    def _bill(self, point: Point, begun: date, ended: date, *, wrong: bool, newest: bool) -> None:
        """One period of one point; a bill that is `wrong` is corrected."""
        issued = ended + timedelta(days=self.random.randint(1, 3))
        number = self._next_number(issued)
        months, count = self.town.months_per_bill, self._counting
        used = {meter.kind: count.run(meter, ended, months=months, newest=newest) for meter in point.meters}
        for meter in point.meters:
            count.write_down(meter, ended, invoice=number)
        water = sum((used[kind] for kind in used if kind != "garden"), Decimal(0))
        sewage = max(Decimal(0), water - used.get("garden", Decimal(0)))
        months = self.town.months_per_bill
        prices = self.town.prices_on(ended)
        lines = (
            make_line("Dostawa wody", "m3", water, prices.water),
            make_line("Odprowadzanie ścieków", "m3", sewage, prices.sewage),
            make_line("Opłata abonamentowa", "mc", Decimal(months), prices.subscription),
        )
        net = sum(line.net_grosze for line in lines)
        vat = vat_of(net)
        taken = min(self._credit, net + vat)
        self._credit -= taken
        if taken:
            self._take_from_credit(taken)
        document = Document(
            number, issued, begun, ended, issued + timedelta(days=self.town.days_to_pay), net, vat, net + vat - taken,
            lines, self.number, self.bank_account, point.meters[0].code, split_payment=self._is_split(ended, point),
        )  # fmt: skip
        self._add_bill(document, "vat", point, f"Faktura {number}")
        if not point.corrected and (self.random.random() < 0.02 or wrong) and water > 3:
            point.corrected = True
            self._correct(document, point, lines[0], water - Decimal(self.random.randint(1, 3)))

    def _correct(self, document: Document, point: Point, line: Line, rightly: Decimal) -> None:
        issued = document.issued_on + timedelta(days=12)
        if issued > self.today:
            return
        number = self._next_number(issued, prefix="KOR")
        after = make_line(line.name, line.unit, rightly, line.unit_price)
        before = Line(
            line.name, line.unit, line.quantity, line.unit_price, line.net_grosze, before_correction=True
        )
        net = after.net_grosze - before.net_grosze
        vat = vat_of(net)
        correction = Document(
            number, issued, document.sold_from, document.sold_to, issued + timedelta(days=self.town.days_to_pay),
            net, vat, net + vat, (before, after), self.number, self.bank_account, point.meters[0].code,
            document.number, document.issued_on, str(self._row_of(document.number)["ksef_number"]), _REASON,
        )  # fmt: skip
        self._add_bill(correction, "correction", point, f"Korekta {number}")
        self._credit -= net + vat

    def _is_split(self, ended: date, point: Point) -> bool:
        """The last bill of a firm's first point says that it must be paid by split payment."""
        last = (
            months_later(ended.replace(day=1), 1 + self.town.months_per_bill) + timedelta(days=3) > self.today
        )
        return self.xml and last and point.number.endswith("/1")

    def _row_of(self, number: str) -> dict[str, object]:
        return next(bill.row for bill in reversed(self._bills) if bill.row["number"] == number)

    def _add_bill(self, document: Document, kind: str, point: Point | None, title: str) -> None:
        period = kind in ("vat", "correction")
        ksef = bool(self.party.nip) and period and document.issued_on >= KSEF_SINCE
        row: dict[str, object] = {
            "number": document.number, "customer": self.number, "service_point": point.number if point else None, "kind": kind,
            "issued_on": document.issued_on.isoformat(), "sold_from": document.sold_from.isoformat() if period else None,
            "sold_to": document.sold_to.isoformat() if period else None, "due_on": document.due_on.isoformat(),
            "net_grosze": document.net_grosze, "vat_grosze": document.vat_grosze,
            "gross_grosze": document.gross_grosze, "to_pay_grosze": document.to_pay_grosze, "paid_grosze": 0,
            "corrects": document.corrects or None, "correction_reason": document.reason,
            "seller_nip": self.town.nip, "split_payment": document.split_payment,
            "ksef_number": self._ksef_number(document) if ksef else "",
            "ksef_status": "assigned" if ksef else "not_applicable", "ksef_mode": "online" if ksef else "",
        }  # fmt: skip
        if kind != "payment_demand":  # a demand only repeats what was charged before
            debit, credit = max(0, document.gross_grosze), max(0, -document.gross_grosze)
            self._entries.append(Entry(document.issued_on, title, debit, credit, document.number))
        pays_on = (
            document.due_on + timedelta(days=self.habits.delay_days) if document.to_pay_grosze > 0 else None
        )
        self._bills.append(Bill(row, document, document.to_pay_grosze, pays_on))

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

    # --- money ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Payments by habit. Rounding up leaves a credit that no document asked for."""
        to_pay = [bill for bill in self._bills if bill.pays_on]
        for bill in to_pay[: len(to_pay) - self.habits.unpaid or None] if self.habits.unpaid else to_pay:
            assert bill.pays_on is not None
            if bill.pays_on > self.today:
                continue
            # Paid in part and forgotten: the third bill from the end, so that it is long past its date.
            forgotten = self.habits.eventful and len(to_pay) > 3 and bill is to_pay[-3]
            amount = bill.document.to_pay_grosze // 300 * 100 if forgotten else bill.document.to_pay_grosze
            bill.left -= amount
            bill.row["paid_grosze"] = amount
            extra = -amount % 1000 if self.habits.overpays and bill is to_pay[-1] else 0
            self._entries.append(
                Entry(bill.pays_on, "Wpłata – przelew", 0, amount + extra, bill.document.number)
            )

    def _note_interest(self) -> None:
        """A note of interest on a bill of a year ago, paid since."""
        late = self._bills[len(self._bills) // 2].document
        issued = late.due_on + timedelta(days=40)
        line = Line(
            f"Odsetki ustawowe za opóźnienie w zapłacie faktury {late.number}", "", Decimal(1), Decimal("2.31"), 231,
            vat_rate="",
        )  # fmt: skip
        note = Document(
            self._next_number(issued, prefix="NO"), issued, late.due_on, issued,
            issued + timedelta(days=self.town.days_to_pay), 231, 0, 231, (line,), self.number, self.bank_account, "",
        )  # fmt: skip
        self._add_bill(note, "interest_note", None, f"Nota odsetkowa {note.number}")
        paid = self._bills[-1]
        paid.left, paid.row["paid_grosze"] = 0, 231
        self._entries.append(Entry(note.due_on, "Wpłata – przelew", 0, 231, note.number))

    def _demand(self) -> None:
        """What is overdue a week ago, demanded in one letter."""
        issued = self.today - timedelta(days=8)
        overdue = [bill for bill in self._bills if bill.left > 0 and bill.due_on < issued]
        if not overdue:
            return
        lines = tuple(
            Line(
                f"Faktura {bill.document.number}, termin płatności {bill.due_on:%d.%m.%Y}", "", Decimal(1),
                Decimal(bill.left) / 100, bill.left, vat_rate="",
            )
            for bill in overdue
        )  # fmt: skip
        owed = sum(bill.left for bill in overdue)
        demand = Document(
            self._next_number(issued, prefix="WZ"), issued, issued, issued, issued + timedelta(days=14), owed, 0, owed,
            lines, self.number, self.bank_account, "",
        )  # fmt: skip
        self._add_bill(demand, "payment_demand", None, "")

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
                    vat_rate=line.vat_rate, before_correction=line.before_correction,
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
