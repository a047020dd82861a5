"""The schema as a document: complete descriptions, Polish names, the exported JSON Schema, canonical YAML."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from pydantic import BaseModel

from tenants import profile as room
from tenants.profile import canonical, explain, loading, presets
from tenants.profile.explain import _models_in
from tenants.profile.schema import THEMES, LocalisedText, Profile
from tenants.profile.schema.export import json_schema
from tests.tenants.profile.support import THIRD

ROOM = Path(room.__file__).parent
CATALOGUE = ROOM / "locale" / "pl" / "LC_MESSAGES"
FOLDERS = [presets.folder("rzeszow"), presets.folder("kostrzyn"), THIRD]


def models(start: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if start not in seen:
        seen.add(start)
        yield start
        for field in start.model_fields.values():
            for inner in _models_in(field.annotation):
                yield from models(inner, seen)


def test_the_exported_json_schema_is_current() -> None:
    exported = Path(__file__).parents[3] / "docs" / "profile.schema.json"
    assert exported.read_text() == json_schema(), "run: ebok profile schema > docs/profile.schema.json"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_json_schema_accepts_what_the_loader_accepts(folder: Path) -> None:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    source = loading.load(folder)
    jsonschema.validate(json.loads(json.dumps(canonical.document(source.profile))), schema)
    wrong = canonical.document(source.profile)
    wrong["branding"]["colour"] = "#000000"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


def test_every_field_is_described() -> None:
    bare = [
        f"{model.__name__}.{name}"
        for model in models(Profile, set())
        for name, field in model.model_fields.items()
        if not field.description and name != "kind"
    ]
    assert bare == []


def test_nothing_in_a_profile_can_be_changed_or_added() -> None:
    for model in models(Profile, set()):
        assert (model.model_config["extra"], model.model_config["frozen"]) == ("forbid", True), model
        for name, field in model.model_fields.items():
            assert "list[" not in str(field.annotation) and "dict[" not in str(field.annotation), (
                model,
                name,
            )


def test_every_theme_of_the_architecture_is_there() -> None:
    assert THEMES == (
        "office", "glossary", "branding", "contacts", "domains", "registration", "legal", "forms", "services",
        "readings", "water", "tariffs", "payments", "notifications", "content", "retention", "areas", "security", "access",
        "network", "accessibility",
    )  # fmt: skip


def catalogue() -> dict[tuple[str | None, str], str]:
    with (CATALOGUE / "profile.po").open("rb") as file:
        return {(message.context, message.id): message.string for message in read_po(file) if message.id}


def test_every_sentence_has_polish_words_and_no_polish_word_is_left_over() -> None:
    said: set[str] = {*explain._EXPECTED.values(), *explain._PATTERNS.values(), "a text of another form"}
    for path in ROOM.rglob("*.py"):
        if path.name in ("theme.py", "colour.py", "formats.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text)), *_]):
                    said.add(text)
    translated = {text for (context, text), polish in catalogue().items() if context is None and polish}
    assert translated == said


def test_every_field_has_a_polish_name() -> None:
    names = {name for model in models(Profile, set()) for name in model.model_fields}
    named = {text for (context, text), polish in catalogue().items() if context == "field" and polish}
    assert named == names


def test_the_compiled_catalogue_is_current() -> None:
    with (CATALOGUE / "profile.mo").open("rb") as file:
        compiled = {
            (message.context and bytes(message.context).decode(), message.id): message.string
            for message in read_mo(file)
            if message.id
        }
    assert compiled == catalogue()


def test_translations_keep_their_placeholders() -> None:
    for (_, english), polish in catalogue().items():
        names = {part.split("}")[0] for part in english.replace("{{", "").split("{")[1:]}
        assert names == {part.split("}")[0] for part in polish.replace("{{", "").split("{")[1:]}, english


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_canonical_yaml_says_the_same(folder: Path) -> None:
    source = loading.load(folder)
    written = canonical.to_yaml(source.profile)
    again = loading.check(written, source.files)
    assert again.profile == source.profile
    assert canonical.to_yaml(again.profile) == written
    assert canonical.fingerprint(again) == canonical.fingerprint(source)
    assert list(yaml.safe_load(written)) == ["format", *THEMES]


def test_a_localised_text_falls_back_to_polish() -> None:
    text = LocalisedText.model_validate({"pl": "Faktura", "en": "Invoice"})
    assert [text.in_language(language) for language in ("pl", "en", "en-gb", "uk", "de")] == [
        "Faktura", "Invoice", "Invoice", "Faktura", "Faktura",
    ]  # fmt: skip
    assert LocalisedText.model_validate("Faktura") == LocalisedText(pl="Faktura")


def test_a_localised_text_speaks_the_language_of_the_page() -> None:
    from django.utils import translation  # noqa: PLC0415

    text = LocalisedText.model_validate({"pl": "Faktura", "en": "Invoice"})
    with translation.override("en"):
        assert str(text) == "Invoice"
    with translation.override("pl"):
        assert str(text) == "Faktura"


def test_what_is_not_in_force_yet_says_so_and_the_guide_lists_the_same() -> None:
    """A key that is accepted and does nothing must not look like one that works."""
    guide = (Path(__file__).parents[3] / "docs" / "profile.md").read_text(encoding="utf-8")
    table = guide.partition("**not yet in force**")[2].partition("\n#")[0]
    marked = {
        f"{theme}.{name}"
        for theme in THEMES
        for name, field in Profile.model_fields[theme].annotation.model_fields.items()
        if "Not yet in force" in (field.description or "")
    }

    assert marked == set(re.findall(r"`(\w+\.\w+)`", table))
    assert "security.pause_minutes" in marked
