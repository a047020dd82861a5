"""docs/seeds.md keeps its word: rows are filled, proofs exist, every word of the seeds has a row."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "seeds.md"
# The descriptions lie beside the project, or one folder further up when it is checked out as a worktree.
SEED_FOLDERS = (ROOT.parent / "shared" / "seeds", ROOT.parent.parent / "shared" / "seeds")
# The beginning of a description's text, by the heading of its table.
SEEDS = {"Rzeszów (iBOK)": "Pomiń zawartość", "Kostrzyn nad Odrą (eBOK)": "kostrzyn"}


def rows() -> list[tuple[str, str, str, str]]:
    """(heading, statement, key, proof) of every row."""
    found, heading = [], ""
    for line in TABLE.read_text().splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| Statement"):
            statement, key, proof = (cell.strip() for cell in line.strip("|").split("|"))
            found.append((heading, statement, key, proof))
    return found


def proofs() -> set[str]:
    """Every node id that some row names."""
    return {node for row in rows() for node in re.findall(r"`(tests/[^`]+)`", row[3])}


@cache
def named_tests_of(path: Path) -> frozenset[str]:
    """Names of the test functions of a file, by reading it; empty when there is no such file."""
    if not path.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def plain(text: str) -> str:
    """Without enumerators (1., a)) and with single spaces."""
    return " ".join(re.sub(r"^\s*(\d+\.|[a-z]\))\s+", "", text).split())


def test_every_row_is_filled() -> None:
    assert len(rows()) > 80
    for _, statement, key, proof in rows():
        assert statement and key and re.fullmatch(r"((`tests/\S+::test_\w+`|next: [^<]+)(<br>)?)+", proof), (
            statement
        )


def test_every_row_names_a_test_even_when_more_follows_later() -> None:
    assert [row[1] for row in rows() if "`tests/" not in row[3]] == []


@pytest.mark.parametrize("node", sorted(proofs()))
def test_the_proof_exists(node: str) -> None:
    path, name = node.split("::")
    assert name in named_tests_of(ROOT / path)


@pytest.mark.parametrize("heading", SEEDS)
def test_every_word_of_the_seed_has_a_row(heading: str) -> None:
    folder = next((folder for folder in SEED_FOLDERS if folder.is_dir()), None)
    if folder is None:
        pytest.skip("the utilities' descriptions do not lie beside this checkout")
    texts = [path.read_text() for path in sorted(folder.glob("*.txt"))]
    (text,) = [text for text in texts if text.startswith(SEEDS[heading])]
    statements = [plain(row[1]) for row in rows() if row[0] == heading]
    unused = set(statements)
    for line in filter(None, map(plain, text.splitlines())):
        covered = [not character.isalnum() for character in line]
        for statement in statements:
            for match in re.finditer(re.escape(statement), line):
                covered[match.start() : match.end()] = [True] * len(statement)
                unused.discard(statement)
        missing = "".join(character for character, known in zip(line, covered, strict=True) if not known)
        assert not missing, f"{missing!r} of {line!r}"
    assert unused == set()
