"""Every word of the screens and documents is in the Polish catalogue, and the compiled one is up to date."""

import ast
import re
from gettext import GNUTranslations
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CATALOGUE = TEMPLATES / "locale" / "pl" / "LC_MESSAGES" / "django.po"
FOLDERS = ("account", "cotton", "layouts", "errors", "emails")
PYTHON = ("tenants/profile/theme.py", "tenants/profile/formats.py", "tenants/files/documents.py")


def polish() -> GNUTranslations:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def in_templates() -> set[str]:
    found: set[str] = set()
    for folder in FOLDERS:
        for path in (TEMPLATES / folder).glob("*.*"):
            text = path.read_text()
            found |= set(re.findall(r'{%\s*translate\s+"([^"]+)"', text))
            for block in re.findall(
                r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblocktranslate)", text, re.DOTALL
            ):
                found.add(re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block))
    return found


def in_python() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name in PYTHON:
        for call in ast.walk(ast.parse((ROOT / name).read_text())):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in ("_", "pgettext")
            ):
                found.add(tuple(ast.literal_eval(argument) for argument in call.args))
    return found


def test_every_word_is_translated() -> None:
    catalogue = polish()._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key for key, value in catalogue.items() if value}
    wanted = in_templates() | {"\x04".join(said) for said in in_python()}
    assert len(wanted) > 100
    assert wanted - known == set()


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    source = CATALOGUE.read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    written = {message.replace('\\"', '"'): said.replace('\\"', '"') for message, said in pairs}
    compiled = polish()._catalog  # type: ignore[attr-defined]
    plain = {
        message: said
        for message, said in written.items()
        if f'msgctxt "document"\nmsgid "{message}"' not in source
    }
    assert plain
    assert {message: compiled.get(message) for message in plain} == plain


def test_nobody_is_told_that_an_error_occurred() -> None:
    assert "Wystąpił błąd" not in CATALOGUE.read_text()
