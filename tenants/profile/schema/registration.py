"""Theme `registration`: how a person gets in. Ways in, proofs and the ladder of trust, all of it data.

One mechanism serves every utility: a registration collects proofs; the ladder says which rung they
reach and what that rung opens. Nothing here knows a utility by name.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from tenants.profile.schema.types import Key, LocalisedFile, LocalisedText, Section, by_key


class Proof(StrEnum):
    """What can be known about a registration. The order is that of how much it says."""

    EMAIL_VERIFIED = "email_verified"
    PAPER_FORM_SIGNED = "paper_form_signed"
    INVOICE_KNOWLEDGE = "invoice_knowledge"
    CLERK_APPROVED = "clerk_approved"
    LETTER_CODE = "letter_code"
    IMPORTED_ACCOUNT = "imported_account"


class Capability(StrEnum):
    """What a rung of the ladder can open."""

    SIGN_IN = "sign_in"
    SEE_OWN_REGISTRATION = "see_own_registration"
    CONTACT = "contact"
    DOWNLOADS = "downloads"
    SEE_BALANCE = "see_balance"
    SEE_INVOICES = "see_invoices"
    SEE_METERS = "see_meters"
    SEND_READINGS = "send_readings"
    FILE_CASES = "file_cases"
    MANAGE_CONSENTS = "manage_consents"
    NOTIFICATIONS = "notifications"


# These show a customer's own data, so a rung may open them only once login and customer are linked.
OF_A_CUSTOMER = frozenset(
    {Capability.SEE_BALANCE, Capability.SEE_INVOICES, Capability.SEE_METERS, Capability.SEND_READINGS}
)

# What an owner may share with somebody else, in the order in which pages offer it.
DELEGABLE = (
    Capability.SEE_BALANCE,
    Capability.SEE_INVOICES,
    Capability.SEE_METERS,
    Capability.SEND_READINGS,
    Capability.FILE_CASES,
    Capability.MANAGE_CONSENTS,
    Capability.NOTIFICATIONS,
)
# … and what of it only looks: all that a viewer may be given.
ONLY_LOOKS = frozenset(
    {
        Capability.SEE_BALANCE,
        Capability.SEE_INVOICES,
        Capability.SEE_METERS,
        Capability.NOTIFICATIONS,
    }
)
# What closes when a customer's last contract has ended: a final settlement may still be argued about, water not used.
NOT_AFTER_THE_END = frozenset({Capability.SEND_READINGS, Capability.MANAGE_CONSENTS})


class _Mode(Section):
    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What this way is called on the screen.")
    description: LocalisedText = Field(description="For whom it is and what it takes, in a sentence or two.")
    steps: tuple[LocalisedText, ...] = Field(default=(), description="What the person does, step by step.")


class OnlineForm(_Mode):
    """The person fills in a form on the screen and confirms the e-mail address."""

    kind: Literal["online_form"]
    printable_form: Key | None = Field(
        default=None,
        description="Form whose link goes out with the verification e-mail, to be printed and signed.",
    )

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        signed = {Proof.PAPER_FORM_SIGNED} if self.printable_form else set()
        return frozenset({Proof.EMAIL_VERIFIED} | signed)


class PaperFormEnteredByStaff(_Mode):
    """The person brings or posts a signed form; staff enter it, and an e-mail lets the person in."""

    kind: Literal["paper_form_entered_by_staff"]
    printable_form: Key = Field(description="The form that is brought or posted.")

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        return frozenset({Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED})


class InvoiceKnowledge(_Mode):
    """The person shows that they hold a recent invoice; linking follows at once."""

    kind: Literal["invoice_knowledge"]
    require: tuple[Literal["customer_number", "invoice_number", "gross_amount", "name", "nip"], ...] = Field(
        min_length=2, description="What has to be given."
    )
    latest_invoices: int = Field(default=3, ge=1, le=12, description="How many of the newest invoices count.")
    tolerant: bool = Field(
        default=True, description="Spaces, case, diacritics and the order of names do not matter."
    )
    attempts_per_day: int = Field(
        default=5, ge=1, le=20, description="Wrong answers before this way closes for a day."
    )

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        return frozenset({Proof.INVOICE_KNOWLEDGE})


class ClerkApproval(_Mode):
    """Staff compare the registration with the customer's data and decide."""

    kind: Literal["clerk_approval"]

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        return frozenset({Proof.CLERK_APPROVED})


