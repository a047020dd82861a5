"""Theme `retention`: how long what is kept. Defaults are the usual ones; a lawyer of the utility decides."""

from pydantic import Field

from tenants.profile.schema.types import Section


class Retention(Section):
    """How long what is kept.

    Logs of what was done, acceptances and consents can only be added to; the periods for them are the least that customers
    are promised. When a registration that nobody confirmed is forgotten stands in `registration.links`.
    """

    refused_registration_months: int = Field(
        default=12, ge=1, le=60, description="Registrations refused or given up, with their scans."
    )
    form_scan_months: int = Field(
        default=72,
        ge=12,
        le=180,
        description="Scans of signed forms after the account ends. Not yet in force: they stay.",
    )
    consent_months: int = Field(
        default=72,
        ge=12,
        le=180,
        description="Proofs of consents after the account ends. Not yet in force: they stay.",
    )
    sign_in_log_months: int = Field(
        default=12, ge=6, le=36, description="Log of sign-ins. Not yet in force: it stays."
    )
    audit_log_months: int = Field(
        default=24, ge=12, le=120, description="Log of what staff did. Not yet in force: it stays."
    )
    message_log_months: int = Field(default=12, ge=3, le=60, description="Log of messages sent.")
    closed_account_months: int = Field(
        default=12, ge=0, le=120, description="Read-only access after the contract ends."
    )
    closing_undo_days: int = Field(
        default=14,
        ge=0,
        le=30,
        description="Days in which a closed login may be taken back by the mailed link; then its data are erased.",
    )
    guest_photo_days: int = Field(
        default=90,
        ge=1,
        le=730,
        description="Days after sending for which a photo of a meter sent without signing in is kept, once its reading is"
        " decided; the reading stays.",
    )
    export_days: int = Field(
        default=7, ge=1, le=30, description="How long a package with somebody's data waits to be fetched."
    )
