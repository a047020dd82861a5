"""What water will cost by the tariff of the profile: a preview in grosze, never a bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tenants.profile.formats import zl
from tenants.profile.schema import Profile
from tenants.profile.schema.tariffs import Tariff, TariffGroup


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`kind` is water, sewage or fixed; `quantity` is m³, for the fixed fee months; the price is zł net."""

    kind: str
    quantity: Decimal
    unit_price: Decimal
    net_grosze: int

    @property
    def price_grosze(self) -> Decimal:
        """The price as `formats.price` takes it."""
        return self.unit_price * 100

    @property
    def price_zl(self) -> str:
        """The price of a month, ready to show."""
        return zl(int(self.price_grosze.to_integral_value(ROUND_HALF_UP)))

    @property
    def months(self) -> int:
        """The months of the fixed fee."""
        return int(self.quantity)


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines and sums in grosze, with the tariff they rest on."""

    tariff: Tariff
    group: TariffGroup
    lines: tuple[QuoteLine, ...]
    net_grosze: int
    vat_grosze: int

    @property
    def gross_grosze(self) -> int:
        return self.net_grosze + self.vat_grosze


def quote(
    *, profile: Profile, area: str, group: str, on: date, water_m3: Decimal, garden_m3: Decimal, months: int
) -> Quote | None:
    """What so much water costs on a day; None where the profile has no prices for the group.

    Water that went through a garden meter is water without sewage (law of 7 June 2001 on collective water supply,
    art. 27 sec. 6): sewage = water − garden, and never less than nothing. Each line is rounded to whole grosze as
    bills do it, VAT is of the sum of the lines.
    """
    found = profile.tariffs.group_on(on, area=area, code=group)
    if found is None:
        return None
    tariff, prices = found
    sewage_m3 = max(Decimal(0), water_m3 - garden_m3)
    charged = (
        ("water", water_m3, prices.water_net),
        ("sewage", sewage_m3, prices.sewage_net),
        ("fixed", Decimal(months), prices.fixed_fee_net),
    )
    lines = tuple(
        QuoteLine(kind, quantity, price, _grosze(quantity * price * 100))
        for kind, quantity, price in charged
        if price is not None
    )
    net = sum(line.net_grosze for line in lines)
    return Quote(tariff, prices, lines, net, _grosze(Decimal(net) * prices.vat_percent / 100))


def with_vat(price: Decimal | None, percent: int) -> tuple[Decimal, Decimal] | None:
    """A net price in złoty as grosze, and the same with VAT, whose parts of a grosz are rounded to whole ones."""
    if price is None:
        return None
    return price * 100, Decimal(_grosze(price * (100 + percent)))


def _grosze(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))
