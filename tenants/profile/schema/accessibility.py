"""Theme `accessibility`: what the utility declares about the accessibility of its office (act of 4 April 2019, art. 10).

The page with its mandatory `a11y-*` ids is made from this, once per language of the office; see the technical conditions
of the declaration, version 2.0 of 31 July 2024.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Email, LocalisedText, Phone, Section, WebAddress


class Barrier(Section):
    """Something in the office that is not accessible, and why."""

    what: LocalisedText = Field(description="What people cannot use, in one sentence.")
    why: Literal["disproportionate_burden", "outside_the_act", "not_yet"] = Field(
        description="The reason: a disproportionate burden, content the act leaves out, or work still to do."
    )


class Declaration(Section):
    """What is declared, and whom to write to."""

    published_on: date = Field(description="When the office was published.")
    updated_on: date = Field(description="Its last major change.")
    status: Literal["full", "partial", "none"] = Field(
        description="Which of the three sentences of the law holds: compliant, partly, not."
    )
    barriers: tuple[Barrier, ...] = Field(default=(), description="What is not accessible.")
    prepared_on: date = Field(description="When the declaration was prepared.")
    reviewed_on: date | None = Field(default=None, description="Its last review; none before the first one.")
    method: Literal["self_assessment", "external_audit"] = Field(
        default="self_assessment", description="Who assessed the office."
    )
    burden_assessment: WebAddress | None = Field(
        default=None, description="Where the assessment of a disproportionate burden can be read."
    )
    contact: LocalisedText = Field(description="Person or unit that answers for accessibility.")
    email: Email = Field(description="Where to write about accessibility.")
    phone: Phone = Field(description="Where to call about accessibility.")
    shortcuts: LocalisedText | None = Field(
        default=None, description="Keyboard shortcuts of its own; none: only the browser's."
    )
    architecture: LocalisedText = Field(
        description="How to get into the building: entrance, lift, dog, parking place."
    )
    communication: LocalisedText = Field(
        description="How to communicate: sign language interpreter, loop, plain text."
    )
    apps: LocalisedText | None = Field(default=None, description="Mobile applications; none: there are none.")

    def review_is_due(self, today: date) -> bool:
        """Whether this year's review (by 31 March, art. 11) is late."""
        last = self.reviewed_on or self.prepared_on
        return last.year < today.year and today > date(today.year, 3, 31)


class Accessibility(Section):
    """The declaration of accessibility."""

    declaration: Declaration | None = Field(
        default=None, description="The declaration; none: the utility publishes it elsewhere."
    )
