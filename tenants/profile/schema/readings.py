"""Theme `readings`: whether, when and by whom the state of a meter may be sent, and what then happens."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Key, LocalisedText, Section

# The words of tenants.metering: a profile is read where no database is, so it says them itself; a test compares.
MeterKindName = Literal["main", "garden", "coupled", "flat", "sewage"]
RoleName = Literal["owner", "delegate", "manager", "viewer"]
_ALL_KINDS: tuple[MeterKindName, ...] = ("main", "garden", "coupled", "flat", "sewage")


class ReadingWindow(Section):
    """Days of the month on which readings are taken."""

    first_day: int = Field(ge=1, le=31, description="First day of the month.")
    last_day: int = Field(ge=1, le=31, description="Last day of the month (31 means the last one).")


class CycleWindow(ReadingWindow):
    """The days for points billed every so many months."""

    settlement_months: int = Field(ge=1, le=12, description="For points whose bill covers so many months.")
    months: tuple[int, ...] = Field(
        default=(), description="Only in these months of the year (1–12); none: in every month."
    )


class ReadingDeadline(Section):
    """A day of the year by which certain meters must be read."""

    meter_kinds: tuple[MeterKindName, ...] = Field(min_length=1, description="Which meters.")
    month: int = Field(ge=1, le=12, description="Month of the last day.")
    day: int = Field(ge=1, le=31, description="Last day.")
    text: LocalisedText = Field(description="What happens after it, told beforehand.")


class RejectionReason(Section):
    """A reason for which staff reject a reading."""

    key: Key = Field(description="Name used inside the profile.")
    text: LocalisedText = Field(description="What the person is told.")


class Readings(Section):
    """Rules for readings."""

    accepted: bool = Field(description="Whether customers may send readings here.")
    window: ReadingWindow | None = Field(default=None, description="When; none: at any time.")
    cycle_windows: tuple[CycleWindow, ...] = Field(
        default=(), description="When, by how many months a bill covers; goes before `window`."
    )
    outside_window: Literal["refuse", "without_invoice"] = Field(
        default="refuse",
        description="Outside the days: nothing is taken, or it is kept and makes no invoice.",
    )
    days_back: int = Field(
        default=3, ge=0, le=31, description="How many days ago the meter may have been read."
    )
    min_days_between: int = Field(
        default=1, ge=1, le=90, description="Days between two readings of one meter."
    )
    meter_kinds: tuple[MeterKindName, ...] = Field(
        default=_ALL_KINDS, min_length=1, description="Meters whose state may be sent."
    )
    remote_meters: bool = Field(
        default=False, description="true: also of meters that are read by radio; false: they are left out."
    )
    roles: tuple[RoleName, ...] = Field(
        default=("owner", "delegate", "manager"),
        min_length=1,
        description="Who may send, by what access they have.",
    )
    whole_cubic_metres: bool = Field(default=True, description="true: only whole m³, the black digits.")
    garden_with_main: bool = Field(
        default=True, description="A garden meter is taken only together with the main one."
    )
    garden_needs_verification: bool = Field(
        default=True, description="A garden meter whose verification has run out is not taken."
    )
    deadlines: tuple[ReadingDeadline, ...] = Field(
        default=(), description="Days of the year by which meters must be read."
    )
    question_above_times_usual: int = Field(
        default=5, ge=2, le=50, description="Ask again when use is so many times the usual one."
    )
    question_above_m3_a_month: int = Field(
        default=100, ge=1, le=100_000, description="Ask again above this where no usual use is known."
    )
    accept: Literal["by_rules", "by_staff"] = Field(
        default="by_rules", description="Whether a reading nothing speaks against is accepted at once."
    )
    photo: Literal["none", "optional", "required"] = Field(
        default="optional", description="Whether a photo of the dial is asked for."
    )
    triggers: Literal["invoice", "next_invoice", "nothing"] = Field(
        default="next_invoice", description="What an accepted reading brings about."
    )
    invoice_within_days: int | None = Field(
        default=None, ge=1, le=60, description="In how many days that invoice comes."
    )
    without_login: bool = Field(
        default=False,
        description="Whether anybody may send by customer and meter number or by the meter's QR.",
    )
    guest_tries_per_hour: int = Field(
        default=10, ge=1, le=1000, description="How often one network may try that in an hour."
    )
    by_file: bool = Field(default=True, description="Whether readings of many meters may come as CSV.")
    control_text: LocalisedText | None = Field(
        default=None, description="When the utility comes to read by itself, in a sentence."
    )
    rejection_reasons: tuple[RejectionReason, ...] = Field(
        default=(), description="Reasons staff choose from when they reject a reading."
    )
    hint: LocalisedText = Field(description="How to read the meter, in a sentence or two.")
    consequence: LocalisedText | None = Field(
        default=None, description="What follows from sending one, told before."
    )
