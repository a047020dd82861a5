"""docs/features.md keeps its word: every row is filled and names a test that exists."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_seeds_table import ROOT, named_tests_of

TABLE = ROOT / "docs" / "features.md"


def rows() -> list[list[str]]:
    """The cells of every row."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if "| Test |" not in line
    ]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:60])
def test_a_feature_says_where_it_is_and_names_a_test_that_exists(row: list[str]) -> None:
    _feature, where, tests, field = row
    assert where and field
    named = re.findall(r"`(tests/[^`]+)`", tests)
    assert named
    for node in named:
        path, name = node.split("::")
        assert name in named_tests_of(ROOT / Path(path)), node
