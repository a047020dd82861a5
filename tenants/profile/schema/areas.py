"""Theme `areas`: municipalities in which the same utility has other rules."""

from pydantic import Field

from tenants.profile.schema.readings import Readings
from tenants.profile.schema.types import Key, Line, LocalisedText, Section


class Area(Section):
    """One area: its own rules for readings here, its own prices by `tariffs[].area`; all else is as in the whole utility."""

    key: Key = Field(description="Name the billing system uses for it.")
    title: LocalisedText = Field(description="What it is called.")
    municipalities: tuple[Line, ...] = Field(min_length=1, description="Municipalities in it.")
    readings: Readings | None = Field(default=None, description="Its own rules for readings.")


class Areas(Section):
    """All areas; empty when the rules are the same everywhere."""

    areas: tuple[Area, ...] = Field(default=(), description="Areas with rules of their own.")
