"""Documents keep their word: what they point at exists, and every dependency is explained."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, name_of, tree

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_files_and_tests_exist(page: Path) -> None:
    roots = "|".join(path.name.replace(".", r"\.") for path in ROOT.iterdir() if path.is_dir())
    named = re.findall(rf"`((?:{roots})/[\w./-]+?)(?:::(\w+)[^`]*)?`", page.read_text(encoding="utf-8"))
    missing = []
    for path, test in named:
        target = ROOT / path
        if not target.exists():
            missing.append(path)
        elif test and test not in {
            node.name for node in ast.walk(tree(target)) if isinstance(node, ast.FunctionDef)
        }:
            missing.append(f"{path}::{test}")
    assert missing == []


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + [
        one for group in project["dependency-groups"].values() for one in group
    ]
    names = {re.split(r"[\[>=<]", line)[0] for line in wanted}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    taken = page.partition("## What was not taken")[0]
    assert {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", taken)} == set()
