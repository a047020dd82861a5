"""The project's own files, as the tests of the house read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("platform", "tenants", "customer_portal", "api")
REST = ("templates", "infra", "tests", "docs", "locale", "requirements", ".ci")


def python_files(*folders: str) -> list[Path]:
    """Python files under those folders (default: the product), without migrations."""
    found = (path for folder in folders or OURS for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def text_files() -> Iterator[Path]:
    """Every file of the project that holds words, whatever its kind."""
    binary = {".mo", ".woff2", ".pyc", ".png", ".ico", ".pdf", ".gz", ".zip"}
    for folder in (*OURS, *REST):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix not in binary:
                yield path
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")


def name_of(path: Path) -> str:
    """The path as it stands in lists and messages."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
