"""From raw rows to checked rows: each cell through its kind, each file against its manifest. Still no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tenants.integration.package.archive import Archive, PackageRefused
from tenants.integration.package.kinds import Expected
from tenants.integration.package.manifest import EntityFile, Manifest
from tenants.integration.package.rows import BATCH, Batch, RowFile
from tenants.integration.package.spec import Field
from tenants.integration.problems import Problems


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows ready for COPY: text of every field of the entity, and the line each row stood in."""

    lines: Sequence[int]
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.lines)


class CheckedFile:
    """One file of rows on its way: iterate `batches`, then `carried` says which columns the file had."""

    def __init__(self, archive: Archive, file: EntityFile, manifest: Manifest, problems: Problems) -> None:
        self._archive, self.file, self._manifest, self._problems = archive, file, manifest, problems
        self.carried: tuple[str, ...] = file.columns

    def batches(self, size: int = BATCH) -> Iterator[Checked]:
        """Every batch whose cells could be understood; what could not is noted, and so is a wrong count or hash."""
        try:
            stream = self._archive.open(self.file.path)
        except PackageRefused as error:
            self._problems.add(self.file.path, 0, "", str(error))
            return
        with stream:
            rows = RowFile(stream, self.file, self._manifest, self._problems)
            before = self._problems.total
            for batch in rows.batches(size):
                self.carried = rows.columns
                if batch.lines:
                    yield self._checked(batch)
            if self._problems.total == before:
                self._compare(rows)

    def _compare(self, rows: RowFile) -> None:
        if rows.rows != self.file.rows:
            self._problems.add(
                self.file.path, 0, "",
                _("The manifest promises %(expected)d rows, and there are %(found)d: the file is not complete.")
                % {"expected": self.file.rows, "found": rows.rows},
            )  # fmt: skip
        elif rows.sha256 != self.file.sha256:
            self._problems.add(
                self.file.path, 0, "", _("The file differs from the one the manifest speaks of (SHA-256).")
            )  # fmt: skip

    def _checked(self, batch: Batch) -> Checked:
        entity = self.file.entity
        columns = {}
        for field in entity.fields:
            if field.name in batch.columns or field.required:
                values = batch.columns.get(field.name) or [None] * len(batch.lines)
                columns[field.name] = self._column(field, batch.lines, values)
            else:
                columns[field.name] = [field.kind.missing] * len(batch.lines)
        return Checked(batch.lines, columns)

    def _column(self, field: Field, lines: Sequence[int], values: Sequence[Any]) -> list[str]:
        try:
            texts = field.kind.column(values)
        except (Expected, TypeError, ValueError):
            texts = self._cell_by_cell(field, lines, values)
        if field.required and field.kind.missing in texts:
            for line, text in zip(lines, texts, strict=True):
                if text == field.kind.missing:
                    self._problems.add(self.file.path, line, field.name, _("This field must be filled in."))
        return texts

    def _cell_by_cell(self, field: Field, lines: Sequence[int], values: Sequence[Any]) -> list[str]:
        texts = []
        for line, value in zip(lines, values, strict=True):
            text = "?"  # only ever seen by the check for required fields: the batch is not loaded
            try:
                text = field.kind.missing if value is None or value == "" else field.kind.convert(value)
            except (Expected, TypeError, ValueError) as error:
                sentence = _("There should be %(expected)s, and there is “%(value)s”.")
                if not isinstance(error, Expected):
                    error = Expected(_("a simple value"))
                elif "." in str(error)[-1:]:
                    sentence = _("%(expected)s Found: “%(value)s”.")
                shown = "".join(
                    char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value)[:60]
                )
                self._problems.add(
                    self.file.path, line, field.name, sentence % {"expected": error, "value": shown}
                )  # fmt: skip
            texts.append(text)
        return texts
