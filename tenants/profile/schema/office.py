"""Theme `office`: what the utility and its online office are called, and which languages they speak."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Language, LocalisedText, Nip, Section


class Office(Section):
    """Names with the grammatical forms that Polish sentences need, registers, languages and the tone."""

    legal_name: LocalisedText = Field(description="Full legal name, as on an envelope.")
    short_name: LocalisedText = Field(description="Name people use, for example MPWiK.")
    short_name_genitive: LocalisedText = Field(
        description="Short name after „klient”, „siedziba” (genitive)."
    )
    seat_locative: LocalisedText = Field(description="Where it is, for example „w Rzeszowie”.")
    office_name: LocalisedText = Field(description="What the online office is called: iBOK, eBOK.")
    office_full_name: LocalisedText = Field(description="The office's name in full.")
    office_name_genitive: LocalisedText = Field(
        description="Office name after „regulamin”, „użytkownik” (genitive)."
    )
    office_name_locative: LocalisedText = Field(description="Office name after „w” (locative).")
    nip: Nip | None = Field(default=None, description="The utility's NIP, ten digits.")
    regon: str | None = Field(default=None, pattern=r"^\d{9}(\d{5})?$", description="The utility's REGON.")
    krs: str | None = Field(default=None, pattern=r"^\d{10}$", description="The utility's KRS number.")
    languages: tuple[Language, ...] = Field(
        default=("pl",),
        min_length=1,
        max_length=3,
        description="Languages the office's own words can be read in, the first is the default.",
    )
    own_texts_in: tuple[Language, ...] = Field(
        default=("pl",),
        min_length=1,
        max_length=3,
        description="Languages in which every text of the utility must be written; in the others the Polish one"
        " is shown where there is none.",
    )
    timezone: Literal["Europe/Warsaw"] = Field(
        default="Europe/Warsaw", description="Zone in which times are shown."
    )
    polite_form: bool = Field(
        default=False,
        description="How the profile's own Polish texts speak to people; the other form is a mistake in them. true: to"
        " „Państwo”, false: in the second person. Neutral texts fit both; the platform's own words say „Podaj”.",
    )
