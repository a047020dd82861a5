"""Registration: the ladder can be climbed, and every message it needs is there."""

from collections.abc import Iterator

from tenants.profile import placeholders
from tenants.profile.checks.walking import Finding
from tenants.profile.problems import Path
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.notifications import Topic
from tenants.profile.schema.registration import OF_A_CUSTOMER, Registration, Rung
from tenants.profile.sentences import gettext as _

# Topics without which nobody could register or sign in again.
_NEEDED_TOPICS = (Topic.REGISTRATION_VERIFY, Topic.REGISTRATION_ACTIVATED, Topic.PASSWORD_RESET)


def ladder(profile: Profile) -> Iterator[Finding]:
    """Every rung can be reached, says the way up, and opens a customer's data only to that customer."""
    registration = profile.registration
    begins = ("online_form", "paper_form_entered_by_staff", "imported_account")
    if not any(registration.modes_of_kind(kind) for kind in begins):
        yield ("registration", "modes"), _("There is no way for a new person to begin.")
    here: Path = ("registration", "ladder")
    linked = False
    opened: set[Capability] = set()
    for index, rung in enumerate(registration.ladder):
        if rung.links_customer and linked:
            message = _("Login and customer are linked on a lower rung already.")
            yield (*here, index, "links_customer"), message
        if rung.next_step is None and index < len(registration.ladder) - 1:
            yield (*here, index), _("This rung is not the highest, so it must say the next step (next_step).")
        linked = linked or rung.links_customer
        for path, message in (*_proofs(registration, rung), *_opening(rung, opened, linked=linked)):
            yield (*here, index, *path), message
        opened.update(rung.opens)
    if not linked:
        yield here, _("No rung links login and customer (links_customer: true).")
    if Capability.SIGN_IN not in opened:
        yield here, _("No rung opens signing in (sign_in).")


def _proofs(registration: Registration, rung: Rung) -> Iterator[Finding]:
    available = {proof for mode in registration.modes for proof in mode.gives()}
    for position, proof in enumerate(rung.reached_by):
        if proof not in available:
            message = _("No way of registration gives the proof “{proof}”, so nobody could get here by it.")
            yield ("reached_by", position), message.format(proof=proof.value)


def _opening(rung: Rung, below: set[Capability], *, linked: bool) -> Iterator[Finding]:
    for position, capability in enumerate(rung.opens):
        if capability in below:
            message = _("“{name}” is open on a lower rung already.")
            yield ("opens", position), message.format(name=capability.value)
        if capability in OF_A_CUSTOMER and not linked:
            message = _(
                "“{name}” shows a customer's data, so it opens only on a rung with links_customer: true."
            )
            yield ("opens", position), message.format(name=capability.value)


def registration_fits(profile: Profile) -> Iterator[Finding]:
    """The policy does not contradict itself."""
    registration = profile.registration
    here: Path = ("registration",)
    if registration.modes_of_kind("invoice_knowledge") and registration.fields.customer_number == "absent":
        message = _("Knowledge of an invoice needs the customer number, so the form has to ask for it.")
        yield (*here, "fields", "customer_number"), message
    if registration.links.unverified_days * 24 < registration.links.verification_hours:
        message = _("An unverified registration would be removed before its link expires.")
        yield (*here, "links", "unverified_days"), message
    if (
        registration.precondition.when_unknown == "refuse"
        and registration.fields.customer_number != "required"
    ):
        message = _("Whoever gives no customer number is refused, so the form has to require it.")
        yield (*here, "precondition", "when_unknown"), message
    imported = registration.modes_of_kind("imported_account")
    if registration.migration and not imported:
        yield (*here, "migration"), _("Moving from a former system needs a way of the kind imported_account.")
    documents = [document for document in profile.legal.documents if document.accepted_at_registration]
    if not documents:
        yield (
            ("legal", "documents"),
            _("No document is accepted at registration (accepted_at_registration: true)."),
        )


def topics(profile: Profile) -> Iterator[Finding]:
    """Every message registration needs is there, with its words and its link."""
    used = {topic.topic for topic in profile.notifications.topics}
    needed = list(_NEEDED_TOPICS)
    if profile.security.enumeration.mode in ("mail", "screen"):
        needed.append(Topic.REGISTRATION_ACCOUNT_EXISTS)
    if profile.registration.refusal_reasons:
        needed.append(Topic.REGISTRATION_REFUSED)
    if profile.registration.modes_of_kind("paper_form_entered_by_staff"):
        needed.append(Topic.REGISTRATION_INVITATION)
    for topic in needed:
        if topic not in used:
            message = _("The topic “{topic}” is missing; without it nobody could register.")
            yield ("notifications", "topics"), message.format(topic=topic.value)
    if (
        any(consent.has_address and "portal" in consent.channels for consent in profile.legal.consents)
        and Topic.CONSENT_CONFIRM not in used
    ):
        message = _(
            "The topic “{topic}” is missing; without it no address for e-invoices could be confirmed."
        )
        yield ("notifications", "topics"), message.format(topic=Topic.CONSENT_CONFIRM.value)
    for index, settings in enumerate(profile.notifications.topics):
        here: Path = ("notifications", "topics", index)
        for channel in settings.channels:
            if getattr(settings, channel) is None:
                message = _("The channel “{channel}” is on, but its text is missing.")
                yield here, message.format(channel=channel)
        if "sms" in settings.channels and profile.notifications.sms_sender is None:
            yield (*here, "channels"), _("SMS need a sender (notifications.sms_sender).")
    if verify := next(
        (t for t in profile.notifications.topics if t.topic == Topic.REGISTRATION_VERIFY), None
    ):
        for language, body in (verify.email.body.by_language() if verify.email else {}).items():
            if "verify_url" not in placeholders.names_in(body):
                index = profile.notifications.topics.index(verify)
                message = _("The e-mail must contain {{verify_url}}, or nobody could confirm the address.")
                yield ("notifications", "topics", index, "email", "body", language), message
