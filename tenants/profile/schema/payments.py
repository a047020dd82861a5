"""Theme `payments`: how customers pay."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import LocalisedText, Section

TITLE_PLACEHOLDERS = frozenset({"invoice_number", "customer_number"})


class Payments(Section):
    """Rules for payments."""

    bank_transfer: bool = Field(
        default=True, description="Show the account number and the title of the transfer."
    )
    online: bool = Field(default=False, description="Card, BLIK and fast transfers.")
    account_per: Literal["customer", "service_point", "utility"] = Field(
        default="customer", description="Whose the bank account number on the invoice is."
    )
    transfer_title: LocalisedText = Field(
        description="Title of the transfer; {{invoice_number}}, {{customer_number}}."
    )
    balance_freshness: LocalisedText = Field(description="How fresh the balance is, in one sentence.")
    fee_text: LocalisedText | None = Field(
        default=None, description="What an online payment costs the customer."
    )