class LetterCode(_Mode):
    """A code goes by post to the address known to the billing system."""

    kind: Literal["letter_code"]
    code_length: int = Field(default=8, ge=6, le=12, description="How many characters the code has.")
    valid_days: int = Field(default=30, ge=7, le=90, description="How many days the code is good.")

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        return frozenset({Proof.LETTER_CODE})


class ImportedAccount(_Mode):
    """The account comes from the old system without a password; resetting it brings the person in."""

    kind: Literal["imported_account"]

    def gives(self) -> frozenset[Proof]:
        """The proofs this way can produce."""
        return frozenset({Proof.EMAIL_VERIFIED, Proof.IMPORTED_ACCOUNT})


Mode = Annotated[
    OnlineForm | PaperFormEnteredByStaff | InvoiceKnowledge | ClerkApproval | LetterCode | ImportedAccount,
    Field(discriminator="kind"),
]
FieldRule = Literal["required", "optional", "absent"]


class Precondition(Section):
    """What has to be true of a customer before anybody can register for them."""

    text: LocalisedText = Field(description="The condition, as the customer reads it.")
    customer_required: bool = Field(
        default=True, description="Only customers of the utility may have an account."
    )
    first_invoice_required: bool = Field(description="Only after the first invoice.")
    when_unknown: Literal["allow_until_linking", "refuse"] = Field(
        description="What to do when no customer number was given, so that it cannot be checked yet."
    )
    refused_text: LocalisedText = Field(description="What a person reads when there has been no invoice yet.")
    unknown_text: LocalisedText = Field(description="What a person reads when it cannot be checked yet.")

    @property
    def holds(self) -> bool:
        """Whether there is a condition at all, to be told before the form."""
        return self.customer_required or self.first_invoice_required


class RegistrationFields(Section):
    """Which data the registration form asks for. The e-mail address is always asked."""

    full_name: FieldRule = Field(default="required", description="Name and surname of the person.")
    company_name: FieldRule = Field(default="optional", description="Name of the firm or community.")
    customer_number: FieldRule = Field(description="The number in the billing system.")
    phone: FieldRule = Field(default="optional", description="Telephone number.")
    nip: FieldRule = Field(default="absent", description="NIP, for firms.")
    service_address: FieldRule = Field(default="absent", description="Address where water is taken.")
    correspondence_address: FieldRule = Field(default="absent", description="Address for letters.")


class Rung(Section):
    """One rung of the ladder of trust.

    It is reached when every rung below it is, and any one of `reached_by` has been shown.
    """

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What this state is called on „my account”.")
    next_step: LocalisedText | None = Field(
        default=None, description="What a person standing here does to get higher; none on the highest rung."
    )
    reached_by: tuple[Proof, ...] = Field(min_length=1, description="Any one of these is enough.")
    links_customer: bool = Field(
        default=False, description="true: here login and customer number become linked."
    )
    opens: tuple[Capability, ...] = Field(description="What opens here, on top of the rungs below.")


class Cardinality(Section):
    """How many customers and how many people go together."""

    one_email_one_customer: bool = Field(description="true: one e-mail address has one customer.")
    text: LocalisedText = Field(description="The rule, as the customer reads it.")
    second_user: Literal["refuse", "ask_staff", "allow"] = Field(
        default="ask_staff", description="What to do when somebody else already has access to that customer."
    )


class ActivationPromise(Section):
    """How long activation takes at most."""

    amount: int = Field(ge=1, le=90, description="How many.")
    unit: Literal["hours", "days", "working_days"] = Field(description="Of what.")
    text: LocalisedText = Field(description="The promise, as the customer reads it.")


