"""The floors of the house hold: import-linter's contracts of pyproject.toml, asked in the fast suite too."""

from __future__ import annotations

import tomllib

from importlinter import api, cli

from tests.architecture.source import ROOT


def test_the_contracts_are_kept() -> None:
    assert cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_a_new_room_must_say_where_it_stands() -> None:
    """The floors are exhaustive: a room outside the list breaks the contract."""
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    floors = next(contract for contract in contracts if contract.get("containers") == ["tenants"])
    named = {room.strip() for layer in floors["layers"] for room in str(layer).split("|")}
    apart = set(floors["exhaustive_ignores"])
    assert str(floors["exhaustive"]) == "True"
    rooms = {path.parent.name for path in (ROOT / "tenants").glob("*/__init__.py")} - apart
    assert rooms == named


def test_every_exemption_from_the_linter_has_its_reason() -> None:
    """ruff's ignores in pyproject.toml: a comment on the line, or one on the last line of a group."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("ignore = [")
    ignores = lines[begin + 1 : lines.index("]", begin)]
    unexplained = [line.strip() for line in ignores if "#" not in line]
    assert unexplained == []
    assert tomllib.loads("\n".join(lines))["tool"]["mypy"]["strict"] is True
