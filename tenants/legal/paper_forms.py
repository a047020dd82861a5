"""Printable forms of the profile as accessible PDFs: blank for anybody, or filled in with what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tenants.files.documents import render_document
from tenants.files.qr import qr_code
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.profile.schema.forms import FormField, PrintableForm


@dataclass(frozen=True)
class FormIdentity:
    """Whose form it is: the code that people read and the content of the QR that scanners read."""

    reference: str
    qr_content: str


def render_form(
    *,
    form: PrintableForm,
    profile: Profile,
    values: Mapping[Any, str],
    language: str,
    identity: FormIdentity | None = None,
) -> bytes:
    """The form as a PDF/UA-1 document. `values` go by the sources that the profile's fields name.

    A paper speaks one language: `language` when every sentence to be signed is written in it, else Polish.
    """
    with translation.override(_language_of(form, profile, language)):
        return render_document("paper_form", _data(form, profile, values, identity))


def _data(
    form: PrintableForm, profile: Profile, values: Mapping[Any, str], identity: FormIdentity | None
) -> dict[str, Any]:
    contacts = profile.contacts
    address = form.address or contacts.postal_address
    envelope = [*address.lines, f"{address.postcode} {address.city}"]
    note = form.envelope_note or contacts.envelope_note
    data: dict[str, Any] = {
        "colour": profile.branding.primary,
        "utility": {
            "name": str(profile.office.legal_name),
            "address": [line for line in envelope if line != str(profile.office.legal_name)],
            "contact": [_("tel. %(number)s") % {"number": contacts.phones[0].number}, contacts.email],
        },
        "code": str(form.name) if form.code else "",
        "title": str(form.title),
        "intro": str(form.intro or ""),
        "sections": [
            {
                "title": str(section.title),
                "text": str(section.text or ""),
                "fields": [_field(field, values) for field in section.fields],
            }
            for section in form.sections
        ],
        "consents": [_consent(profile, key) for key in form.consents],
        "signatures": [str(caption) for caption in form.signatures],
        "delivery": {"ways": _ways(form, profile, note), "address": envelope, "note": note or ""},
        "privacy": _privacy(profile),
        "office_use": [
            _("Date received"),
            _("Linked with %(number)s") % {"number": profile.glossary.customer_number.label},
            _("Employee's signature"),
        ],
    }
    if identity is not None:
        data["reference"] = {"label": _("Registration code"), "value": identity.reference}
        if form.qr:
            alt = _("QR code with the registration code %(reference)s") % {"reference": identity.reference}
            data["qr"] = qr_code(identity.qr_content, alt=alt).for_document() | {
                "caption": identity.reference,
                "text": _("For the employee who links the account"),
            }
    return data


def _language_of(form: PrintableForm, profile: Profile, language: str) -> str:
    labels = (field.label for section in form.sections for field in section.fields)
    consents = (profile.legal.consent(key).text for key in form.consents)
    said = (form.title, *(section.title for section in form.sections), *labels, *consents, *form.signatures)
    return language if all(text.tongue(language) == language[:2] for text in said) else "pl"


def _privacy(profile: Profile) -> list[str]:
    """The utility's RODO clause as plain paragraphs: who signs on paper must be told on that paper (art. 13)."""
    clause = next((document for document in profile.legal.documents if document.kind == "privacy"), None)
    if clause is None:
        return []
    text = profiles.text(clause.versions[-1].text.in_language(translation.get_language() or "pl"))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return [
        re.sub(r"^[-*#\d.\s]+|[*_`]", "", part) for part in paragraphs if part and not part.startswith("#")
    ]


def _field(field: FormField, values: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "label": str(field.label),
        "value": values.get(field.source, ""),
        "lines": field.lines,
        "wide": field.lines > 1 or "address" in field.source or "name" in field.source,
    }


def _consent(profile: Profile, key: str) -> dict[str, Any]:
    consent = profile.legal.consent(key)
    return {
        "title": str(consent.title),
        "required": consent.need == "required",
        "text": str(consent.text),
        "document": _document_of(profile, consent.document, consent.document_version),
    }


def _document_of(profile: Profile, key: str | None, version: int | None) -> str:
    if key is None:
        return ""
    title = profile.legal.document(key).title
    return f"{title}, {_('version')} {version}" if version else str(title)


def _ways(form: PrintableForm, profile: Profile, note: str | None) -> list[str]:
    sentences = {
        "in_person": _("In person, at the office of %(utility)s.")
        % {"utility": profile.office.short_name_genitive},
        "post": _("By post, to the address beside. Write on the envelope: %(note)s.") % {"note": note}
        if note
        else _("By post, to the address beside."),
        "email": _("As a scan, by e-mail to %(email)s.") % {"email": profile.contacts.email},
    }
    return [sentences[way] for way in form.delivery]
