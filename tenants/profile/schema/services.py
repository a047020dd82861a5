"""Theme `services`: the catalogue of cases a customer may file. Here only its frame: kinds and fields."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Key, LocalisedText, Section


class CaseField(Section):
    """One question of a case form."""

    key: Key = Field(description="Name used inside the case.")
    label: LocalisedText = Field(description="The question.")
    kind: Literal[
        "text", "long_text", "date", "number", "choice", "phone", "address", "meter", "service_point"
    ] = Field(description="What sort of answer it takes.")
    required: bool = Field(default=False, description="Whether an answer is needed.")
    hint: LocalisedText | None = Field(default=None, description="Help below the question.")
    choices: tuple[LocalisedText, ...] = Field(
        default=(), description="Answers to choose from, for kind choice."
    )


class CaseType(Section):
    """A kind of case: a question, a request or a complaint."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What it is called.")
    description: LocalisedText = Field(description="What it is for, in one sentence.")
    group: Literal["enquiry", "meter", "waste_water", "complaint", "other"] = Field(
        description="Where it is listed."
    )
    who: Literal["anybody", "user", "linked_customer"] = Field(
        default="linked_customer", description="Who may file it."
    )
    answer_days: int | None = Field(
        default=None, ge=1, le=90, description="Days in which the utility answers."
    )
    fields: tuple[CaseField, ...] = Field(default=(), description="Questions of the form.")


class Services(Section):
    """The catalogue."""

    case_types: tuple[CaseType, ...] = Field(
        default=(), description="Kinds of cases, in the order of the list."
    )
