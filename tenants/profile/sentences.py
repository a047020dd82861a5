"""The one place where this room speaks: English in the code, plain Polish to whoever wrote the profile.

The standard library's gettext is used with a catalogue of our own, because a profile is validated and
compared on machines that have no settings and no database (a utility's own computer, a CI job).
"""

import gettext as _gettext
from functools import cache
from pathlib import Path

_CATALOGUES = Path(__file__).parent / "locale"


@cache
def _catalogue() -> _gettext.NullTranslations:
    return _gettext.translation("profile", localedir=str(_CATALOGUES), languages=["pl"])


def gettext(message: str) -> str:
    """The Polish sentence for an English one (itself when the catalogue has none)."""
    return _catalogue().gettext(message)


def pgettext(context: str, message: str) -> str:
    """As `gettext`, for a word that means different things in different places."""
    return _catalogue().pgettext(context, message)


def field_name(name: str) -> str:
    """The Polish name of a field of the schema, for example `postal_address` → „adres pocztowy”."""
    return pgettext("field", name)
