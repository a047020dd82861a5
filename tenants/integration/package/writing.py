"""Writes a billing package into a folder: for the demo, for FA(3) folders turned into packages, and for tests."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

from tenants.integration.package.manifest import NAME, Mode
from tenants.integration.package.spec import FORMAT, VERSION, entities


class _RowsOut:
    def __init__(self, folder: Path, name: str) -> None:
        self.path = f"{name}.ndjson"
        self.stream: BinaryIO = (folder / self.path).open("wb")
        self.hash = hashlib.sha256()
        self.rows = 0

    def write(self, row: dict[str, Any]) -> None:
        line = orjson.dumps(row) + b"\n"
        self.hash.update(line)
        self.stream.write(line)
        self.rows += 1


class PackageWriter:
    """Use as a context manager: rows go straight to their files, the manifest is written on a clean exit."""

    def __init__(
        self,
        folder: Path,
        *,
        utility_nip: str,
        as_of: datetime,
        mode: Mode = Mode.DELTA,
        columns: dict[str, list[str]] | None = None,
    ) -> None:
        self.folder, self.utility_nip, self.as_of, self.mode = folder, utility_nip, as_of, mode
        self.columns = columns or {}
        self._out: dict[str, _RowsOut] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def add(self, entity: str, **row: Any) -> int:
        """Append one row and return its line; fields left out count as absent."""
        if entity not in self._out:
            self._out[entity] = _RowsOut(self.folder, entity)
        self._out[entity].write(row)
        return self._out[entity].rows

    @property
    def counts(self) -> dict[str, int]:
        """Rows written so far per entity."""
        return {name: out.rows for name, out in self._out.items()}

    def attach(self, *, invoice: str, kind: str, name: str, content: bytes) -> int:
        """Put a file of an invoice into the package together with its row."""
        path = self.folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        return self.add("invoice_files", invoice=invoice, kind=kind, path=f"files/{name}", sha256=sha256)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for out in self._out.values():
            out.stream.close()
        if kind is None:
            text = json.dumps(self._manifest(), ensure_ascii=False, indent=1)
            (self.folder / NAME).write_text(text + "\n", encoding="utf-8")

    def _manifest(self) -> dict[str, Any]:
        files = []
        for name in entities():
            if out := self._out.get(name):
                listed: dict[str, Any] = {
                    "entity": name, "path": out.path, "rows": out.rows, "sha256": out.hash.hexdigest()
                }  # fmt: skip
                if name in self.columns:
                    listed["columns"] = self.columns[name]
                files.append(listed)
        return {
            "format": FORMAT,
            "version": VERSION,
            "utility_nip": self.utility_nip,
            "as_of": self.as_of.isoformat(),
            "mode": str(self.mode),
            "files": files,
        }
