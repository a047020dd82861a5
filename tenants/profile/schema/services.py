"""Theme `services`: the catalogue of cases a customer may file, and the septic service."""

from typing import Any, Literal

from pydantic import Field, field_validator

from tenants.profile import library
from tenants.profile.schema.cases import CaseStatus, CaseType
from tenants.profile.schema.types import Key, LocalisedText, Section, by_key


class Signatures(Section):
    """How a case is called: prefix, letters of its kind, year and number."""

    prefix: str = Field(
        default="EBOK", pattern=r"^[A-Z0-9]{1,10}$", description="What every signature begins with."
    )
    numbering: Literal["sequence", "random"] = Field(
        default="sequence",
        description="sequence: 1, 2, 3 … without gaps in a year; random: six signs that tell nothing of how many.",
    )


class Septic(Section):
    """Emptying of septic tanks and small plants."""

    tank_interval_days: int = Field(
        default=90, ge=7, le=1100, description="A tank is emptied at least this often."
    )
    plant_interval_days: int = Field(
        default=365, ge=30, le=1500, description="A small treatment plant is emptied at least this often."
    )
    remind_days_before: int = Field(default=14, ge=1, le=90, description="When the customer is reminded.")
    order_tank: Key | None = Field(default=None, description="Case type that orders the emptying of a tank.")
    order_plant: Key | None = Field(
        default=None, description="Case type that orders the emptying of a plant."
    )
    rule: LocalisedText = Field(
        description="Where the duty comes from, in a sentence, for the page and the statement."
    )


class Services(Section):
    """The catalogue."""

    case_types: tuple[CaseType, ...] = Field(
        default=(), description="Kinds of cases, in the order of the list."
    )
    statuses: tuple[CaseStatus, ...] = Field(
        default_factory=lambda: tuple(CaseStatus.model_validate(one) for one in library.statuses()),
        description="Statuses of every kind that has none of its own; the first is where a case begins.",
    )
    signatures: Signatures = Field(default_factory=Signatures, description="How cases are numbered.")
    draft_days: int = Field(default=30, ge=1, le=365, description="How long an unfinished form is kept.")
    septic: Septic | None = Field(
        default=None, description="Septic tanks; none: the utility has no such service."
    )

    @field_validator("case_types", mode="before")
    @classmethod
    def _taken_from_the_library(cls, value: Any) -> Any:
        return [library.expanded(one) for one in value] if isinstance(value, list | tuple) else value

    def case_type(self, key: str) -> CaseType:
        """The type with this key. Raises KeyError when the catalogue has none."""
        return by_key(self.case_types, key)

    def statuses_of(self, case_type: CaseType | None) -> tuple[CaseStatus, ...]:
        """The statuses a case of this type goes through; of a type that is gone, those of the catalogue."""
        return (case_type.statuses if case_type else ()) or self.statuses
