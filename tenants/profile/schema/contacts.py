"""Theme `contacts`: where the utility is, when it is open and how to reach it."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import (
    Address,
    Clock,
    Email,
    Line,
    LocalisedText,
    Phone,
    Section,
    WebAddress,
)

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class PhoneLine(Section):
    """One telephone number and what it is for."""

    number: Phone = Field(description="The number as people read it, for example 95 727 96 51.")
    label: LocalisedText = Field(description="What it is for.")


class Hours(Section):
    """When the counter is open on some days of the week."""

    days: tuple[Day, ...] = Field(min_length=1, description="Days these hours hold for.")
    opens: Clock = Field(description="Opening time, for example 07:00.")
    closes: Clock = Field(description="Closing time, for example 15:00.")


class Contacts(Section):
    """Everything a customer needs to write, call, or come."""

    postal_address: Address = Field(description="Where letters and signed forms go.")
    envelope_note: Line | None = Field(default=None, description="Note on the envelope, for example „iBOK”.")
    phones: tuple[PhoneLine, ...] = Field(
        min_length=1, description="Telephones of the customer office, first is main."
    )
    email: Email = Field(description="The customer office's e-mail address.")
    emergency_phone: Phone = Field(description="Where to report a burst pipe, day and night.")
    hours: tuple[Hours, ...] = Field(description="Opening hours of the counter.")
    website: WebAddress = Field(description="The utility's own web site.")
    downloads_site: WebAddress | None = Field(
        default=None, description="Where its forms hang outside the online office."
    )
    data_protection_email: Email | None = Field(
        default=None, description="The data protection officer's e-mail address."
    )
