"""PDF documents made by the platform: Typst templates filled with data, tagged for PDF/UA-1.

The data travels as JSON and is placed as text; no value is ever joined into Typst source, so nothing that a
customer typed can become code. Amounts and dates come ready to read (tenants.profile.formats); the shapes are
described in docs/screens.md. Fonts are those inside the Typst wheel, so the same data gives the same document
on any machine.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

import typst
from django.utils.translation import get_language, pgettext

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
DOCUMENTS = ("paper_form", "invoice", "letter", "confirmation", "wording", "handover", "septic")
UNPRINTABLE = "□"

Standard = Literal["ua-1", "a-2a", "a-3a"]

# What the wheel's fonts can draw. Typst refuses a whole PDF/UA document for one character it cannot draw, and a
# customer's emoji must not cost anybody their invoice: other characters become a visible box.
_PRINTABLE = re.compile(
    "[^\n\t\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0192\u0218-\u021b\u02c6\u02c7\u02d8-\u02dd\u0391-\u03a1\u03a3-\u03c9"
    "\u0400-\u045f\u0490\u0491\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070"
    "\u2074-\u2079\u2080-\u2089\u20ac\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1\u25cf\u2713]"
)


class UnknownDocument(LookupError):
    """There is no document of this name."""


class DocumentFailed(RuntimeError):
    """Typst could not make the document: the data does not have the shape that its template takes."""


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF, such as the XML of an invoice; needs a PDF/A-3 standard."""

    name: str
    content: bytes
    mime_type: str
    description: str


