"""Writes the billing package of a whole made-up utility: always the same for the same seed, town and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from random import Random

from tenants.integration.demo.account import Account
from tenants.integration.demo.books import Habits
from tenants.integration.demo.people import Party, make_nip, make_party
from tenants.integration.demo.towns import Town
from tenants.integration.package.manifest import Mode
from tenants.integration.package.writing import PackageWriter

# Well-known customers of every demo, for people who try it and for tests. Numbers and names never change.
HOUSEHOLD = "10000001"  # a garden meter, a corrected bill, one paid in part, water that runs away
NEWCOMER = "10000002"  # has a contract and a meter, and no invoice yet
COMPANY = (
    "10000003"  # invoices in KSeF with their XML, the last for split payment; a coupled meter, one by radio
)
MANAGER = "10000004"  # many service points
DEBTOR = "10000005"  # three overdue bills
HOUSEHOLD_NAME, NEWCOMER_NAME = "Łucja Wiśniewska", "Jakub Nowak"
COMPANY_NAME, MANAGER_NAME = "Piekarnia „Złoty Kłos” Sp. z o.o.", "Wspólnota Mieszkaniowa Słoneczna 12"
DEBTOR_NAME = "Zbigniew Ćwik"
_FIRST_OTHER = 10000101
# One in so many of the other customers.
_KINDS = (("person", 88), ("company", 7), ("manager", 3), ("public", 2))


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written."""

    folder: Path
    customers: int
    rows: dict[str, int]


def generate(
    *, town: Town, customers: int, seed: int, today: date, out: Path, years: int = 3, mode: Mode = Mode.FULL
) -> Generated:
    """Write a package of `customers` customers (at least the five well-known ones) into the folder `out`.

    Covers `years` back from `today`. The same arguments give the same bytes, on every machine.
    """
    as_of = datetime.combine(today, time(3), UTC)
    rows: dict[str, int] = {}
    with PackageWriter(out, utility_nip=town.nip, as_of=as_of, mode=mode) as package:
        first = date(today.year - years, today.month, 1)
        for account in _well_known(_chance(f"{seed} well known"), town, today, package, first):
            account.write()
        for place in range(max(0, customers - 5)):
            # A source of chance for each customer: adding one leaves the others as they were.
            _somebody(
                _chance(f"{seed} {place}"), town, today, package, first, str(_FIRST_OTHER + place)
            ).write()
        rows = package.counts
    return Generated(out, max(customers, 5), rows)


def _chance(seed: str) -> Random:
    return Random(seed)  # noqa: S311 -- invented people need no secrecy, but the same dice on every machine


def _well_known(
    random: Random, town: Town, today: date, package: PackageWriter, first: date
) -> list[Account]:
    street = town.streets[0]
    never = date(today.year, today.month, 1)

    def party(kind: str, name: str, house: str, mailbox: str, nip: str = "") -> Party:
        phone = "+486012345" + house.partition("/")[0].zfill(2)
        return Party(kind, name, nip, f"{street} {house}", f"{mailbox}@poczta.example", phone)

    household = party("person", HOUSEHOLD_NAME, "7", "lucja.wisniewska")
    newcomer = party("person", NEWCOMER_NAME, "9/2", "jakub.nowak")
    company = party("company", COMPANY_NAME, "11", "biuro.zlotyklos", make_nip(random))
    manager = party("manager", MANAGER_NAME, "12", "zarzad.sloneczna12", make_nip(random))
    debtor = party("person", DEBTOR_NAME, "13", "zbigniew.cwik")
    account = partial(Account, random, town, today, package)
    prompt, late = Habits(delay_days=-3), Habits(delay_days=9, unpaid=3, demanded=True)
    family, firm = Habits(delay_days=-3, eventful=True), Habits(delay_days=-3, unpaid=2)
    return [
        account(HOUSEHOLD, household, 1, family, first, garden=True, leaks=True, persons=3, tank=town.septic),
        account(NEWCOMER, newcomer, 1, prompt, never),
        account(COMPANY, company, 2, firm, first, xml=True, coupled=True, daily=True),
        account(MANAGER, manager, 18, prompt, first),
        account(DEBTOR, debtor, 1, late, first),
    ]


def _somebody(
    random: Random, town: Town, today: date, package: PackageWriter, first: date, number: str
) -> Account:
    kind = random.choices([kind for kind, _share in _KINDS], weights=[share for _kind, share in _KINDS])[0]
    points = random.randint(3, 20) if kind == "manager" else 1
    habits = random.choices(
        (
            Habits(delay_days=-4),
            Habits(delay_days=6),
            Habits(delay_days=20, unpaid=1),
            Habits(delay_days=30, unpaid=4),
            Habits(delay_days=-5, overpays=True),
        ),
        weights=(60, 20, 8, 4, 8),
    )[0]
    # Some joined later than the first day of the story.
    begun = (
        first
        if random.random() < 0.8
        else date(today.year - random.randint(0, 1), random.randint(1, today.month), 1)
    )
    return Account(
        random, town, today, package, number, make_party(random, kind, town), points, habits, begun,
        garden=kind == "person" and random.random() < 0.15, e_invoice=random.random() < 0.4,
    )  # fmt: skip
