"""A profile on disk → a typed `Profile`, or every mistake in it at once.

A profile is one YAML file, or a folder with `profile.yaml` and the files it names (texts, logo).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenants.profile import checks, explain
from tenants.profile.problems import Problem, ProfileError, dotted
from tenants.profile.schema import Profile
from tenants.profile.sentences import gettext as _
from tenants.profile.yaml_text import MAX_BYTES, Parsed, decode, parse

MAIN_FILE = "profile.yaml"
MAX_SIDE_FILE = 1024 * 1024
MAX_SIDE_FILES = 200
SIDE_FILE_ENDINGS = (".md", ".svg", ".png", ".ico", ".pdf")


@dataclass(frozen=True)
class ProfileSource:
    """A valid profile with the exact bytes it was read from, so that it can be given back unchanged."""

    profile: Profile
    text: bytes
    files: Mapping[str, bytes]


def load(path: Path) -> ProfileSource:
    """Read and check the profile at `path` (a folder or a file).

    Raises ProfileError with every problem found; FileNotFoundError never leaves this function.
    """
    main = path / MAIN_FILE if path.is_dir() else path
    if not main.is_file():
        raise ProfileError([Problem(str(main), 1, 1, "", _("There is no such file."))])
    files = _side_files(path) if path.is_dir() else {}
    with main.open("rb") as file:
        # One byte more than is allowed is enough to know that it is too much.
        text = file.read(MAX_BYTES + 1)
    return check(text, files, name=str(main))


def check(text: bytes, files: Mapping[str, bytes], *, name: str = MAIN_FILE) -> ProfileSource:
    """The same for bytes already in memory, for example uploaded ones. Raises ProfileError."""
    parsed = parse(decode(text, name), name)
    return ProfileSource(_build(parsed, files, name), text, dict(files))


def advice(source: ProfileSource, *, name: str = MAIN_FILE) -> list[Problem]:
    """What in a valid profile is worth a second look, each with its place; a field that is not there by its theme."""
    parsed = parse(source.text.decode(), name)
    found = []
    for path, message in checks.advice(source.profile):
        place = parsed.place(path)
        found.append(Problem(name, place.line, place.column, dotted(path), message))
    return found


def from_document(document: Mapping[str, Any], files: Mapping[str, bytes]) -> Profile:
    """A profile from its stored or edited form. Raises ProfileError (lines are 1 then, paths are right)."""
    return _build(Parsed.of_data(dict(document)), files, MAIN_FILE)


def _build(parsed: Parsed, files: Mapping[str, bytes], name: str) -> Profile:
    if not isinstance(parsed.data, dict):
        raise ProfileError(
            [Problem(name, 1, 1, "", _("A profile is a group of fields, for example “office:”."))]
        )
    try:
        profile = Profile.model_validate(parsed.data)
    except ValidationError as error:
        raise ProfileError(explain.problems(error, parsed, name, Profile)) from error
    found = []
    for path, message in checks.findings(profile, files):
        place = parsed.place(path)
        found.append(Problem(name, place.line, place.column, dotted(path), message))
    if found:
        raise ProfileError(found)
    return profile


def _side_files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but the profile itself; hidden ones and links are refused by silence."""
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == MAIN_FILE or not path.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        problem = None
        if path.is_symlink():
            problem = _("This is a link. Put the file itself here.")
        elif path.suffix not in SIDE_FILE_ENDINGS:
            problem = _("Only these files may lie beside a profile: {endings}.").format(
                endings=", ".join(SIDE_FILE_ENDINGS)
            )
        elif path.stat().st_size > MAX_SIDE_FILE:
            problem = _("The file is larger than 1 MB.")
        elif len(files) >= MAX_SIDE_FILES:
            problem = _("There are more than {limit} files beside the profile.").format(limit=MAX_SIDE_FILES)
        if problem:
            raise ProfileError([Problem(str(path), 1, 1, "", problem)])
        files[name] = path.read_bytes()
    return files
