"""Going through a whole profile, part by part, with the path of each part."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from tenants.profile.problems import Path
from tenants.profile.schema import LocalisedFile, Profile

# What does not fit, and where: (path, sentence).
Finding = tuple[Path, str]


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every part of the profile with its path, outermost first."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))


def side_files(profile: Profile) -> Iterator[tuple[Path, str]]:
    """Every file the profile names, with the path of the field that names it."""
    for path, part in walk(profile):
        if isinstance(part, LocalisedFile):
            for language, name in part.by_language().items():
                spelled_out = (*path, language)
                yield spelled_out, name
    marks = profile.branding
    for field in ("logo", "logo_dark", "favicon"):
        if name := getattr(marks, field):
            yield ("branding", field), name
    for index, download in enumerate(profile.content.downloads):
        if download.file:
            yield ("content", "downloads", index, "file"), download.file
