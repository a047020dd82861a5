"""Theme `readings`: whether and how customers send the state of their meters."""

from pydantic import Field

from tenants.profile.schema.types import LocalisedText, Section


class ReadingWindow(Section):
    """Days of the month on which readings are taken."""

    first_day: int = Field(ge=1, le=31, description="First day of the month.")
    last_day: int = Field(ge=1, le=31, description="Last day of the month (31 means the last one).")


class Readings(Section):
    """Rules for readings."""

    accepted: bool = Field(description="Whether customers may send readings here.")
    window: ReadingWindow | None = Field(default=None, description="When; none: at any time.")
    min_days_between: int = Field(
        default=1, ge=1, le=90, description="Days between two readings of one meter."
    )
    whole_cubic_metres: bool = Field(default=True, description="true: only whole m³, the black digits.")
    question_above_times_usual: int = Field(
        default=5, ge=2, le=50, description="Ask again when use is so many times the usual one."
    )
    hint: LocalisedText = Field(description="How to read the meter, in a sentence or two.")
    consequence: LocalisedText | None = Field(
        default=None, description="What follows from sending one, told before."
    )
