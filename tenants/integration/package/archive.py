"""A package as a folder or a ZIP, opened without trusting it.

A ZIP is judged by its directory before a byte is unpacked, and never unpacked to disk: names that climb out, links,
archives in archives, overlapping members, and sizes or ratios of a bomb are refused with a sentence.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar")
_MAGIC = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


class PackageRefused(ValueError):
    """The package cannot even be opened as one; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may weigh. The ratio is unpacked to packed; text of this kind packs about 20 to 1."""

    members: int = 5000
    total_bytes: int = 1024 * 1024 * 1024
    ratio: int = 100


class Archive:
    """Gives streams of files by their path inside the package, wherever the package lies."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def open(self, name: str) -> IO[bytes]:
        """A stream of one file; raises PackageRefused when the package has no such file."""
        raise NotImplementedError

    def read(self, name: str, longest: int) -> bytes:
        """A whole small file; raises PackageRefused when it is missing or longer than `longest` bytes."""
        with self.open(name) as stream:
            content = stream.read(longest + 1)
        if len(content) > longest:
            raise PackageRefused(
                _("The file %(name)s is larger than %(limit)d MB.")
                % {"name": name, "limit": longest // 2**20}
            )
        return content

    def _require(self, name: str) -> None:
        if name not in self.names:
            raise PackageRefused(_("The package has no file %(name)s.") % {"name": name[:200]})


class FolderArchive(Archive):
    """A package lying in a folder of this machine. Links are not followed: they may lead anywhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        inside = (path.relative_to(folder) for path in files)
        super().__init__(frozenset(path.as_posix() for path in inside if not self._linked(path)))

    def _linked(self, path: Path) -> bool:
        return any((self._folder / parent).is_symlink() for parent in path.parents)

    def open(self, name: str) -> IO[bytes]:
        self._require(name)
        return (self._folder / name).open("rb")


class ZipArchive(Archive):
    """A package in one ZIP file, read member by member."""

    def __init__(self, zipped: zipfile.ZipFile, limits: Limits) -> None:
        self._zip = zipped
        members = [member for member in zipped.infolist() if not member.is_dir()]
        _judge(members, limits)
        super().__init__(frozenset(member.filename for member in members))

    def open(self, name: str) -> IO[bytes]:
        self._require(name)
        stream = self._zip.open(name)
        head = stream.read(8)
        stream.close()
        if head.startswith(_MAGIC):
            raise PackageRefused(_("%(name)s is an archive inside the archive. Put its files in directly.")
                                 % {"name": name[:200]})  # fmt: skip
        return self._zip.open(name)


@contextmanager
def opened(package: Path | IO[bytes], limits: Limits | None = None) -> Iterator[Archive]:
    """The package at a path (folder or ZIP) or in an open ZIP stream; raises PackageRefused."""
    if isinstance(package, Path) and package.is_dir():
        yield FolderArchive(package)
        return
    if isinstance(package, Path) and not package.is_file():
        raise PackageRefused(_("There is no folder or ZIP file at %(path)s.") % {"path": package})
    try:
        zipped = zipfile.ZipFile(package)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise PackageRefused(_("This is not a ZIP file, or it is damaged.")) from error
    with zipped:
        try:
            yield ZipArchive(zipped, limits or Limits())
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise PackageRefused(_("The ZIP file is damaged: it cannot be unpacked to its end.")) from error


def _judge(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise PackageRefused(
            _("The ZIP has %(count)d files, and at most %(limit)d are allowed.")
            % {"count": len(members), "limit": limits.members}
        )
    for member in members:
        _judge_name(member)
    if len({member.filename for member in members}) != len(members):
        raise PackageRefused(_("The ZIP names the same file twice."))
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > limits.total_bytes or total > limits.ratio * max(packed, 10_000):
        raise PackageRefused(_("Unpacked, the ZIP would be suspiciously large, so it was not opened."))
    in_place = sorted(members, key=lambda member: member.header_offset)
    for one, following in zip(in_place, in_place[1:], strict=False):
        if one.header_offset + one.compress_size > following.header_offset:
            raise PackageRefused(_("The files in the ZIP overlap each other, so it was not opened."))


def _judge_name(member: zipfile.ZipInfo) -> None:
    name = member.filename
    # orig_filename still shows what zipfile has cut off at a NUL byte.
    path = PurePosixPath(name)
    climbs = (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or "\x00" in member.orig_filename
    )
    if climbs or not name.isprintable():
        raise PackageRefused(
            _("The ZIP has a file with a dangerous name: %(name)s.") % {"name": ascii(name)[:200]}
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise PackageRefused(_("The ZIP has a link instead of a file: %(name)s.") % {"name": name[:200]})
    if member.flag_bits & 0x1:
        raise PackageRefused(_("The ZIP is protected by a password. Send it without one."))
    if name.lower().endswith(_ARCHIVES):
        raise PackageRefused(
            _("%(name)s is an archive inside the archive. Put its files in directly.") % {"name": name[:200]}
        )
