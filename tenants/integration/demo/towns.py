"""What differs between the demo's towns: streets that exist there, tariffs, how often bills come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Prices:
    """Net prices from a day on: water and sewage per m³, the subscription per month, in złoty."""

    valid_from: date
    water: Decimal
    sewage: Decimal
    subscription: Decimal


@dataclass(frozen=True, slots=True)
class Town:
    """A utility as its billing system sees itself."""

    slug: str
    utility: str
    nip: str
    city: str
    postal_code: str
    address: str
    streets: tuple[str, ...]
    prices: tuple[Prices, ...]
    # Bank and identifier of the individual accounts: 8 + 4 digits.
    bank: str
    months_per_bill: int
    days_to_pay: int
    invoice_prefix: str
    # Whether the household of the demo has a septic tank, and of which kind; empty where the utility empties none.
    septic: str = ""

    def prices_on(self, day: date) -> Prices:
        return max((one for one in self.prices if one.valid_from <= day), key=lambda one: one.valid_from)


def _prices(valid_from: date, water: str, sewage: str, subscription: str) -> Prices:
    return Prices(valid_from, Decimal(water), Decimal(sewage), Decimal(subscription))


RZESZOW = Town(
    slug="rzeszow",
    utility="Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie",
    nip="8133336039",
    city="Rzeszów",
    postal_code="35-055",
    address="ul. Naruszewicza 18",
    streets=(
        "ul. Hetmańska", "ul. Dąbrowskiego", "ul. Krakowska", "ul. Lwowska", "ul. Podwisłocze", "ul. Staroniwska",
        "ul. Strzelnicza", "ul. Langiewicza", "ul. Zygmuntowska", "ul. Naruszewicza", "ul. Kwiatkowskiego",
        "ul. Słocińska", "ul. Załęska", "ul. Wieniawskiego", "ul. Paderewskiego", "ul. Cienista", "ul. Beskidzka",
        "ul. Mieszka I", "ul. Ćwiklińskiej", "al. Rejtana", "al. Niepodległości", "ul. Żołnierzy I Armii WP",
    ),
    prices=(
        _prices(date(2022, 1, 1), "4.38", "5.06", "4.90"),
        _prices(date(2024, 7, 1), "5.12", "6.31", "5.60"),
        _prices(date(2026, 1, 1), "5.87", "7.14", "6.20"),
    ),
    bank="124026141234",
    months_per_bill=2,
    days_to_pay=21,
    invoice_prefix="FV",
)  # fmt: skip

KOSTRZYN = Town(
    slug="kostrzyn",
    utility="Miejskie Zakłady Komunalne Sp. z o.o. w Kostrzynie nad Odrą",
    nip="5990112343",
    city="Kostrzyn nad Odrą",
    postal_code="66-470",
    address="ul. Kopernika 4a",
    streets=(
        "ul. Kopernika", "ul. Wojska Polskiego", "ul. Gorzowska", "ul. Sikorskiego", "ul. Orła Białego",
        "ul. Osiedlowa", "ul. Mickiewicza", "ul. Czereśniowa", "ul. Jana Pawła II", "ul. Niepodległości",
        "ul. Żeglarska", "ul. Graniczna", "ul. Asfaltowa", "ul. Prosta", "ul. Drzewicka", "os. Słowiańskie",
    ),
    prices=(
        _prices(date(2022, 1, 1), "4.11", "7.45", "3.80"),
        _prices(date(2025, 3, 1), "4.96", "8.83", "4.50"),
    ),
    bank="102019541234",
    months_per_bill=1,
    days_to_pay=14,
    invoice_prefix="F",
    septic="tank",
)  # fmt: skip

TOWNS = {town.slug: town for town in (RZESZOW, KOSTRZYN)}
