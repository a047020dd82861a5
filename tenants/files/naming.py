"""Names of files inside packages: safe on every system, never a way out of their folder."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^\w.-]+")


def safe_name(text: str) -> str:
    """A text as a part of a file's name: letters, digits, dots, hyphens and underscores, at most 100 of them."""
    return _UNSAFE.sub("-", text).strip(".-")[:100].rstrip(".-") or "plik"
