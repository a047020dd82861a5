"""Theme `water`: what customers are told about the water they use: comparison, leaks, verification of meters."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Key, Line, LocalisedText, Section

CustomerKindName = Literal["person", "company", "manager", "public"]


class AverageUse(Section):
    """What others use, as the utility states it: a figure of its own, so no page has to count all customers."""

    customer_kinds: tuple[CustomerKindName, ...] = Field(min_length=1, description="For which customers.")
    tariff_group: Line | None = Field(default=None, description="Only for this tariff group; none: for all.")
    m3_a_month: Decimal | None = Field(
        default=None, gt=0, max_digits=8, decimal_places=3, description="Of one household, m³ a month."
    )
    m3_a_month_per_person: Decimal | None = Field(
        default=None,
        gt=0,
        max_digits=8,
        decimal_places=3,
        description="Of one person; used where the billing system says how many live there.",
    )
    source: LocalisedText = Field(description="Where the figure is from and of what year.")


class LeakRules(Section):
    """When use looks like a leak."""

    watched: bool = Field(default=False, description="Whether readings are looked through for leaks.")
    times_usual: Decimal = Field(
        default=Decimal("2.5"),
        ge=1,
        max_digits=4,
        decimal_places=2,
        description="So many times the usual use of the season.",
    )
    at_least_m3: Decimal = Field(
        default=Decimal(5),
        ge=0,
        max_digits=8,
        decimal_places=3,
        description="… and at least so many m³ a month more.",
    )
    never_zero_days: int = Field(
        default=7, ge=2, le=60, description="Meters with daily figures: so many days without one at rest."
    )
    rest_m3: Decimal = Field(
        default=Decimal("0.010"),
        ge=0,
        max_digits=6,
        decimal_places=3,
        description="A day up to this counts as one at rest.",
    )
    advice: LocalisedText | None = Field(
        default=None, description="Whom to call and what to do, after the usual advice."
    )
    relief_case: Key | None = Field(
        default=None,
        description="Kind of case by which one asks for relief after a leak (services.case_types).",
    )


class Water(Section):
    """Comparison, leaks, verification."""

    averages: tuple[AverageUse, ...] = Field(default=(), description="What others use; the first that fits.")
    leaks: LeakRules = Field(default_factory=LeakRules, description="When use looks like a leak.")
    verification_reminder_days: tuple[int, ...] = Field(
        default=(90, 30), description="So many days before a meter's verification runs out, it is said."
    )
    verification_text: LocalisedText | None = Field(
        default=None, description="What to do about it, and at whose cost."
    )
