"""Arithmetic on the lines of documents: gross of a line, VAT by rate, services as a document leaves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tenants.billing.models import Invoice, InvoiceLine

# Net is rounded, then VAT: together less than two grosze.
_ROUNDING = 2


@dataclass(frozen=True, slots=True)
class VatRow:
    """One rate of the VAT table; amounts in grosze."""

    rate: str
    net_grosze: int
    gross_grosze: int

    @property
    def vat_grosze(self) -> int:
        return self.gross_grosze - self.net_grosze


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a document, all its lines together. `quantity` is None where no line says one; `price` is the exact
    price with VAT per unit, in grosze, and None where lines differ in it or say none.
    """

    name: str
    unit: str
    quantity: Decimal | None
    net_grosze: int
    gross_grosze: int
    price: Decimal | None = None

    @property
    def is_water(self) -> bool:
        return is_cubic_metre(self.unit)


def is_cubic_metre(unit: str) -> bool:
    """Whether a unit is m³, however it was typed."""
    return unit.strip().lower().rstrip(".") in ("m3", "m³")


def percent_of(rate: str) -> Decimal:
    """The VAT rate of a line as a number; 0 for words such as zw, np, oo."""
    text = rate.strip().rstrip("%").strip()
    return Decimal(text) if text.isascii() and text.isdigit() else Decimal(0)


def gross_of(line: InvoiceLine) -> int:
    """What a line comes to with VAT, in grosze: as said, else reckoned from the net amount."""
    if line.gross_grosze is not None:
        return line.gross_grosze
    return _grosze((line.net_grosze or 0) * (100 + percent_of(line.vat_rate)) / 100)


def net_of(line: InvoiceLine) -> int:
    """What a line comes to without VAT, in grosze: as said, else reckoned from the gross amount."""
    if line.net_grosze is not None:
        return line.net_grosze
    return _grosze((line.gross_grosze or 0) * 100 / (100 + percent_of(line.vat_rate)))


def price_of(line: InvoiceLine) -> Decimal | None:
    """The exact price of a line with VAT per unit, in grosze; None where it does not agree with the amount.

    Some systems write the price with VAT, some round it: what does not lead to the amount is no price to reckon with.
    """
    if line.unit_price is None or line.quantity is None:
        return None
    price = line.unit_price * (100 + percent_of(line.vat_rate))
    return price if abs(price * line.quantity - gross_of(line)) <= _ROUNDING else None


def vat_table(invoice: Invoice) -> list[VatRow]:
    """VAT by rate; a line „as it was before the correction” is taken off. Documents without VAT give no row.

    VAT is reckoned from the sum of a rate, as invoices do, not line by line; with one rate it is the invoice's own.
    """
    lines = [line for line in invoice.lines.all() if line.vat_rate]
    rates = sorted({line.vat_rate for line in lines})
    if len(rates) == 1:
        return [VatRow(rates[0], invoice.net_grosze, invoice.gross_grosze)]
    return [_vat_row(rate, [line for line in lines if line.vat_rate == rate]) for rate in rates]


def _vat_row(rate: str, lines: list[InvoiceLine]) -> VatRow:
    signed = [(-1 if line.before_correction else 1, line) for line in lines]
    net = sum(sign * net_of(line) for sign, line in signed)
    if all(line.gross_grosze is not None for line in lines):
        return VatRow(rate, net, sum(sign * gross_of(line) for sign, line in signed))
    return VatRow(rate, net, _grosze(net * (100 + percent_of(rate)) / 100))


def services_of(lines: Iterable[InvoiceLine]) -> dict[tuple[str, str], Service]:
    """Lines summed by service (name and unit, letter case aside), in their order; a correction's give its change."""
    found: dict[tuple[str, str], Service] = {}
    for line in lines:
        sign = -1 if line.before_correction else 1
        key = (" ".join(line.name.split()).casefold(), line.unit.strip().casefold())
        quantity = None if line.quantity is None else sign * line.quantity
        one = Service(
            line.name, line.unit, quantity, sign * net_of(line), sign * gross_of(line), price_of(line)
        )
        found[key] = together(found[key], one) if key in found else one
    return found


def together(one: Service, other: Service) -> Service:
    """Two lots of the same service as one."""
    quantities = [each.quantity for each in (one, other) if each.quantity is not None]
    return Service(
        one.name,
        one.unit,
        sum(quantities, Decimal(0)) if quantities else None,
        one.net_grosze + other.net_grosze,
        one.gross_grosze + other.gross_grosze,
        one.price if one.price == other.price else None,
    )


def _grosze(amount: Decimal) -> int:
    """To a whole grosz as invoices round, halves away from zero; round() would take them to the even one."""
    return int(amount.to_integral_value(ROUND_HALF_UP))
