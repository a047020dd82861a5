"""Every word on the screens, in one catalogue per language: `make words` gathers, keeps, lists and compiles.

English is the msgid. Words come from our Python, from our templates and from the few places of Django and allauth
whose sentences our customers read (their own Polish is not plain enough). The .po is sorted and holds no dates, paths
or line numbers, so that a change of code changes no line of it without need. Words of the profile room (messages for
those who write profiles) have a catalogue of their own beside it.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "locale"
LANGUAGES = ("pl", "uk")
# English is the msgid. A catalogue of its own holds only what reads badly on a screen, above all words of others.
CORRECTED = ("en",)
CODE = ("platform/ebok", "tenants", "customer_portal", "api")
# Whoever imports this speaks to writers of profiles and has a catalogue of its own.
OTHER_DOMAIN = "from tenants.profile.sentences import gettext"
# Modules of others whose sentences our people read; ours take precedence over theirs.
BORROWED = (
    "django.contrib.auth.password_validation",
    "allauth.account.adapter",
    "allauth.account.forms",
    "allauth.account.fields",
    "allauth.account.stages",
    "allauth.mfa.adapter",
    "allauth.mfa.base.forms",
    "allauth.mfa.totp.forms",
    "allauth.mfa.webauthn.forms",
    "allauth.mfa.recovery_codes.forms",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """\
# Words of the screens, mails and documents. Gathered by `make words`; translated by hand.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def wanted() -> Catalog:
    """A catalogue of every msgid in use, without translations."""
    catalogue = Catalog()
    for source in _sources():
        for _, said, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            catalogue.add(said, context=context)
    return catalogue


def _sources() -> Iterator[str]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text()
            if OTHER_DOMAIN not in source and "migrations" not in path.parts:
                yield source
    for name in BORROWED:
        found = importlib.util.find_spec(name)
        if found and found.origin:
            yield Path(found.origin).read_text()
    for kind in ("*.html", "*.txt"):
        for path in sorted((ROOT / "templates").rglob(kind)):
            # What is left of a template is no Python: its indentation would stop the extractor.
            lines = templatize(path.read_text(), origin=path.name).splitlines()
            yield "\n".join(line.strip() for line in lines)


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue as it is kept, or an empty one."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, creation_date=NO_DATE, revision_date=NO_DATE)
    with path.open("rb") as file:
        kept = read_po(file, locale=language)
    kept.creation_date = kept.revision_date = NO_DATE
    return kept


def gathered(language: str) -> Catalog:
    """What is wanted, with the translations that are kept; what nobody says any more is dropped."""
    kept, fresh = read(language), Catalog(locale=language, creation_date=NO_DATE, revision_date=NO_DATE)
    for message in wanted():
        if message.id:
            known = kept.get(message.id, message.context)
            if known is None and language in CORRECTED:
                continue
            fresh.add(message.id, known.string if known else None, context=message.context)
    return fresh


def missing(catalogue: Catalog) -> list[Message]:
    """Messages without a translation, or without one of its plural forms."""
    return [
        message
        for message in catalogue
        if message.id
        and not (all(message.string) if isinstance(message.string, (tuple, list)) else message.string)
    ]


def as_po(catalogue: Catalog) -> bytes:
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    header = HEADER.format(language=catalogue.locale, plural=catalogue.plural_forms)
    return header.encode() + body.getvalue().lstrip(b"\n")


def as_mo(catalogue: Catalog) -> bytes:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def main() -> int:
    lacking = 0
    for language in (*LANGUAGES, *CORRECTED):
        catalogue = gathered(language)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(catalogue))
        for message in missing(catalogue):
            lacking += 1
            print(f"{language}: not translated: {message.context or ''} {message.id!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
