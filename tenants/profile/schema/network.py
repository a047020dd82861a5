"""Theme `network`: supply zones, what is measured in the water, and how outages are told.

Limits are those of the regulation on the quality of water for human consumption (Dz.U. 2017 poz. 2294); a utility that is
held to others says so here.
"""

from decimal import Decimal

from pydantic import Field

from tenants.profile.schema.types import Key, Line, LocalisedText, Section, by_key


class Zone(Section):
    """Where water of one quality comes from a tap."""

    key: Key = Field(description="Name the billing system uses for it (service_points.supply_zone).")
    title: LocalisedText = Field(description="What it is called.")
    intake: LocalisedText = Field(description="Where the water comes from, in one sentence.")
    towns: tuple[Line, ...] = Field(
        default=(), description="Towns in it, for points without a zone of their own."
    )


class Parameter(Section):
    """Something a laboratory measures."""

    key: Key = Field(description="Name used in tables of results.")
    title: LocalisedText = Field(description="What it is called.")
    unit: Line | None = Field(default=None, description="Unit of its values and limits; none: a bare number.")
    lowest: Decimal | None = Field(default=None, description="Lower limit; none: there is none.")
    highest: Decimal | None = Field(default=None, description="Upper limit; none: there is none.")
    meaning: LocalisedText | None = Field(
        default=None, description="What it means for people, in a sentence."
    )


def _parameter(
    key: str, pl: str, en: str, uk: str, unit: str | None, lowest: str | None, highest: str | None
) -> Parameter:
    return Parameter(
        key=key,
        title=LocalisedText(pl=pl, en=en, uk=uk),
        unit=unit,
        lowest=Decimal(lowest) if lowest else None,
        highest=Decimal(highest) if highest else None,
    )


STATUTORY: tuple[Parameter, ...] = (
    _parameter("hardness", "Twardość ogólna", "Hardness", "Загальна твердість", "mg CaCO₃/l", "60", "500"),
    _parameter("ph", "pH", "pH", "pH", None, "6.5", "9.5"),
    _parameter("turbidity", "Mętność", "Turbidity", "Каламутність", "NTU", None, "1"),
    _parameter("colour", "Barwa", "Colour", "Забарвленість", "mg Pt/l", None, "15"),
    _parameter("conductivity", "Przewodność", "Conductivity", "Електропровідність", "µS/cm", None, "2500"),
    _parameter("iron", "Żelazo", "Iron", "Залізо", "µg/l", None, "200"),
    _parameter("manganese", "Mangan", "Manganese", "Марганець", "µg/l", None, "50"),
    _parameter("nitrates", "Azotany", "Nitrates", "Нітрати", "mg/l", None, "50"),
    _parameter("ammonium", "Jon amonowy", "Ammonium", "Амоній", "mg/l", None, "0.5"),
    _parameter("fluorides", "Fluorki", "Fluorides", "Фториди", "mg/l", None, "1.5"),
    _parameter("chlorides", "Chlorki", "Chlorides", "Хлориди", "mg/l", None, "250"),
    _parameter("sodium", "Sód", "Sodium", "Натрій", "mg/l", None, "200"),
    _parameter("chlorine", "Chlor wolny", "Free chlorine", "Вільний хлор", "mg/l", None, "0.3"),
    _parameter(
        "coliforms",
        "Bakterie grupy coli",
        "Coliform bacteria",
        "Коліформні бактерії",
        "jtk/100 ml",
        None,
        "0",
    ),
    _parameter("e_coli", "Escherichia coli", "Escherichia coli", "Escherichia coli", "jtk/100 ml", None, "0"),
)


class Network(Section):
    """Zones, parameters and outages."""

    outages: bool = Field(default=True, description="Whether outages are shown and told here.")
    watching_without_account: bool = Field(
        default=True, description="Whether anybody may ask to hear of outages at an address."
    )
    water_quality: bool = Field(default=True, description="Whether the quality of the water is shown here.")
    zones: tuple[Zone, ...] = Field(default=(), description="Supply zones; empty: quality is not shown.")
    parameters: tuple[Parameter, ...] = Field(
        default=STATUTORY, description="What is measured; by default what the regulation limits."
    )
    hardness_parameter: Key = Field(
        default="hardness", description="Which parameter is the hardness in mg CaCO₃/l."
    )

    def zone(self, key: str) -> Zone:
        """The zone with this key. Raises KeyError when the profile has none."""
        return by_key(self.zones, key)
