"""What changed between two wordings of a document, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
# Below this share of common words two paragraphs are shown as one gone and one new: mixed, nobody could read them.
_ALIKE = 0.5


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph: in both wordings, only in the new one, or only in the old one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the comparison; `changed` where any of its words is."""

    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare_wordings(before: str, after: str) -> list[Paragraph]:
    """The new wording with what was added and taken away marked; what did not change stands there whole."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Paragraph] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Paragraph((Piece("same", text),)) for text in new[j1:j2]]
        else:
            found += _changed(old[i1:i2], new[j1:j2])
    return found


def _changed(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """A stretch that differs: paragraphs that resemble each other side by side, the rest as gone and as new."""
    left = list(new)
    for text in old:
        best = max(left, key=lambda other: _likeness(text, other), default="")
        if best and _likeness(text, best) >= _ALIKE:
            for skipped in left[: left.index(best)]:
                yield Paragraph((Piece("added", skipped),))
            del left[: left.index(best) + 1]
            yield Paragraph(tuple(_words(text, best)))
        else:
            yield Paragraph((Piece("removed", text),))
    for text in left:
        yield Paragraph((Piece("added", text),))


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = old.split(" "), new.split(" ")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(after[j1:j2]))
            continue
        if i1 < i2:
            yield Piece("removed", " ".join(before[i1:i2]))
        if j1 < j2:
            yield Piece("added", " ".join(after[j1:j2]))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _paragraphs(text: str) -> list[str]:
    """Paragraphs and list items as plain lines; the marks of Markdown are no words of the document."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*#]|\d+\.)\s)", text)
    plain = (re.sub(r"^[#>\s]+|[*_`]{1,3}", "", " ".join(block.split())) for block in blocks)
    return [line for line in plain if line]
