"""Theme `legal`: regulations with their versions, and the consents a person may give."""

from datetime import date
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Key, LocalisedFile, LocalisedText, Section, by_key


class DocumentVersion(Section):
    """One wording of a document; a person accepts a version, never „the document”."""

    number: int = Field(ge=1, description="1, 2, 3 … in the order of publication.")
    effective_from: date = Field(description="First day on which this wording binds.")
    material: bool = Field(description="true: everybody has to accept it anew before going on.")
    text: LocalisedFile = Field(description="The wording, in a file beside the profile (Markdown).")
    note: LocalisedText | None = Field(
        default=None, description="What changed, in one sentence, for the notice."
    )


class LegalDocument(Section):
    """A regulation, a notice or a leaflet, with all its versions."""

    key: Key = Field(description="Name used inside the profile.")
    kind: Literal["terms", "e_invoice_terms", "privacy", "leaflet"] = Field(
        description="What sort of document it is."
    )
    title: LocalisedText = Field(description="Title on the screen.")
    accepted_at_registration: bool = Field(
        default=False, description="true: shown and accepted before registering."
    )
    notice_days: int = Field(
        default=14, ge=0, le=90, description="How many days ahead a change is announced."
    )
    versions: tuple[DocumentVersion, ...] = Field(min_length=1, description="All wordings, oldest first.")

    def current(self, today: date) -> DocumentVersion | None:
        """The wording that binds on this day, or None before the first one does."""
        return max(
            (version for version in self.versions if version.effective_from <= today),
            key=lambda version: version.number,
            default=None,
        )


class FeeDifference(Section):
    """What the fixed fee is with and without a consent (the commonest: invoices by e-mail cost less than on paper)."""

    without_grosze: int = Field(ge=0, description="Fee per period without the consent, gross, in grosze.")
    with_grosze: int = Field(ge=0, description="Fee per period with it, gross, in grosze.")
    periods_per_year: int = Field(ge=1, le=12, description="Periods in a year: 12, 6, 4 …")

    @property
    def yearly_grosze(self) -> int:
        """What somebody who consents saves in a year, in grosze."""
        return (self.without_grosze - self.with_grosze) * self.periods_per_year


class Consent(Section):
    """Something a person agrees to separately from the regulations, and may take back."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="Short name for lists.")
    text: LocalisedText = Field(
        description="The exact sentence that is agreed to; it is kept with the consent."
    )
    need: Literal["required", "optional"] = Field(description="Whether an account can exist without it.")
    purpose: LocalisedText = Field(description="What it is for, in one sentence.")
    effect: Literal["activates_account", "e_invoice_instead_of_paper", "contact_by_sms", "none"] = Field(
        description="What changes when it is given."
    )
    document: Key | None = Field(default=None, description="Document it belongs to.")
    document_version: int | None = Field(default=None, ge=1, description="Version of that document.")
    channels: tuple[Literal["portal", "paper"], ...] = Field(min_length=1, description="How it may be given.")
    account_needed: bool = Field(
        default=True, description="false: people without an account may give it too."
    )
    withdrawal: LocalisedText = Field(description="How to take it back, in one sentence.")
    fee_difference: FeeDifference | None = Field(
        default=None, description="What it saves; none: it changes no fee, and none is spoken of."
    )
    in_force_after_days: int = Field(
        default=0, ge=0, le=60, description="Days after which a grant, a change or a withdrawal takes effect."
    )

    @property
    def has_address(self) -> bool:
        """Whether it names an e-mail address to which something is delivered."""
        return self.effect == "e_invoice_instead_of_paper"

    @property
    def open_to_guests(self) -> bool:
        """Whether somebody without an account may give it here: the mailbox answers, then staff look."""
        return self.has_address and not self.account_needed and "portal" in self.channels


class Legal(Section):
    """Documents and consents."""

    documents: tuple[LegalDocument, ...] = Field(min_length=1, description="Documents of this utility.")
    consents: tuple[Consent, ...] = Field(default=(), description="Consents of this utility.")

    def document(self, key: str) -> LegalDocument:
        """The document with this key. Raises KeyError when the profile has none."""
        return by_key(self.documents, key)

    def consent(self, key: str) -> Consent:
        """The consent with this key. Raises KeyError when the profile has none."""
        return by_key(self.consents, key)
