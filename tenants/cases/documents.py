"""PDFs of a case: what was received, the answer, the protocol of a handover. Text in, bytes out; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tenants.cases.models import Case, Decision, Handover
from tenants.files.documents import render_document
from tenants.profile.formats import date_text, time_text
from tenants.profile.schema import Profile
from tenants.profile.schema.cases import CaseType

# A decision in words, for whoever chooses it and whoever reads it.
DECISIONS = {
    Decision.ACCEPTED: pgettext_lazy("decision", "accepted"),
    Decision.PARTLY: pgettext_lazy("decision", "accepted in part"),
    Decision.REFUSED: pgettext_lazy("decision", "refused"),
    Decision.ANSWERED: pgettext_lazy("decision", "answered"),
}


def utility_of(profile: Profile) -> dict[str, Any]:
    """The head of every document of this utility."""
    place = profile.contacts.postal_address
    return {
        "name": str(profile.office.legal_name),
        "address": [*place.lines[1:], f"{place.postcode} {place.city}"],
        "contact": [profile.contacts.phones[0].number, profile.contacts.email],
    }


def confirmation(
    case: Case, case_type: CaseType, profile: Profile, *, files: Sequence[str], at: datetime
) -> bytes:
    """The dated confirmation that a case was received, with everything that was answered."""
    facts = [
        {"label": _("Who filed it"), "value": ", ".join(filter(None, [case.filer_name, case.filer_email]))},
        *([{"label": str(profile.glossary.customer_number.label), "value": case.customer.number}] if case.customer else []),
        *({"label": one["label"], "value": one["shown"]} for one in case.answers),
        *([{"label": _("Files"), "value": ", ".join(files)}] if files else []),
    ]  # fmt: skip
    steps = []
    if case_type.confirmation:
        steps.append(str(case_type.confirmation))
    if case.statutory_due_on and case_type.statutory:
        steps.append(
            _("We answer by %(day)s at the latest (%(law)s).")
            % {"day": date_text(case.statutory_due_on), "law": case_type.statutory.law}
        )
    elif case.own_due_on:
        steps.append(_("We mean to answer by %(day)s.") % {"day": date_text(case.own_due_on)})
    steps.append(_("You see where it stands in the office, in your cases or by the signature and PIN."))
    return render_document(
        "confirmation",
        {
            "utility": utility_of(profile),
            "colour": profile.branding.primary,
            "title": f"{_('Confirmation of receipt')}: {case.title}",
            "number": case.signature,
            "received_at": time_text(at),
            "facts": facts,
            "next_steps": steps,
            "contact": f"{profile.contacts.phones[0].number}, {profile.contacts.email}",
        },
        made_at=at,
    )


def decision_word(decision: str) -> str:
    """A decision in words."""
    return str(DECISIONS[Decision(decision)])


def answer(
    case: Case,
    case_type: CaseType | None,
    profile: Profile,
    *,
    decision: Decision,
    reasons: str,
    by: str,
    at: datetime,
) -> bytes:
    """The answer to a case as a letter: what was decided, why, who answered, and what one may do next."""
    place = profile.contacts.postal_address
    recipient: dict[str, Any] = {"name": case.filer_name or case.filer_email, "address": []}
    if case.customer is not None:
        recipient = {"name": case.customer.name, "address": [case.customer.address, f"{case.customer.postal_code} {case.customer.city}"]}  # fmt: skip
    verdict = {
        Decision.ACCEPTED: _("We accept it."),
        Decision.PARTLY: _("We accept it in part."),
        Decision.REFUSED: _("We do not accept it."),
        Decision.ANSWERED: "",
    }[decision]
    opening = _("we answer your case %(signature)s (%(title)s) of %(day)s.") % {
        "signature": case.signature, "title": case.title, "day": date_text(case.filed_at),
    }  # fmt: skip
    paragraphs = [_("Dear Customer,"), opening, verdict, *reasons.split("\n\n")]
    steps = []
    if case_type and case_type.reopen_days:
        steps.append(
            _("If you do not agree, reopen the case in the office within %(days)s days.")
            % {"days": case_type.reopen_days}
        )
    return render_document(
        "letter",
        {
            "utility": utility_of(profile),
            "colour": profile.branding.primary,
            "subject": _("Answer to the case %(signature)s") % {"signature": case.signature},
            "place_and_date": f"{place.city}, {date_text(at)}",
            "recipient": recipient,
            "paragraphs": [one for one in paragraphs if one.strip()],
            "steps": steps,
            "signed": [by, str(profile.office.legal_name)],
        },
        made_at=at,
    )


def protocol(handover: Handover, profile: Profile, *, rows: Sequence[dict[str, str]], at: datetime) -> bytes:
    """The protocol of a handover that both parties confirmed. It names the parties and nothing else of them."""
    case = handover.case
    point = handover.service_point
    return render_document(
        "handover",
        {
            "utility": utility_of(profile),
            "colour": profile.branding.primary,
            "title": _("Protocol of handing over"),
            "number": case.signature,
            "facts": [
                {"label": _("Place"), "value": ", ".join(filter(None, [point.address, f"{point.postal_code} {point.city}".strip()]))},
                {"label": _("Day of the handover"), "value": date_text(handover.happens_on)},
            ],
            "meters": list(rows),
            "giver": {"name": case.filer_name, "confirmed": time_text(handover.giver_confirmed_at or at)},
            "taker": {"name": handover.taker_name, "confirmed": time_text(handover.taker_confirmed_at or at)},
        },
        made_at=at,
    )  # fmt: skip
