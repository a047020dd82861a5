"""Theme `notifications`: what the utility tells people, by which channel and in which words.

Texts are plain: `{{name}}` from the topic's own list is replaced, and nothing else happens. No
attributes, no filters, no loops, so no text can reach what it was not given.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import Clock, Email, LocalisedText, Section, by_key


class Topic(StrEnum):
    """Everything the platform may have to tell somebody."""

    REGISTRATION_VERIFY = "registration_verify"
    REGISTRATION_ACCOUNT_EXISTS = "registration_account_exists"
    REGISTRATION_INVITATION = "registration_invitation"
    REGISTRATION_ACTIVATED = "registration_activated"
    REGISTRATION_REFUSED = "registration_refused"
    MIGRATION_INVITATION = "migration_invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 -- the name of a message
    SECURITY_NOTICE = "security_notice"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGED = "email_changed"
    PHONE_CODE = "phone_code"
    TERMS_CHANGED = "terms_changed"
    CONSENT_CHANGED = "consent_changed"
    CONSENT_CONFIRM = "consent_confirm"
    CONSENT_REFUSED = "consent_refused"
    OUTAGE = "outage"
    OUTAGE_UPDATED = "outage_updated"
    OUTAGE_ENDED = "outage_ended"
    OUTAGE_WATCH_CONFIRM = "outage_watch_confirm"
    DELEGATE_INVITATION = "delegate_invitation"
    ACCESS_NEWS = "access_news"
    ACCESS_CHANGED = "access_changed"
    MANDATE_RECEIVED = "mandate_received"
    MANDATE_DECIDED = "mandate_decided"
    EXPORT_READY = "export_ready"
    ACCOUNT_CLOSED = "account_closed"
    INVOICE_NEW = "invoice_new"
    INVOICE_DUE_SOON = "invoice_due_soon"
    INVOICE_OVERDUE = "invoice_overdue"
    READING_ACCEPTED = "reading_accepted"
    READING_REJECTED = "reading_rejected"
    READING_QUESTION = "reading_question"
    READING_WINDOW = "reading_window"
    VERIFICATION_SOON = "verification_soon"
    LEAK_SUSPECTED = "leak_suspected"
    CASE_VERIFY = "case_verify"
    CASE_RECEIVED = "case_received"
    CASE_CHANGED = "case_changed"
    CASE_MESSAGE = "case_message"
    CASE_DEADLINE = "case_deadline"
    HANDOVER_READY = "handover_ready"
    SEPTIC_DUE = "septic_due"


_ALWAYS = frozenset({"office_name", "utility_name", "person_name", "office_url", "phone", "email"})
_OUTAGE = frozenset({"title", "starts", "ends", "text", "tanks", "place", "outage_url", "stop_url"})
_INVOICE = frozenset({"invoice_number", "amount", "due_on", "invoice_url", "customer_number"})
_METER = frozenset({"meter", "address", "customer_number"})
_SENT_READING = _METER | {"reading", "read_on", "reading_url"}
_CASE = frozenset({"case_title", "case_signature", "case_url", "track_url"})

# Which placeholders each topic's texts may use. What is not here is an error in the profile.
PLACEHOLDERS: dict[Topic, frozenset[str]] = {
    Topic.REGISTRATION_VERIFY: _ALWAYS | {"verify_url", "valid_hours", "form_url", "form_name", "code"},
    Topic.REGISTRATION_ACCOUNT_EXISTS: _ALWAYS | {"login_url", "reset_url"},
    Topic.REGISTRATION_INVITATION: _ALWAYS | {"verify_url", "valid_days", "customer_number"},
    Topic.REGISTRATION_ACTIVATED: _ALWAYS | {"login_url", "customer_number"},
    Topic.REGISTRATION_REFUSED: _ALWAYS | {"reason", "register_url"},
    Topic.MIGRATION_INVITATION: _ALWAYS | {"reset_url", "old_office_until"},
    Topic.PASSWORD_RESET: _ALWAYS | {"reset_url", "valid_hours"},
    Topic.SECURITY_NOTICE: _ALWAYS | {"what", "when"},
    Topic.EMAIL_CHANGE: _ALWAYS | {"confirm_url", "valid_hours"},
    Topic.EMAIL_CHANGED: _ALWAYS | {"new_email", "undo_url", "valid_days"},
    Topic.PHONE_CODE: _ALWAYS | {"code"},
    Topic.TERMS_CHANGED: _ALWAYS | {"document", "effective_from", "document_url", "note"},
    Topic.CONSENT_CHANGED: _ALWAYS | {"consent", "what", "when", "in_force_from"},
    Topic.CONSENT_CONFIRM: _ALWAYS | {"consent", "what", "confirm_url", "valid_hours"},
    Topic.CONSENT_REFUSED: _ALWAYS | {"consent", "what", "reason"},
    Topic.OUTAGE: _ALWAYS | _OUTAGE,
    Topic.OUTAGE_UPDATED: _ALWAYS | _OUTAGE,
    Topic.OUTAGE_ENDED: _ALWAYS | _OUTAGE,
    Topic.OUTAGE_WATCH_CONFIRM: _ALWAYS | {"place", "confirm_url"},
    Topic.DELEGATE_INVITATION: _ALWAYS
    | {"inviter", "customer_name", "scope", "until", "accept_url", "valid_days"},
    Topic.ACCESS_NEWS: _ALWAYS | {"customer_number", "news", "people_url"},
    Topic.ACCESS_CHANGED: _ALWAYS | {"customer_name", "news", "scope", "until"},
    Topic.MANDATE_RECEIVED: _ALWAYS | {"customer_number"},
    Topic.MANDATE_DECIDED: _ALWAYS | {"customer_number", "decision", "reason", "until"},
    Topic.EXPORT_READY: _ALWAYS | {"download_url", "until"},
    Topic.ACCOUNT_CLOSED: _ALWAYS | {"undo_url", "until"},
    Topic.INVOICE_NEW: _ALWAYS | _INVOICE,
    Topic.INVOICE_DUE_SOON: _ALWAYS | _INVOICE | {"days"},
    Topic.INVOICE_OVERDUE: _ALWAYS | _INVOICE | {"days"},
    Topic.READING_ACCEPTED: _ALWAYS | _SENT_READING,
    Topic.READING_REJECTED: _ALWAYS | _SENT_READING | {"reason"},
    Topic.READING_QUESTION: _ALWAYS | _SENT_READING | {"question"},
    Topic.READING_WINDOW: _ALWAYS | {"customer_number", "until", "readings_url"},
    Topic.VERIFICATION_SOON: _ALWAYS | _METER | {"until", "meter_url"},
    Topic.LEAK_SUSPECTED: _ALWAYS | _METER | {"used", "leak_url"},
    Topic.CASE_VERIFY: _ALWAYS | {"code", "resume_url", "case_title"},
    Topic.CASE_RECEIVED: _ALWAYS | _CASE | {"case_pin", "due_on", "law"},
    Topic.CASE_CHANGED: _ALWAYS | _CASE | {"case_status", "case_text"},
    Topic.CASE_MESSAGE: _ALWAYS | _CASE,
    Topic.CASE_DEADLINE: _ALWAYS
    | {"case_title", "case_signature", "case_url", "due_on", "days", "law", "urgent"},
    Topic.HANDOVER_READY: _ALWAYS | {"case_signature", "address", "handover_url"},
    Topic.SEPTIC_DUE: _ALWAYS | {"address", "due_on", "days", "septic_url", "customer_number"},
}


# Answers to something the person just did, and what only staff get: nobody is asked whether they want them.
NOT_ASKED = frozenset(
    {
        Topic.REGISTRATION_VERIFY,
        Topic.REGISTRATION_ACCOUNT_EXISTS,
        Topic.REGISTRATION_INVITATION,
        Topic.REGISTRATION_ACTIVATED,
        Topic.REGISTRATION_REFUSED,
        Topic.MIGRATION_INVITATION,
        Topic.PASSWORD_RESET,
        Topic.EMAIL_CHANGE,
        Topic.EMAIL_CHANGED,
        Topic.PHONE_CODE,
        Topic.CONSENT_CONFIRM,
        Topic.CONSENT_REFUSED,
        Topic.OUTAGE_WATCH_CONFIRM,
        Topic.DELEGATE_INVITATION,
        Topic.ACCESS_NEWS,
        Topic.ACCESS_CHANGED,
        Topic.MANDATE_RECEIVED,
        Topic.MANDATE_DECIDED,
        Topic.EXPORT_READY,
        Topic.ACCOUNT_CLOSED,
        Topic.HANDOVER_READY,
        Topic.CASE_DEADLINE,
    }
)


class EmailText(Section):
    """Words of an e-mail."""

    subject: LocalisedText = Field(description="Subject: what it is.")
    body: LocalisedText = Field(description="Body in plain paragraphs; the signature comes by itself.")


class TopicSettings(Section):
    """One topic: who gets it, how, and in which words."""

    topic: Topic = Field(description="Which one.")
    title: LocalisedText = Field(description="What it is called among the customer's settings.")
    sent: Literal["always", "opt_in", "opt_out"] = Field(description="Whether the customer decides.")
    channels: tuple[Literal["email", "sms"], ...] = Field(min_length=1, description="How it may go out.")
    days: int | None = Field(default=None, ge=1, le=30, description="Days before or after the due date.")
    email: EmailText | None = Field(default=None, description="Words of the e-mail.")
    sms: LocalisedText | None = Field(default=None, description="Words of the SMS, one segment if it can be.")

    @property
    def key(self) -> str:
        """The topic, which names this item in comparisons."""
        return self.topic.value


class QuietHours(Section):
    """When no SMS goes out."""

    starts: Clock = Field(description="From.")
    ends: Clock = Field(description="To.")


class Notifications(Section):
    """Topics, senders and limits."""

    email_sender_name: LocalisedText = Field(description="Who e-mails are from.")
    reply_to: Email = Field(description="Where answers go.")
    sms_sender: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9 .-]{3,11}$", description="Who SMS are from."
    )
    sms_free_text: LocalisedText | None = Field(
        default=None, description="What an SMS costs the customer, in one sentence."
    )
    sms_quiet_hours: QuietHours | None = Field(default=None, description="When no SMS goes out.")
    sms_urgent_at_night: bool = Field(
        default=False,
        description="Whether an SMS about a sudden failure goes out at once, in spite of sms_quiet_hours. Hours that a"
        " person chose themselves always hold.",
    )
    topics: tuple[TopicSettings, ...] = Field(min_length=1, description="Topics this utility uses.")

    def topic(self, topic: str) -> TopicSettings:
        """Settings of one topic. Raises KeyError when the utility does not use it."""
        return by_key(self.topics, topic)
