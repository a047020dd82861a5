"""Profiles for these tests: a preset with one thing changed, and where its mistakes then are."""

from pathlib import Path

import pytest

from tenants.profile import loading, presets
from tenants.profile.problems import Problem, ProfileError

THIRD = Path(__file__).parent / "third_utility"


def files_of(folder: Path) -> tuple[str, dict[str, bytes]]:
    """The YAML text and the side files of a profile folder."""
    source = loading.load(folder)
    return source.text.decode(), dict(source.files)


def changed(preset: str, old: str, new: str, files: dict[str, bytes] | None = None) -> loading.ProfileSource:
    """A preset in which `old`, which stands there exactly once, is replaced by `new`."""
    text, side_files = files_of(presets.folder(preset))
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return loading.check(text.replace(old, new).encode(), {**side_files, **(files or {})})


def mistakes(preset: str, old: str, new: str, files: dict[str, bytes] | None = None) -> tuple[Problem, ...]:
    """The problems of such a preset."""
    with pytest.raises(ProfileError) as caught:
        changed(preset, old, new, files)
    return caught.value.problems


def line_of(preset: str, text: str) -> int:
    """The line in which this text begins in a preset."""
    whole, _ = files_of(presets.folder(preset))
    assert whole.count(text) == 1
    return whole[: whole.index(text)].count("\n") + 1


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text, each on one line."""
    return [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
