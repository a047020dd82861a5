"""Theme `glossary`: the utility's own words for the things every utility has."""

from pydantic import Field

from tenants.profile.schema.types import LocalisedText, Section


class Term(Section):
    """A word in the forms that sentences need."""

    one: LocalisedText = Field(description="Singular, nominative: „odbiorca usług”.")
    genitive: LocalisedText = Field(description="Singular, genitive: „odbiorcy usług”.")
    many: LocalisedText = Field(description="Plural, nominative: „odbiorcy usług”.")


class CustomerNumber(Section):
    """The number by which the billing system knows a payer, and where a person finds it."""

    label: LocalisedText = Field(description="What the utility calls it: „ID Odbiorcy”, „kod klienta”.")
    genitive: LocalisedText = Field(description="The same in the genitive: „numeru ID Odbiorcy”.")
    where_on_invoice: LocalisedText = Field(
        description="Where on the invoice it stands, in one plain sentence."
    )
    example: LocalisedText | None = Field(
        default=None, description="An example number that belongs to nobody."
    )


class Glossary(Section):
    """Words that screens, e-mails and forms of this utility use."""

    customer: Term = Field(description="The payer known to the billing system.")
    contracting_party: Term = Field(description="The payer as a party: „kontrahent”.")
    customer_number: CustomerNumber = Field(description="The payer's number in the billing system.")
    user: Term = Field(description="A person with a login.")
    login: LocalisedText = Field(description="What the utility calls the login.")
    staff: Term = Field(description="Who links logins with customers: „Administrator”, „pracownik BOK”.")
    service_point: Term = Field(description="Where water is taken.")
    meter: Term = Field(description="The water meter.")
    invoice: Term = Field(description="The bill.")
    e_invoice: Term = Field(description="The electronic bill.")
