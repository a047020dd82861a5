"""Theme `access`: what of the office is switched on, and how far back it shows."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Section

Module = Literal[
    "balance", "invoices", "meters", "readings", "cases", "payments", "notifications", "consents"
]


class Access(Section):
    """Modules and depth. How many customers one e-mail has is said by `registration.cardinality`."""

    modules: tuple[Module, ...] = Field(
        min_length=1, description="Modules that are on; the menu is built of them."
    )
    history_months: int | None = Field(
        default=None, ge=12, le=240, description="How far back; none: all there is."
    )
    delegates: bool = Field(
        default=False,
        description="Whether a customer may let somebody else in. Not yet in force: nobody may.",
    )
