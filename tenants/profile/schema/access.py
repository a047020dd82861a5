"""Theme `access`: what of the office is switched on, and how far back it shows."""

from datetime import date
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Section

Module = Literal[
    "balance", "invoices", "meters", "readings", "cases", "payments", "notifications", "consents"
]

DelegateRole = Literal["delegate", "viewer"]

# What each thing a rung of the ladder can open belongs to; what is not here belongs to no module and is never off.
_MODULE_OF: dict[str, Module] = {
    "see_balance": "balance",
    "see_invoices": "invoices",
    "see_meters": "meters",
    "send_readings": "readings",
    "file_cases": "cases",
    "manage_consents": "consents",
    "notifications": "notifications",
}


class Access(Section):
    """Modules and depth. How many customers one e-mail has is said by `registration.cardinality`."""

    modules: tuple[Module, ...] = Field(
        min_length=1, description="Modules that are on; the menu is built of them."
    )
    history_months: int | None = Field(
        default=None, ge=12, le=240, description="How far back; none: all there is."
    )
    delegates: bool = Field(
        default=False, description="Whether a customer may let somebody else in, by a mailed invitation."
    )
    delegate_months: int = Field(
        default=12, ge=1, le=60, description="For how many months somebody may be let in at most."
    )
    delegate_roles: tuple[DelegateRole, ...] = Field(
        default=("delegate", "viewer"),
        min_length=1,
        description="delegate: may act where the scope says so; viewer: may only look.",
    )
    mandates: bool = Field(
        default=False,
        description="Whether somebody may send a power of attorney that staff check and approve.",
    )
    mandate_months: int = Field(
        default=24, ge=1, le=120, description="For how many months staff may approve one at most."
    )
    staff_names: bool = Field(
        default=False,
        description="Whether customers read which member of staff looked at their data; else only that staff did.",
    )

    def has(self, capability: str) -> bool:
        """Whether the module a capability belongs to is on; off, its pages do not exist for anybody."""
        module = _MODULE_OF.get(capability)
        return module is None or module in self.modules

    def history_from(self, today: date) -> date | None:
        """The first day that is shown, the first of its month; None where all there is may be seen."""
        if self.history_months is None:
            return None
        years, month = divmod(today.year * 12 + today.month - 1 - self.history_months, 12)
        return date(years, month + 1, 1)
