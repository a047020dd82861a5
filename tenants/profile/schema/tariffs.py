"""Theme `tariffs`: prices of water and sewage, from when and by whose decision; used for forecasts, never for bills."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tenants.profile.schema.types import Key, Line, LocalisedText, Section, WebAddress

# Złoty net. A price per m³ may have parts of a grosz.
Price = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=4)]


class TariffGroup(Section):
    """The prices of one group of customers. What is not charged is left out."""

    code: Line = Field(description="The group as the billing system writes it, for example W1/S1.")
    title: LocalisedText = Field(description="Whom it is for.")
    water_net: Price | None = Field(default=None, description="Water, zł net for 1 m³.")
    sewage_net: Price | None = Field(default=None, description="Sewage, zł net for 1 m³.")
    fixed_fee_net: Price | None = Field(default=None, description="Fixed fee, zł net a month.")
    vat_percent: int = Field(default=8, ge=0, le=23, description="VAT rate.")


class Tariff(Section):
    """Prices approved together."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What it is called.")
    area: Key | None = Field(default=None, description="Only in this area (areas); none: everywhere else.")
    valid_from: date = Field(description="First day.")
    valid_to: date | None = Field(default=None, description="Last day; none: until the next one.")
    decision: Line | None = Field(default=None, description="Number of the decision.")
    approved_by: LocalisedText | None = Field(default=None, description="Who approved it.")
    published_at: WebAddress | None = Field(default=None, description="Where it can be read.")
    confirmed: bool = Field(
        default=True, description="false: the figures are still to be confirmed, and pages say so."
    )
    groups: tuple[TariffGroup, ...] = Field(min_length=1, description="Groups of customers.")


class Tariffs(Section):
    """All tariffs the utility shows; empty: no forecasts and no cost previews."""

    tariffs: tuple[Tariff, ...] = Field(default=(), description="Tariffs, former and coming ones too.")

    def group_on(self, day: date, *, area: str, code: str) -> tuple[Tariff, TariffGroup] | None:
        """The prices of a group on a day, those of its area before the general ones; None where none are said."""
        of_area = [tariff for tariff in self.tariffs if tariff.area and tariff.area == area]
        for listed in (of_area, [tariff for tariff in self.tariffs if tariff.area is None]):
            begun = [tariff for tariff in listed if tariff.valid_from <= day and _lasts(tariff, day)]
            for tariff in sorted(begun, key=lambda one: one.valid_from, reverse=True):
                for group in tariff.groups:
                    if group.code == code:
                        return tariff, group
        return None

    def by_time(self, day: date) -> tuple[list[Tariff], list[Tariff], list[Tariff]]:
        """Those in force on a day, those to come (the next first), and those of the past (the latest first).

        In an area the tariff that began last is in force, as in `group_on`.
        """
        begun = sorted((one for one in self.tariffs if one.valid_from <= day), key=lambda one: one.valid_from)
        latest = {one.area: one for one in begun if _lasts(one, day)}
        in_force = [one for one in self.tariffs if latest.get(one.area) is one]
        coming = sorted((one for one in self.tariffs if one.valid_from > day), key=lambda one: one.valid_from)
        return in_force, coming, [one for one in reversed(begun) if one not in in_force]


def _lasts(tariff: Tariff, day: date) -> bool:
    return tariff.valid_to is None or day <= tariff.valid_to
