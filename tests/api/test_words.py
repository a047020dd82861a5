"""Every sentence of the API is in its Polish catalogue, and the compiled catalogue is that of the source."""

from __future__ import annotations

import ast
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.pofile import read_po

API = Path(__file__).parents[2] / "api"
CATALOGUE = API / "locale" / "pl" / "LC_MESSAGES" / "django.po"


def said() -> set[str]:
    calls = (
        call
        for path in API.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    )
    return {ast.literal_eval(call.args[0]) for call in calls if call.func.id in ("_", "gettext_lazy")}  # type: ignore[attr-defined]


def test_every_sentence_is_polish_and_compiled() -> None:
    with CATALOGUE.open("rb") as source:
        written = {str(one.id): one.string for one in read_po(source) if one.id}
    assert set(written) == said()
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        catalogue = GNUTranslations(compiled)
    assert {message: catalogue.gettext(message) for message in written} == written
