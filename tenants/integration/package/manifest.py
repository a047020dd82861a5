"""manifest.json: what the package says of itself, checked before any row is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from tenants.customers.identifiers import InvalidIdentifier, parse_nip
from tenants.integration.package.archive import Archive, PackageRefused
from tenants.integration.package.kinds import Expected, Moment
from tenants.integration.package.spec import FORMAT, VERSION, Entity, entities
from tenants.integration.problems import Problem

NAME = "manifest.json"
_LONGEST = 1024 * 1024
_Choice = TypeVar("_Choice", bound=StrEnum)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Mode(StrEnum):
    """A delta adds and changes. A full package also reports what it no longer mentions; nothing is deleted."""

    FULL = "full"
    DELTA = "delta"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    CP1250 = "cp1250"


@dataclass(frozen=True, slots=True)
class EntityFile:
    """One file of rows. `columns` are those it carries: the others stay as they are on rows already here."""

    entity: Entity
    path: str
    rows: int
    sha256: str
    columns: tuple[str, ...]

    @property
    def is_csv(self) -> bool:
        return self.path.lower().endswith(".csv")


@dataclass(frozen=True, slots=True)
class Manifest:
    utility_nip: str
    as_of: datetime
    mode: Mode
    encoding: Encoding
    delimiter: str
    files: tuple[EntityFile, ...]


class ManifestWrong(Exception):
    """The manifest has mistakes: all of them, so that one round is enough to mend it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def read_manifest(archive: Archive, *, seller_nip: str) -> Manifest:
    """The manifest of a package for the utility with this NIP.

    Raises PackageRefused when there is none, ManifestWrong with every mistake in it otherwise.
    """
    raw = archive.read(NAME, _LONGEST)
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise ManifestWrong(
            [Problem(NAME, line, "", _("The manifest is not correct JSON in UTF-8."))]
        ) from error
    if not isinstance(data, dict):
        raise ManifestWrong([Problem(NAME, 0, "", _("The manifest should be a JSON object."))])
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise ManifestWrong(
            [
                Problem(
                    NAME,
                    0,
                    "format",
                    _("This should be a package of format %(format)s, version %(version)d.")
                    % {"format": FORMAT, "version": VERSION},
                )  # fmt: skip
            ]
        )
    reader = _Reader(data, archive)
    manifest = Manifest(
        utility_nip=reader.nip(seller_nip),
        as_of=reader.as_of(),
        mode=reader.choice("mode", Mode, Mode.DELTA),
        encoding=reader.choice("encoding", Encoding, Encoding.UTF_8),
        delimiter=reader.delimiter(),
        files=tuple(reader.files()),
    )
    if reader.problems:
        raise ManifestWrong(reader.problems)
    return manifest


class _Reader:
    def __init__(self, data: dict[str, Any], archive: Archive) -> None:
        self.data, self.archive = data, archive
        self.problems: list[Problem] = []

    def wrong(self, field: str, message: str) -> None:
        self.problems.append(Problem(NAME, 0, field, message))

    def nip(self, seller_nip: str) -> str:
        try:
            found = parse_nip(str(self.data.get("utility_nip", "")))
        except InvalidIdentifier as error:
            self.wrong("utility_nip", str(error))
            return ""
        if seller_nip and found != seller_nip:
            self.wrong(
                "utility_nip",
                _(
                    "The package is of the utility with NIP %(found)s, and this office belongs to %(expected)s."
                )
                % {"found": found, "expected": seller_nip},
            )
        return found

    def as_of(self) -> datetime:
        try:
            return datetime.fromisoformat(Moment().convert(self.data.get("as_of")))
        except Expected as error:
            self.wrong("as_of", _("There should be %(expected)s.") % {"expected": error})
            return datetime.min.replace(tzinfo=UTC)

    def choice(self, field: str, choices: type[_Choice], default: _Choice) -> _Choice:
        value = self.data.get(field, default)
        if value in list(choices):
            return choices(value)
        self.wrong(field, _("There should be one of: %(choices)s.") % {"choices": ", ".join(choices)})
        return default

    def delimiter(self) -> str:
        value = self.data.get("delimiter", ";")
        if value not in (";", ",", "\t"):
            self.wrong("delimiter", _("The delimiter of CSV files may be a semicolon, a comma or a tab."))
            return ";"
        return str(value)

    def files(self) -> Iterator[EntityFile]:
        listed = self.data.get("files")
        if not isinstance(listed, list) or not listed:
            self.wrong("files", _("There should be a list of the files with rows."))
            return
        seen: set[str] = set()
        found = []
        for place, item in enumerate(listed):
            file = self._file(f"files[{place}]", item if isinstance(item, dict) else {})
            if file is None:
                continue
            if file.entity.name in seen:
                self.wrong(f"files[{place}].entity", _("Each entity may have one file only."))
            seen.add(file.entity.name)
            found.append(file)
        order = list(entities())
        yield from sorted(found, key=lambda file: order.index(file.entity.name))

    def _file(self, where: str, item: dict[str, Any]) -> EntityFile | None:
        entity = entities().get(str(item.get("entity")))
        if entity is None:
            self.wrong(f"{where}.entity", _("There should be one of: %(choices)s.")
                       % {"choices": ", ".join(entities())})  # fmt: skip
            return None
        path, rows, sha256 = item.get("path"), item.get("rows"), item.get("sha256")
        if not isinstance(path, str) or PurePosixPath(path).suffix.lower() not in (".csv", ".ndjson"):
            self.wrong(f"{where}.path", _("There should be the name of a .ndjson or .csv file."))
            return None
        if path not in self.archive.names:
            self.wrong(f"{where}.path", _("The package has no file %(name)s.") % {"name": path[:200]})
        if type(rows) is not int or rows < 0:
            self.wrong(f"{where}.rows", _("There should be the number of rows in the file."))
            rows = 0
        if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            self.wrong(f"{where}.sha256", _("There should be a SHA-256 in 64 small hexadecimal digits."))
            sha256 = ""
        columns = item.get("columns", list(entity.field_names))
        if not isinstance(columns, list) or not set(map(str, columns)) <= set(entity.field_names):
            self.wrong(f"{where}.columns", _("There should be a list of these: %(choices)s.")
                       % {"choices": ", ".join(entity.field_names)})  # fmt: skip
            columns = list(entity.field_names)
        if lacking := [
            name for name in entity.field_names if name in entity.required and name not in columns
        ]:
            self.wrong(f"{where}.columns", _("These columns are required: %(columns)s.")
                       % {"columns": ", ".join(lacking)})  # fmt: skip
        return EntityFile(entity, path, rows, sha256, tuple(map(str, columns)))


def require_manifest(archive: Archive) -> None:
    """Say early and plainly that a ZIP or folder is something else than a package; raises PackageRefused."""
    if NAME not in archive.names:
        raise PackageRefused(_("There is no manifest.json, so this is not a billing package."))
