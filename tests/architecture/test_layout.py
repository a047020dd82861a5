"""How the house is built: folders, door-plates, size of files, and what no file may name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from infra import words
from tests.architecture.source import OURS, ROOT, name_of, python_files, text_files, tree

LONGEST = 350


def test_platform_is_an_import_root_and_never_a_package() -> None:
    """A package `platform` would shadow the standard library's, which half of all libraries import."""
    assert not (ROOT / "platform" / "__init__.py").exists()
    code = "import platform; print(platform.__file__, platform.python_version())"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not found.stdout.startswith(str(ROOT)), found.stdout


def test_every_file_says_why_it_exists_and_every_package_has_a_door_plate() -> None:
    silent = [
        name_of(path)
        for path in python_files(*OURS, "infra", "tests")
        if len(ast.get_docstring(tree(path)) or "") < 20
    ]
    assert silent == []


def test_rooms_have_one_shape() -> None:
    """Tables stand in `models.py` and nowhere else, so that everybody knows where to look."""
    strays = [
        f"{name_of(path)}: {node.name}"
        for path in python_files()
        if path.name != "models.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "models.Model" for base in node.bases)
    ]
    assert strays == []


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "common", "core", "helpers", "helper", "misc", "tools"}
    assert [name_of(path) for path in python_files() if drawers & {path.stem, path.parent.name}] == []


def test_files_stay_short() -> None:
    long = [
        name_of(path)
        for path in python_files(*OURS, "infra", "tests")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    ]
    assert long == [], "split it by what its parts are about"


def test_no_file_names_a_machine_or_a_package_index() -> None:
    """What is committed must mean the same on every machine."""
    place = re.compile(
        r"(?<![\w.\])-])/(?:root|home/\w+|Users/\w+|work)/|--(?:extra-)?index-url|\bpypi\.|/simple/"
    )
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in text_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if place.search(line)
    ]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{name_of(path)}: {line.strip()}"
        for path in python_files(*OURS, "infra", "tests")
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if later.search(line)
    ]
    assert found == []


def test_every_catalogue_is_known_to_the_words_command() -> None:
    """One catalogue for the screens and one for the messages of profiles; a third would never be gathered."""
    known = {words.catalogue_path(language) for language in (*words.LANGUAGES, *words.CORRECTED)}
    known.add(ROOT / "tenants" / "profile" / "locale" / "pl" / "LC_MESSAGES" / "profile.po")
    found = {path for folder in (*OURS, "locale") for path in (ROOT / folder).rglob("*.po")}
    assert found == known