class RefusalReason(Section):
    """Why staff may refuse, and what the person reads then."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What staff choose from the list.")
    text: LocalisedText = Field(description="What the person reads, with what to do next.")
    may_reapply: bool = Field(default=True, description="Whether the person may try again at once.")


class Links(Section):
    """How long links and waiting states live."""

    verification_hours: int = Field(default=72, ge=1, le=336, description="Verification link.")
    password_reset_hours: int = Field(default=2, ge=1, le=72, description="Password reset link.")
    invitation_days: int = Field(
        default=14, ge=1, le=60, description="Link that lets in a person whom staff entered."
    )
    unverified_days: int = Field(
        default=14, ge=1, le=60, description="After that an unverified registration is removed."
    )
    waiting_for_proof_days: int = Field(
        default=90, ge=7, le=365, description="How long a verified one waits for its proof."
    )


class Resend(Section):
    """How often a person may ask for the verification e-mail again."""

    pause_seconds: int = Field(default=60, ge=10, le=3600, description="Pause between two e-mails.")
    per_hour: int = Field(default=3, ge=1, le=20, description="At most so many an hour.")
    per_day: int = Field(default=6, ge=1, le=50, description="At most so many a day.")


class Labels(Section):
    """Words at the door that the utility's regulations name literally."""

    menu: LocalisedText = Field(description="Item in the top menu that leads to registration.")
    below_login: LocalisedText = Field(description="Link below the sign-in box that leads to registration.")
    reset_password: LocalisedText = Field(description="Link on the sign-in page that resets the password.")
    account_exists: LocalisedText = Field(description="The message when the e-mail address is already known.")
    acceptance: LocalisedText = Field(description="The sentence beside the box that accepts the regulations.")


class Migration(Section):
    """Moving people over from the utility's former system."""

    old_office_until: date = Field(description="Last day of the former system.")
    announcement: Key = Field(description="Announcement that tells about it.")
    instruction: LocalisedFile = Field(description="Step by step instruction (Markdown).")
    instruction_title: LocalisedText = Field(description="Title of the link to the instruction.")


class Registration(Section):
    """The whole policy of getting in."""

    intro: LocalisedText = Field(description="First sentence of the registration page.")
    labels: Labels = Field(description="Words at the door.")
    modes: tuple[Mode, ...] = Field(min_length=1, description="Ways in; several may be open at once.")
    precondition: Precondition = Field(description="Who may register, and when.")
    fields: RegistrationFields = Field(description="What the form asks for.")
    ladder: tuple[Rung, ...] = Field(min_length=1, description="Rungs of trust, lowest first.")
    cardinality: Cardinality = Field(description="One e-mail and how many customers.")
    activation_promise: ActivationPromise | None = Field(
        default=None, description="How long it takes; none: at once."
    )
    refusal_reasons: tuple[RefusalReason, ...] = Field(default=(), description="Why staff may refuse.")
    links: Links = Field(default_factory=Links, description="How long links live.")
    resend: Resend = Field(default_factory=Resend, description="How often e-mails are sent again.")
    migration: Migration | None = Field(
        default=None, description="Moving from the former system; none: there was none."
    )

    def mode(self, key: str) -> Mode:
        """The way in with this key. Raises KeyError when the profile has none."""
        return by_key(self.modes, key)

    def modes_of_kind(self, kind: str) -> tuple[Mode, ...]:
        """All ways in of one kind, in the profile's order."""
        return tuple(mode for mode in self.modes if mode.kind == kind)

    def rung_reached(self, proofs: Collection[str]) -> Rung | None:
        """The highest rung these proofs reach, or None below the first.

        A rung counts only when all the rungs below it are reached too: a signed form from an
        unconfirmed e-mail address opens nothing.
        """
        reached = None
        for rung in self.ladder:
            if not any(proof in proofs for proof in rung.reached_by):
                break
            reached = rung
        return reached

    def next_rung(self, proofs: Collection[str]) -> Rung | None:
        """The lowest rung not reached yet, or None at the top."""
        reached = self.rung_reached(proofs)
        position = self.ladder.index(reached) + 1 if reached else 0
        return self.ladder[position] if position < len(self.ladder) else None

    def capabilities(self, proofs: Collection[str]) -> frozenset[Capability]:
        """All that these proofs open: what the reached rung and the rungs below it list."""
        reached = self.rung_reached(proofs)
        if reached is None:
            return frozenset()
        below = self.ladder[: self.ladder.index(reached) + 1]
        return frozenset(capability for rung in below for capability in rung.opens)

    @property
    def all_capabilities(self) -> frozenset[Capability]:
        """All that the whole ladder opens: what an owner has at its top, and may share."""
        return frozenset(capability for rung in self.ladder for capability in rung.opens)
