"""Part of theme `services`: one kind of case, with its form, its deadlines and the way of its states."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tenants.profile.schema.types import Key, Line, LocalisedText, Section, WebAddress, by_key

FieldKind = Literal[
    "text", "long_text", "date", "time_window", "number", "money", "choice", "multiple_choice", "yes_no", "phone",
    "email", "address", "account_number", "nip", "meter", "service_point", "invoice", "file",
]  # fmt: skip
# What is known of the person or the customer and may stand in a form before it is filled in.
Known = Literal[
    "customer.name", "customer.number", "customer.address", "customer.nip", "customer.phone", "customer.email",
    "customer.account", "user.name", "user.email", "user.phone", "tank.capacity", "tank.address",
]  # fmt: skip
DayCount = Literal["calendar", "working"]
Who = Literal["anybody", "user", "linked_customer"]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "x"


class Choice(Section):
    """An answer to choose. A plain text in the file gets its key from the Polish words."""

    key: Key = Field(description="Name kept with the case; the words may change, the key may not.")
    label: LocalisedText = Field(description="The answer as it is read.")

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, value: Any) -> Any:
        words = value.get("pl") if isinstance(value, dict) and "key" not in value else value
        if isinstance(words, str):
            slug = _slug(words)
            return {"key": slug if slug[0].isalpha() else f"o_{slug}"[:60], "label": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core_schema)]}


class ShownWhen(Section):
    """A question that is asked only after a certain answer to another one."""

    field: Key = Field(description="Key of the other question of the same form.")
    equals: bool | str | None = Field(
        default=None, description="The answer: a key of a choice, true or false."
    )
    one_of: tuple[str, ...] = Field(default=(), description="Any of these keys of choices.")


class CaseField(Section):
    """One question of a case form."""

    key: Key = Field(description="Name used inside the case.")
    label: LocalisedText = Field(description="The question.")
    kind: FieldKind = Field(description="What sort of answer it takes.")
    step: Key | None = Field(default=None, description="Step of the form it stands on; none: the first one.")
    required: bool = Field(default=False, description="Whether an answer is needed.")
    hint: LocalisedText | None = Field(default=None, description="Help below the question.")
    choices: tuple[Choice, ...] = Field(default=(), description="Answers to choose from.")
    shown_when: ShownWhen | None = Field(default=None, description="When it is asked at all.")
    prefilled: Known | None = Field(default=None, description="What it is filled in with beforehand.")
    unit: Line | None = Field(default=None, description="Unit behind a number, for example m³.")
    least: Decimal | None = Field(default=None, description="Smallest number; of money in złoty.")
    most: Decimal | None = Field(default=None, description="Largest number; of money in złoty.")
    places: int = Field(default=0, ge=0, le=6, description="Decimal places a number may have.")
    longest: int = Field(default=2000, ge=1, le=10_000, description="Most characters of a text.")
    days_ahead: int | None = Field(
        default=None, ge=0, le=365, description="A date may not be earlier than in so many days."
    )
    past_only: bool = Field(default=False, description="true: a date may not be later than today.")
    meter_kinds: tuple[Literal["main", "garden", "coupled", "flat", "sewage"], ...] = Field(
        default=(), description="Only these meters may be chosen; none: all."
    )
    min_count: int = Field(default=0, ge=0, le=10, description="Fewest files, when files are asked for.")
    max_count: int = Field(default=5, ge=1, le=10, description="Most files.")


class CaseStep(Section):
    """One page of a form: one question or one group of them."""

    key: Key = Field(description="Name used in addresses.")
    title: LocalisedText = Field(description="Heading of the page.")
    why: LocalisedText | None = Field(default=None, description="Why we ask, in a sentence or two.")


class Precondition(Section):
    """What must be so before a case of this kind may be filed."""

    check: Literal[
        "has_meter_of_kind", "has_overpayment", "has_unpaid_invoice", "has_septic_tank", "has_septic_plant",
        "no_open_case_of_this_type",
    ] = Field(description="What is looked at.")  # fmt: skip
    sentence: LocalisedText = Field(
        description="What the person reads when it is not so, and what to do then."
    )
    meter_kinds: tuple[Literal["main", "garden", "coupled", "flat", "sewage"], ...] = Field(
        default=(), description="For has_meter_of_kind: any of these."
    )


class Fee(Section):
    """What it costs, said before filing."""

    text: LocalisedText = Field(description="What is paid, when and how.")
    amount_grosze: int | None = Field(
        default=None, ge=0, description="The amount, when it is fixed, in grosze."
    )


class DaysWhen(Section):
    """Another period after a certain answer, for example 21 days for a single-family house."""

    field: Key = Field(description="Key of the question.")
    equals: bool | str = Field(description="The answer.")
    days: int = Field(ge=1, le=365, description="Days then.")


class StatutoryClock(Section):
    """The period that law gives the utility. It stands still in statuses with pauses_clock, where law lets it."""

    days: int = Field(ge=1, le=365, description="Days in which the utility must answer.")
    count: DayCount = Field(default="calendar", description="Which days count.")
    law: LocalisedText = Field(description="Where it is written, for example art. 7a.")
    protects: Literal["everybody", "consumers"] = Field(
        default="everybody",
        description="Whom the law protects. consumers: of others silence means nothing, and they read other words.",
    )
    law_for_others: LocalisedText | None = Field(
        default=None, description="protects: consumers: what firms and institutions read in its place."
    )
    law_if_unknown: LocalisedText | None = Field(
        default=None,
        description="protects: consumers: what is read where nobody knows who files, with the condition in it.",
    )
    days_for_others: int | None = Field(
        default=None, ge=1, le=365, description="Days for firms and institutions; none: the same."
    )
    days_when: tuple[DaysWhen, ...] = Field(default=(), description="Other periods after certain answers.")
    stands_still: bool = Field(
        default=True,
        description="false: it runs on while the customer must act, as the 14 days of art. 7a do.",
    )
    warn_after_days: int | None = Field(
        default=None, ge=1, le=365, description="Staff are warned on this day."
    )
    escalate_after_days: int | None = Field(
        default=None, ge=1, le=365, description="It becomes urgent on this day."
    )
    silence: Literal["accepted", "nothing"] = Field(
        default="nothing", description="What no answer in time means."
    )
    extension_days: int | None = Field(
        default=None, ge=1, le=365, description="By how much it may be extended once, with a reason."
    )

    def words_for(self, consumer: bool | None) -> LocalisedText:
        """What stands behind the period for a consumer, for others (False), or where nobody knows (None)."""
        if self.protects == "everybody" or consumer:
            return self.law
        return (self.law_if_unknown if consumer is None else self.law_for_others) or self.law

    def binds_by_law(self, consumer: bool | None) -> bool:
        """Whether law itself gives the period for certain; else it is the utility's word."""
        return self.protects == "everybody" or bool(consumer)

    def silence_may_accept(self, consumer: bool | None) -> bool:
        """Whether no answer in time counts as acceptance; where nobody knows who filed, it may."""
        return self.silence == "accepted" and (self.protects == "everybody" or consumer is not False)


