"""docs/billing-package.md says what the code takes: every entity with every field, required ones in bold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenants.integration.package.spec import entities

PAGE = (Path(__file__).parents[3] / "docs" / "billing-package.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))


@pytest.mark.parametrize("name", list(entities()))
def test_documented_fields_are_those_of_the_code(name):
    entity = entities()[name]
    # Names of fields stand before the parentheses that explain them.
    told = re.findall(r"(\*\*)?`(\w+)`(?:\*\*)?(†)?", re.sub(r"\([^)]*\)", "", ROWS[name]))
    assert [field for _bold, field, _key in told] == list(entity.field_names)
    assert {field for bold, field, _key in told if bold} == entity.required
    assert tuple(field for _bold, field, key in told if key) == entity.key
