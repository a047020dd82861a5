"""Reads one file of rows, NDJSON or CSV, in batches of columns, in bounded memory, whatever the file holds."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _

from tenants.integration.package.manifest import Encoding, EntityFile, Manifest
from tenants.integration.problems import Problems

BATCH = 5000
_BLOCK = 128 * 1024
LONGEST_LINE = 128 * 1024
_POLISH_IN_CP1250 = frozenset(b"\xa5\xaf\x8c\x8f\xa3\xc6\xca\xd1\xd3\xb9\xbf\x9c\x9f\xb3\xe6\xea\xf1\xf3")


class Unreadable(Exception):
    """The rest of the file makes no sense; the problem has been noted."""


@dataclass(slots=True)
class Batch:
    """Rows turned into columns of raw values, with the physical line of each row."""

    lines: Sequence[int]
    columns: dict[str, list[Any]]


class RowFile:
    """One file of rows being read. After the last batch `rows` and `sha256` say what was really there."""

    def __init__(self, stream: IO[bytes], file: EntityFile, manifest: Manifest, problems: Problems) -> None:
        self._stream, self._file, self._manifest, self._problems = stream, file, manifest, problems
        self._hash = hashlib.sha256()
        self.rows = 0
        # Columns that the file carries: the header of a CSV, the manifest's word for NDJSON.
        self.columns: tuple[str, ...] = file.columns

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """All batches. Rows that cannot be read are noted and left out; an unreadable rest ends the file."""
        try:
            yield from self._csv(size) if self._file.is_csv else self._ndjson(size)
        except Unreadable:
            return

    def _note(self, line: int, message: str, field: str = "") -> None:
        self._problems.add(self._file.path, line, field, message)

    def _give_up(self, line: int, message: str) -> Unreadable:
        self._note(line, message)
        return Unreadable()

    def _raw_lines(self) -> Iterator[tuple[int, list[bytes]]]:
        """Blocks of whole lines with the number of the first one."""
        number, tail = 1, b""
        while block := self._stream.read(_BLOCK):
            self._hash.update(block)
            if number == 1 and not tail:
                block = block.removeprefix(codecs.BOM_UTF8)
            lines = (tail + block).split(b"\n")
            tail = lines.pop()
            if len(tail) > LONGEST_LINE:
                raise self._give_up(
                    number + len(lines), _("This line is longer than 128 kB: the file is damaged.")
                )
            if lines:
                yield number, lines
                number += len(lines)
        if tail:
            yield number, [tail]

    # --- NDJSON --------------------------------------------------------------------------------------------------

    def _ndjson(self, size: int) -> Iterator[Batch]:
        for first, lines in self._raw_lines():
            for start in range(0, len(lines), size):
                yield self._objects(first + start, lines[start : start + size])

    def _objects(self, first: int, lines: list[bytes]) -> Batch:
        try:
            # One call for the block; a line that is no whole object makes their number differ.
            rows = orjson.loads(b"[%b]" % b",".join(lines))
            columns = self._columns_of_like_rows(rows) if len(rows) == len(lines) else None
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            columns = None
        if columns is None:
            return self._objects_with_care(first, lines)
        self.rows += len(rows)
        return Batch(range(first, first + len(lines)), columns)

    def _columns_of_like_rows(self, rows: list[dict[str, Any]]) -> dict[str, list[Any]] | None:
        """The columns of rows that all have the same fields, as a machine writes them; None where they differ.

        Rows of one length of which each has the first one's fields have no others: two calls into C tell.
        """
        names = list(rows[0])
        alike = set(map(type, rows)) == {dict} and set(map(len, rows)) == {len(names)}
        if not alike or not set(names) <= set(self._file.columns) or len(names) < 2:
            return None
        return dict(zip(names, map(list, zip(*map(itemgetter(*names), rows), strict=True)), strict=True))

    def _objects_with_care(self, first: int, lines: list[bytes]) -> Batch:
        good: list[tuple[int, dict[str, Any]]] = []
        for number, line in enumerate(lines, start=first):
            if not line.strip():
                continue
            self.rows += 1
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                self._note(number, self._why_no_json(line))
                continue
            if not isinstance(row, dict):
                self._note(number, _("There should be one JSON object in the line."))
                continue
            if unknown := [name for name in row if name not in self._file.columns]:
                self._unknown(number, unknown[0])
            good.append((number, row))
        columns = {name: [row.get(name) for _line, row in good] for name in self._file.columns}
        return Batch([number for number, _row in good], columns)

    def _why_no_json(self, line: bytes) -> str:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return _("The line is not in UTF-8. NDJSON must be in UTF-8, whatever the manifest says of CSV.")
        return _("The line is not correct JSON.")

    def _unknown(self, line: int, name: str) -> None:
        self._note(
            line,
            _("No such field here. There may be: %(choices)s.") % {"choices": ", ".join(self._file.columns)},
            name[:60],
        )

    # --- CSV -----------------------------------------------------------------------------------------------------

    def _csv(self, size: int) -> Iterator[Batch]:
        reader = csv.reader(self._text_lines(), delimiter=self._manifest.delimiter, strict=True)
        header = self._next(reader)
        if header is None:
            raise self._give_up(1, _("The file is empty: a CSV begins with a line of column names."))
        self.columns = self._header(header)
        numbers: list[int] = []
        rows: list[list[str]] = []
        while (row := self._next(reader)) is not None:
            if not row:
                continue
            self.rows += 1
            if len(row) != len(header):
                self._note(
                    reader.line_num,
                    _("There should be %(expected)d columns as in the first line, and there are %(found)d.")
                    % {"expected": len(header), "found": len(row)},
                )
                continue
            numbers.append(reader.line_num)
            rows.append(row)
            if len(rows) == size:
                yield self._table(numbers, rows)
                numbers, rows = [], []
        if rows:
            yield self._table(numbers, rows)

    def _table(self, numbers: list[int], rows: list[list[str]]) -> Batch:
        return Batch(numbers, dict(zip(self.columns, map(list, zip(*rows, strict=True)), strict=True)))

    def _next(self, reader: Any) -> list[str] | None:
        try:
            row: list[str] | None = next(reader, None)
        except csv.Error as error:
            line = reader.line_num
            if "field larger" in str(error):
                raise self._give_up(
                    line, _("A field is longer than 128 kB: a quotation mark is not closed.")
                ) from error
            raise self._give_up(
                line, _("The line is not correct CSV: check quotation marks and separators.")
            ) from error
        return row

    def _header(self, header: list[str]) -> tuple[str, ...]:
        names = tuple(name.strip().lower() for name in header)
        known = self._file.entity.field_names
        unknown = [name for name in names if name not in known]
        if unknown or len(set(names)) != len(names):
            raise self._give_up(
                1,
                _(
                    "The first line should name columns, each once, separated by “%(delimiter)s”, out of: %(choices)s."
                )
                % {"delimiter": self._manifest.delimiter, "choices": ", ".join(known)},
            )
        if lacking := [name for name in known if name in self._file.entity.required and name not in names]:
            raise self._give_up(
                1, _("These columns are required: %(columns)s.") % {"columns": ", ".join(lacking)}
            )
        return names

    def _text_lines(self) -> Iterator[str]:
        encoding = self._manifest.encoding
        for first, lines in self._raw_lines():
            for number, line in enumerate(lines, start=first):
                try:
                    yield line.decode(encoding) + "\n"
                except UnicodeDecodeError as error:
                    raise self._give_up(number, self._why_not(encoding, line)) from error

    def _why_not(self, encoding: Encoding, line: bytes) -> str:
        if encoding is Encoding.UTF_8 and _POLISH_IN_CP1250 & set(line):
            return _(
                "The file is not in UTF-8; it looks like Windows-1250. Save it as UTF-8,"
                ' or write "encoding": "cp1250" in the manifest.'
            )
        return _("The file is not in the encoding that the manifest names: %(encoding)s.") % {
            "encoding": encoding
        }
