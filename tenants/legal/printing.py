"""A document's wording and the proof of a consent as accessible PDFs."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from tenants.files.documents import render_document
from tenants.legal.models import Channel, ConsentAction, ConsentEvent
from tenants.legal.services.consenting import WHAT_HAPPENED
from tenants.profile.formats import date_text, time_text
from tenants.profile.schema import Profile
from tenants.profile.schema.legal import Consent, DocumentVersion, LegalDocument

_markdown = MarkdownIt("commonmark", {"html": False})


def render_wording(
    *, document: LegalDocument, version: DocumentVersion, text: str, profile: Profile, language: str
) -> bytes:
    """One wording as PDF/UA-1: headings, paragraphs and lists of its Markdown, with number and first day.

    `language` is the one `text` is written in: a paper speaks one language.
    """
    with translation.override(language):
        data = {
            "colour": profile.branding.primary,
            "utility": letterhead(profile),
            "title": str(document.title),
            "subtitle": _("Version %(number)s, in force from %(day)s.")
            % {"number": version.number, "day": date_text(version.effective_from)},
            "blocks": _blocks(text),
        }
        return render_document("wording", data)


def render_receipt(*, event: ConsentEvent, consent: Consent, profile: Profile, language: str) -> bytes:
    """What was agreed to, how and when, with the hash of the exact sentence: for the customer to keep."""
    with translation.override(language):
        facts = [
            (_("Consent"), str(consent.title)),
            (_("What happened"), str(WHAT_HAPPENED[ConsentAction(event.action)])),
            (str(profile.glossary.customer_number.label), event.customer_number),
            (_("When"), time_text(event.at)),
            (_("How"), str(CHANNEL_WORDS[Channel(event.channel)])),
            (_("Takes effect on"), date_text(event.effective_on) if event.effective_on else ""),
            (_("E-mail address for delivery"), event.delivery_email),
            (_("Sentence"), event.text),
            (_("SHA-256 of the sentence"), event.text_sha256),
        ]
        data = {
            "colour": profile.branding.primary,
            "utility": letterhead(profile),
            "title": _("Confirmation of a consent"),
            "number": str(event.pk),
            "received_at": date_text(localdate(event.at)),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
            "next_steps": [str(consent.withdrawal)] if event.action != ConsentAction.WITHDRAWN else [],
            "contact": f"{profile.contacts.phones[0].number}, {profile.contacts.email}",
        }
        return render_document("confirmation", data)


CHANNEL_WORDS = {
    Channel.PORTAL: translation.gettext_lazy("in the online office"),
    Channel.PAPER: translation.gettext_lazy("by a paper form"),
}


def letterhead(profile: Profile) -> dict[str, Any]:
    """The utility's head of a document: name, address, contact."""
    contacts, name = profile.contacts, str(profile.office.legal_name)
    lines = [line for line in contacts.postal_address.lines if line != name]
    town = f"{contacts.postal_address.postcode} {contacts.postal_address.city}"
    phone = _("tel. %(number)s") % {"number": contacts.phones[0].number}
    return {"name": name, "address": [*lines, town], "contact": [phone, contacts.email]}


def _blocks(text: str) -> list[dict[str, Any]]:
    """Markdown as plain blocks: {kind: heading | paragraph | item, level, mark, text}. Marks inside a line are dropped."""
    blocks: list[dict[str, Any]] = []
    kind, level, lists = "paragraph", 0, list[int]()
    for token in _markdown.parse(text):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            start = int(token.attrs.get("start", 1) or 1) if token.type.startswith("ordered") else 0
            lists.append(start)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "heading_open":
            kind, level = "heading", int(token.tag[1])
        elif token.type == "list_item_open":
            kind = "item"
        elif token.type == "inline":
            words = " ".join(
                child.content for child in token.children or [] if child.type in ("text", "code_inline")
            )
            mark = ""
            if kind == "item":
                mark = f"{lists[-1]}." if lists[-1] else "•"
                lists[-1] += 1 if lists[-1] else 0
            depth = level if kind == "heading" else len(lists)
            blocks.append({"kind": kind, "level": depth, "mark": mark, "text": " ".join(words.split())})
            kind = "paragraph"
    return blocks
