"""Theme `forms`: forms on paper that people print, sign and send, and what each of them carries."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Address, Key, Line, LocalisedText, Section, WebAddress, by_key

# Where the platform takes the value from when it prints a form for somebody it knows.
FormSource = Literal[
    "registration.full_name",
    "registration.company_name",
    "registration.email",
    "registration.phone",
    "registration.customer_number",
    "registration.nip",
    "registration.service_address",
    "registration.correspondence_address",
    "registration.reference",
    "customer.name",
    "customer.address",
    "blank",
]


class FormField(Section):
    """One line to fill in; printed already filled when the platform knows the value."""

    key: Key = Field(description="Name used inside the form.")
    label: LocalisedText = Field(description="What to write here.")
    source: FormSource = Field(default="blank", description="Where a value that is already known comes from.")
    lines: int = Field(default=1, ge=1, le=10, description="How many lines to leave.")
    required: bool = Field(default=True, description="Whether the form is complete without it.")


class FormSection(Section):
    """A titled part of the form: a text, fields, or both."""

    title: LocalisedText = Field(description="Heading of this part.")
    text: LocalisedText | None = Field(default=None, description="Plain text under the heading.")
    fields: tuple[FormField, ...] = Field(default=(), description="Lines to fill in.")


class PrintableForm(Section):
    """A form on paper."""

    key: Key = Field(description="Name used inside the profile.")
    code: Line | None = Field(
        default=None, description="Letter or number the utility gives it, for example A."
    )
    name: LocalisedText = Field(description="How people call it: „Formularz A”.")
    title: LocalisedText = Field(description="Title printed on it.")
    purpose: Literal[
        "account_activation",
        "account_request",
        "e_invoice_acceptance",
        "e_invoice_address_change",
        "e_invoice_withdrawal",
    ] = Field(description="What the utility does when it comes back signed.")
    intro: LocalisedText | None = Field(
        default=None, description="What the form is for and what to do with it."
    )
    sections: tuple[FormSection, ...] = Field(min_length=1, description="Parts of the form, in order.")
    consents: tuple[Key, ...] = Field(default=(), description="Consents that are ticked and signed on it.")
    address: Address | None = Field(
        default=None, description="Where to send it; none: the utility's postal address."
    )
    envelope_note: Line | None = Field(default=None, description="Note on the envelope.")
    delivery: tuple[Literal["post", "in_person", "email"], ...] = Field(
        min_length=1, description="How it may be delivered."
    )
    qr: bool = Field(
        default=False, description="true: a QR code on it tells staff which registration it belongs to."
    )
    signatures: tuple[LocalisedText, ...] = Field(
        min_length=1, description="Lines for signatures, with captions."
    )
    account_needed: bool = Field(default=True, description="false: people without an account use it too.")
    public: bool = Field(default=True, description="true: a blank copy can be downloaded before signing in.")
    found_at: WebAddress | None = Field(default=None, description="Where the utility also publishes it.")


class Forms(Section):
    """All printable forms of the utility."""

    printable: tuple[PrintableForm, ...] = Field(default=(), description="Printable forms.")

    def form(self, key: str) -> PrintableForm:
        """The form with this key. Raises KeyError when the profile has none."""
        return by_key(self.printable, key)
