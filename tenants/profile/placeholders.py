"""`{{name}}` in a text: the whole template language of a profile. No attributes, no filters, no loops."""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
# Anything else that opens or closes like a template: {{ user.password }}, {% for %}, a lost brace.
_OTHER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def names_in(text: str) -> list[str]:
    """The names a text asks for, in order, each as often as it stands there."""
    return _PLACEHOLDER.findall(text)


def foreign_syntax_in(text: str) -> str | None:
    """The first piece that looks like a template but is not a plain `{{name}}`, or None."""
    rest = _PLACEHOLDER.sub(lambda match: "·" * len(match.group()), text)
    found = _OTHER.search(rest)
    return text[found.start() : found.start() + 30].splitlines()[0] if found else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every `{{name}}` replaced. Values go in as they are: escape for HTML before or after.

    Raises KeyError for a name that was not given, so that no message leaves with a hole in it.
    """
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