class _Compilers(threading.local):
    """One compiler per thread: making one reads the fonts, which costs more than a document does."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(root=str(TEMPLATES), ignore_system_fonts=True)


_compilers = _Compilers()


def render_document(
    name: str,
    data: Mapping[str, Any],
    *,
    standard: Standard | tuple[Standard, ...] = "ua-1",
    attachments: Iterable[Attachment] = (),
    made_at: datetime | None = None,
) -> bytes:
    """The PDF of a document, as bytes; changes and sends nothing.

    `name` is one of DOCUMENTS, `data` its JSON-able data; words of the template itself follow the active
    language. `standard` is 'ua-1' or several, such as ('ua-1', 'a-3a'), which `attachments` need, and so
    `made_at` with them. Raises UnknownDocument, and DocumentFailed when the data does not fit the template.
    """
    if name not in DOCUMENTS:
        raise UnknownDocument(f"There is no document {name!r}; there are: {', '.join(DOCUMENTS)}.")
    language = (get_language() or "pl")[:2]
    filled: dict[str, Any] = {"language": language} | _printable(dict(data)) | {"words": _words()}
    if made_at is not None:
        parts = ("year", "month", "day", "hour", "minute", "second")
        filled["made"] = {part: getattr(made_at, part) for part in parts}
    inputs = {"data": json.dumps(filled, ensure_ascii=False)}
    standards: list[Any] = [standard] if isinstance(standard, str) else list(standard)
    attached = tuple(attachments)
    try:
        if attached:
            return _with_attachments(name, inputs, standards, attached)
        made = _compilers.compiler.compile(
            input=str(TEMPLATES / f"{name}.typ"), sys_inputs=inputs, pdf_standards=standards
        )
    except typst.TypstError as error:
        raise DocumentFailed(f"The document {name!r} could not be made: {error}") from error
    return cast("bytes", made)


def _with_attachments(
    name: str, inputs: dict[str, str], standards: list[Any], attachments: tuple[Attachment, ...]
) -> bytes:
    """Attached files are given as files that exist only for this compilation, so it has a compiler of its
    own.
    """
    source = (TEMPLATES / f"{name}.typ").read_text()
    described = [
        {"name": one.name, "mime": one.mime_type, "description": _printable(one.description)}
        for one in attachments
    ]
    source += (
        "\n#for (at, one) in json(bytes(sys.inputs.attachments)).enumerate() {\n"
        '  pdf.attach(one.name, read("/attached/" + str(at), encoding: none),\n'
        '    relationship: "source", mime-type: one.mime, description: one.description)\n}\n'
    )
    files: dict[str, bytes] = {
        "main.typ": source.encode(),
        "_parts.typ": (TEMPLATES / "_parts.typ").read_bytes(),
    }
    files |= {f"attached/{at}": one.content for at, one in enumerate(attachments)}
    compiler: Any = typst.Compiler(ignore_system_fonts=True)  # its stub does not know files given as a dict
    filled = inputs | {"attachments": json.dumps(described)}
    return cast("bytes", compiler.compile(input=files, sys_inputs=filled, pdf_standards=standards))


def _printable(value: Any) -> Any:
    """The same data with every text limited to what can be drawn."""
    if isinstance(value, str):
        return _PRINTABLE.sub(UNPRINTABLE, unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _words() -> dict[str, str]:
    """The templates' own words, in the active language."""
    return {
        "account": pgettext("document", "Account number"),
        "buyer": pgettext("document", "Buyer"),
        "confirmed": pgettext("document", "confirmed"),
        "consents": pgettext("document", "Consents"),
        "consents_hint": pgettext("document", "Tick the box and sign each consent that you give."),
        "day": pgettext("document", "Day"),
        "delivery": pgettext("document", "How to deliver this form"),
        "document": pgettext("document", "Document"),
        "document_made": pgettext("document", "Made by the online customer office"),
        "document_made_long": pgettext(
            "document",
            "This was made by the online customer office so that the document can be read by everybody. "
            "The original is the document issued by the utility.",
        ),
        "co_owners": pgettext("document", "Co-owners"),
        "due": pgettext("document", "Pay by"),
        "emptyings": pgettext("document", "Emptyings"),
        "envelope": pgettext("document", "Write on the envelope"),
        "facts": pgettext("document", "What we received"),
        "firm": pgettext("document", "Who emptied it"),
        "giver": pgettext("document", "Hands over"),
        "gross": pgettext("document", "Gross"),
        "handover_note": pgettext(
            "document",
            "Both parties confirmed the states above in the online customer office, each with their own mailbox or account.",
        ),
        "issued": pgettext("document", "Date of issue"),
        "ksef": pgettext("document", "Check the invoice in KSeF"),
        "ksef_hint": pgettext(
            "document", "Scan the code to see this invoice in the National e-Invoice System (KSeF)."
        ),
        "ksef_number": pgettext("document", "KSeF number"),
        "line": pgettext("document", "Service"),
        "lines": pgettext("document", "What it is for"),
        "meter": pgettext("document", "Meter"),
        "net": pgettext("document", "Net"),
        "next_steps": pgettext("document", "What happens next"),
        "no_emptyings": pgettext("document", "No emptying is known in this period."),
        "note": pgettext("document", "Note on the envelope"),
        "notes": pgettext("document", "Notes"),
        "number": pgettext("document", "Number"),
        "office_use": pgettext("document", "Filled in by the office"),
        "optional": pgettext("document", "OPTIONAL"),
        "own_made": pgettext("document", "Visualisation of the invoice"),
        "own_made_long": pgettext(
            "document",
            "This is a visualisation made by the online customer office so that the invoice can be read by everybody. "
            "The original is the invoice issued by the seller.",
        ),
        "page": pgettext("document", "page"),
        "parties": pgettext("document", "Parties"),
        "price": pgettext("document", "Net price"),
        "privacy": pgettext("document", "How we protect your data"),
        "quantity": pgettext("document", "Quantity"),
        "questions": pgettext("document", "Questions?"),
        "reading_from": pgettext("document", "Previous"),
        "reading_kind": pgettext("document", "How it was read"),
        "reading_to": pgettext("document", "Present"),
        "readings": pgettext("document", "Meter readings"),
        "received": pgettext("document", "Received"),
        "received_for": pgettext("document", "Period"),
        "required": pgettext("document", "REQUIRED"),
        "seller": pgettext("document", "Seller"),
        "sign": pgettext("document", "date and legible signature"),
        "taker": pgettext("document", "Takes over"),
        "total": pgettext("document", "Total"),
        "transfer_title": pgettext("document", "Title of the transfer"),
        "usage": pgettext("document", "Usage"),
        "valid_until": pgettext("document", "Valid until"),
        "vat": pgettext("document", "VAT"),
        "vat_rate": pgettext("document", "VAT rate"),
        "volume": pgettext("document", "Volume"),
        "what_to_do": pgettext("document", "What to do"),
    }
