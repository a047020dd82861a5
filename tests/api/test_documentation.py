"""docs/api.md names every problem, scope and address that exists, and none that does not; its example compiles."""

from __future__ import annotations

import re
from pathlib import Path

from api.parameters import LARGEST_PAGE
from api.problems import USUAL
from api.throttling import REQUESTS_PER_MINUTE
from api.v1.imports import MOST_BYTES
from tenants.integration.keys import Scope

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text()


def test_every_problem_is_in_the_guide() -> None:
    table = GUIDE.partition("## When something is wrong")[2]
    named = {
        code
        for row in re.findall(r"^\| [\d, ]+ \| (.+?) \|", table, re.MULTILINE)
        for code in re.findall(r"`([a-z-]+)`", row)
    }
    source = "".join(path.read_text() for path in (ROOT / "api").rglob("*.py"))
    raised = set(re.findall(r"Refusal\(\s*\d{3},\s*\"([a-z-]+)\"", source))
    assert len(raised) > 5
    assert named == raised | {usual.code for usual in USUAL.values()}


def test_scopes_limits_and_addresses_are_those_of_the_code() -> None:
    assert set(re.findall(r"^\| `([a-z]+:[a-z]+)` \|", GUIDE, re.MULTILINE)) == set(Scope.values)
    assert f"{REQUESTS_PER_MINUTE} times a minute" in GUIDE
    assert f"at most {MOST_BYTES // 2**20} MB" in GUIDE
    assert f"`page_size` 1 to {LARGEST_PAGE}" in GUIDE
    from api.schema import description

    described = description(utility="x", server="https://x")["paths"]
    named = {f"/api/v1{path}" for path in re.findall(r"`(?:GET|POST) (/[^`]+)`", GUIDE)}
    assert named == set(described)


def test_the_example_is_python() -> None:
    (example,) = re.findall(r"```python\n(.+?)```", GUIDE, re.DOTALL)
    compile(example, "example", "exec")