class StatusLink(Section):
    """The one thing to do in a status, as a button."""

    label: LocalisedText = Field(description="Words on the button.")
    url: WebAddress = Field(description="Where it leads.")


class CaseStatus(Section):
    """Where a case can stand, and what the customer reads and may do there."""

    key: Key = Field(description="Name used inside the profile and by machines.")
    title: LocalisedText = Field(description="The word on the tag.")
    text: LocalisedText = Field(description="What it means for the customer, in a sentence.")
    tone: Literal["neutral", "info", "success", "warning", "danger"] = Field(
        default="info", description="Colour of the tag; the word always says the same."
    )
    marks: Literal["filed", "decided", "withdrawn", "other_party", "waits"] | None = Field(
        default=None, description="Which event leads here by itself: filing, a decision, a withdrawal …"
    )
    whose_move: Literal["us", "customer", "nobody"] = Field(description="Who has to do something now.")
    action: LocalisedText | None = Field(default=None, description="What the customer has to do now.")
    reply: bool = Field(default=True, description="Whether the customer may write here.")
    upload: bool = Field(default=True, description="Whether the customer may send files here.")
    link: StatusLink | None = Field(default=None, description="A button beside what has to be done.")
    notify: bool = Field(default=True, description="Whether the customer is told of getting here.")
    final: bool = Field(default=False, description="true: the case is closed.")
    pauses_clock: bool = Field(default=False, description="true: the statutory clock stands still.")
    after_reply: Key | None = Field(
        default=None, description="Status that follows when the customer answers."
    )
    next: tuple[Key, ...] = Field(default=(), description="Statuses that staff may choose from here.")


class ExternalForm(Section):
    """A process that lives elsewhere: the catalogue leads there instead of asking."""

    url: WebAddress = Field(description="Where it is filed.")
    text: LocalisedText = Field(description="What the person finds there.")


class CaseType(Section):
    """A kind of case: a question, a request or a complaint. `use: key` takes one of the library."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What it is called.")
    description: LocalisedText = Field(description="What it is for, in one sentence.")
    group: Literal[
        "enquiry", "failure", "bill", "complaint", "meter", "waste_water", "contract", "connection", "other"
    ] = Field(description="Where it is listed.")
    code: str = Field(
        default="S", pattern=r"^[A-Z]{1,6}$", description="Letters of this kind in the signature of a case."
    )
    number: Line | None = Field(default=None, description="The utility's own number of the form.")
    who: Who = Field(default="linked_customer", description="Who may file it.")
    flow: Literal["form", "handover"] = Field(
        default="form", description="handover: the other party confirms by a link before the utility acts."
    )
    answer_days: int | None = Field(
        default=None, ge=1, le=90, description="Days in which the utility means to answer: its own clock."
    )
    answer_days_count: DayCount = Field(default="calendar", description="Which of those days count.")
    statutory: StatutoryClock | None = Field(default=None, description="The period that law gives.")
    steps: tuple[CaseStep, ...] = Field(default=(), description="Pages of the form; none: all on one.")
    fields: tuple[CaseField, ...] = Field(default=(), description="Questions of the form.")
    preconditions: tuple[Precondition, ...] = Field(default=(), description="What must be so before.")
    fee: Fee | None = Field(default=None, description="What it costs; none: nothing.")
    unit: LocalisedText | None = Field(default=None, description="Department that handles it.")
    statuses: tuple[CaseStatus, ...] = Field(
        default=(), description="Statuses of this kind alone; none: those of the catalogue."
    )
    confirmation: LocalisedText | None = Field(
        default=None, description="What happens next, said after filing."
    )
    external: ExternalForm | None = Field(default=None, description="Where it is filed instead of here.")
    withdrawal: bool = Field(default=True, description="Whether the customer may withdraw it.")
    reopen_days: int | None = Field(
        default=14, ge=1, le=365, description="Days after closing in which the customer may reopen it."
    )
    rating: bool = Field(default=True, description="Whether the customer is asked how it went.")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        taken = {
            "type": "object",
            "required": ["use"],
            "properties": {"use": {"type": "string", "description": "Key of a type of the library."}},
            "description": "A type of the library; what else stands here replaces what the library says.",
        }
        return {"anyOf": [taken, handler(core_schema)]}

    def field(self, key: str) -> CaseField:
        """The question with this key. Raises KeyError."""
        return by_key(self.fields, key)
