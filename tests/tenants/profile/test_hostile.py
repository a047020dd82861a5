"""Whatever a file holds, the answer is a profile or a ProfileError with places, never another exception."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.profile import loading, presets
from tenants.profile.problems import Problem, ProfileError

SOURCE = presets.source("kostrzyn")
LINES = SOURCE.text.split(b"\n")
PIECES = [
    b"",
    b" ",
    b"\t",
    b"- ",
    b"{",
    b"[",
    b"]",
    b"}",
    b"*a",
    b"&a",
    b"!x ",
    b"|",
    b">",
    b": ",
    b"'",
    b'"',
    b"~",
    b"0",
    b"-1",
]


def answer(load: Callable[[], object]) -> None:
    """Runs `load`: it may say what is wrong, each thing with its place and a sentence, and nothing else."""
    try:
        load()
        problems: tuple[Problem, ...] = ()
    except ProfileError as error:
        problems = error.problems or (Problem("", 0, 0, "", ""),)
    assert [found for found in problems if found.line < 1 or found.column < 1 or not found.message] == []


def check(text: bytes) -> None:
    answer(lambda: loading.check(text, SOURCE.files))


@settings(max_examples=150, deadline=None)
@given(
    line=st.integers(0, len(LINES) - 1),
    column=st.integers(0, 60),
    piece=st.sampled_from(PIECES),
    length=st.integers(0, 12),
)
def test_a_profile_with_something_replaced_anywhere(
    line: int, column: int, piece: bytes, length: int
) -> None:
    lines = list(LINES)
    lines[line] = lines[line][:column] + piece + lines[line][column + length :]
    check(b"\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(first=st.integers(0, len(LINES) - 1), count=st.integers(1, 40))
def test_a_profile_with_lines_missing(first: int, count: int) -> None:
    check(b"\n".join(LINES[:first] + LINES[first + count :]))


@settings(max_examples=150, deadline=None)
@given(text=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_at_all(text: bytes) -> None:
    check(text)


@settings(max_examples=60, deadline=None)
@given(
    document=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
        max_leaves=20,
    )
)
def test_any_document_made_by_hand(document: object) -> None:
    edited = {"office": document, "registration": {"modes": [document]}}
    answer(lambda: loading.from_document(edited, {}))
