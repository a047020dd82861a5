"""Staged rows into the mirror, entity by entity, by sets: what is new is inserted, what differs is updated.

Rows that are the same are not touched (IS DISTINCT FROM): importing again writes nothing, which is eleven times less
WAL than a blind update. Nothing is deleted but lines that an invoice no longer has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import Entity, Field, entities

SAMPLE = 20


@dataclass(slots=True)
class EntityReport:
    """What became of the rows of one entity; `changes` are the first few, with both values."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    absent: int = 0
    changed_fields: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    absent_keys: list[str] = field(default_factory=list)


class Merge:
    """The statements for one entity. `s` is the staged row, `t` the row here, `r_<field>` what a field refers to."""

    def __init__(self, stage: Stage, entity: Entity) -> None:
        self.stage, self.entity = stage, entity
        self.source = f"{stage.table(entity)} s"
        self.carried = stage.carried[entity.name]

    def run(self, *, report_absent: bool) -> EntityReport:
        """Compare, update, insert; says what it did."""
        report = EntityReport(rows=self.stage.rows[self.entity.name])
        matched = 0
        if self._has_rows():
            matched, report.changed = self._compare()
        if report.changed:
            report.changed_fields = self._changed_fields()
            report.changes = self._changes()
            self._update()
        if matched < report.rows:
            report.added = _execute(self._insert_sql(only_missing=matched > 0))
        report.unchanged = matched - report.changed
        if self.entity.name == "invoices" and (report.added or report.changed):
            self._link_corrections(also_unlink=matched > 0)
        if self.entity.name == "invoice_lines" and matched < self._count() - report.added:
            report.removed = _execute(self._removed_lines_sql())
        if report_absent and self.entity.reports_absent:
            report.absent, report.absent_keys = self._absent()
        return report

    # --- the parts of a statement --------------------------------------------------------------------------------

    @property
    def _compared(self) -> list[Field]:
        """Fields to compare and update: those the file carries, without the key."""
        return [
            one for one in self.entity.fields if one.name in self.carried and one.name not in self.entity.key
        ]

    @property
    def _derived(self) -> list[str]:
        """Derived columns go with the fields they are made of: a file without addresses leaves theirs alone."""
        return [name for name, made_of in self.entity.derived.items() if set(made_of) <= set(self.carried)]

    def _joined(self) -> str:
        """Staged rows beside the rows here with the same key."""
        parts = [self.source]
        conditions = []
        for name in self.entity.key:
            one = self.entity.field_named(name)
            if one.refers_to:
                parts.append(self._refer(one, "JOIN"))
            conditions.append(f"t.{one.column} = {self._value(one)}")
        parts.append(f"JOIN {self.entity.table} t ON {' AND '.join(conditions)}")
        for one in self._compared:
            if one.refers_to:
                target = entities()[one.refers_to]
                parts.append(f"LEFT JOIN {target.table} c_{one.name} ON c_{one.name}.id = t.{one.column}")
        return " ".join(parts)

    def _refer(self, one: Field, join: str) -> str:
        target = entities()[one.refers_to]
        return f"{join} {target.table} r_{one.name} ON r_{one.name}.{target.key[0]} = s.{one.name}"

    def _value(self, one: Field) -> str:
        return f"r_{one.name}.id" if one.refers_to else f"s.{one.name}"

    def _pairs(self) -> list[tuple[str, str, str]]:
        """Name, expression here, expression staged. References are compared by the key that people know."""
        pairs = []
        for one in self._compared:
            if one.refers_to:
                target = entities()[one.refers_to]
                pairs.append((one.name, f"coalesce(c_{one.name}.{target.key[0]}, '')", f"s.{one.name}"))
            else:
                pairs.append((one.name, f"t.{one.name}", f"s.{one.name}"))
        return pairs

    def _differs(self) -> str:
        pairs = self._pairs() + [(name, f"t.{name}", f"s.{name}") for name in self._derived]
        here = ", ".join(pair[1] for pair in pairs)
        staged = ", ".join(pair[2] for pair in pairs)
        return f"(({here}) IS DISTINCT FROM ({staged}))" if pairs else "false"

    # --- statements ----------------------------------------------------------------------------------------------

    def _has_rows(self) -> bool:
        return bool(_rows(f"SELECT EXISTS (SELECT 1 FROM {self.entity.table})")[0][0])

    def _count(self) -> int:
        return int(_rows(f"SELECT count(*) FROM {self.entity.table}")[0][0])

    def _compare(self) -> tuple[int, int]:
        matched, changed = _rows(
            f"SELECT count(*), count(*) FILTER (WHERE {self._differs()}) FROM {self._joined()}"
        )[0]
        return matched, changed

    def _changed_fields(self) -> dict[str, int]:
        pairs = self._pairs()
        if not pairs:
            return {}
        counts = ", ".join(
            f"count(*) FILTER (WHERE {here} IS DISTINCT FROM {new})" for _name, here, new in pairs
        )
        found = _rows(f"SELECT {counts} FROM {self._joined()}")[0]
        return {pair[0]: count for pair, count in zip(pairs, found, strict=True) if count}

    def _changes(self) -> list[dict[str, Any]]:
        key = " || ' ' || ".join(f"s.{name}::text" for name in self.entity.key)
        values = ", ".join(f"{here}::text, {new}::text" for _name, here, new in self._pairs())
        rows = _rows(
            f"SELECT {key}, {values} FROM {self._joined()} WHERE {self._differs()} ORDER BY s.line LIMIT {SAMPLE}"
        )
        names = [pair[0] for pair in self._pairs()]
        return [
            {"key": row[0], "field": name, "before": before, "after": after}
            for row in rows
            for name, before, after in zip(names, row[1::2], row[2::2], strict=True)
            if before != after
        ]

    def _update(self) -> None:
        sets = [f"{name} = s.{name}" for name in self._derived]
        joins = [self.source]
        conditions = []
        for one in self.entity.fields:
            in_key, compared = one.name in self.entity.key, one in self._compared
            if one.refers_to and (in_key or compared) and one.name != "corrects":
                joins.append(self._refer(one, "JOIN" if one.required else "LEFT JOIN"))
            if in_key:
                conditions.append(f"t.{one.column} = {self._value(one)}")
            elif compared and one.name != "corrects":
                sets.append(f"{one.column} = {self._value(one)}")
        here = ", ".join(f"t.{part.split(' = ')[0]}" for part in sets)
        staged = ", ".join(part.split(" = ")[1] for part in sets)
        _execute(
            f"UPDATE {self.entity.table} t SET {', '.join(sets)} FROM {' '.join(joins)}"
            f" WHERE {' AND '.join(conditions)} AND (({here}) IS DISTINCT FROM ({staged}))"
        )

    def _insert_sql(self, *, only_missing: bool) -> str:
        columns, values, joins = [], [], [self.source]
        for one in self.entity.fields:
            if one.name in _NOT_STORED.get(self.entity.name, ()):
                continue
            if one.refers_to:
                joins.append(self._refer(one, "JOIN" if one.required else "LEFT JOIN"))
            columns.append(one.column)
            values.append(self._value(one))
        columns += self.entity.made
        values += [f"s.{name}" for name in self.entity.made]
        missing = ""
        if only_missing:
            same = " AND ".join(
                f"t.{one.column} = {self._value(one)}"
                for one in map(self.entity.field_named, self.entity.key)
            )
            missing = f" WHERE NOT EXISTS (SELECT 1 FROM {self.entity.table} t WHERE {same})"
        return f"INSERT INTO {self.entity.table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {' '.join(joins)}{missing}"

    def _link_corrections(self, *, also_unlink: bool) -> None:
        """A correction and what it corrects may come in one package, so they are linked when both are here."""
        if "corrects" not in self.carried:
            return
        _execute(
            f"UPDATE {self.entity.table} t SET corrects_id = o.id FROM {self.source}"
            f" JOIN {self.entity.table} o ON o.number = s.corrects"
            f" WHERE s.corrects <> '' AND t.number = s.number AND t.corrects_id IS DISTINCT FROM o.id"
        )
        if also_unlink:
            _execute(
                f"UPDATE {self.entity.table} t SET corrects_id = NULL FROM {self.source}"
                f" WHERE s.corrects = '' AND t.number = s.number AND t.corrects_id IS NOT NULL"
            )

    def _removed_lines_sql(self) -> str:
        """Lines of an invoice come as a whole: what the package lists for it is all it has."""
        invoices = entities()["invoices"].table
        return (
            f"DELETE FROM {self.entity.table} t USING {invoices} i"
            f" WHERE i.id = t.invoice_id AND i.number IN (SELECT invoice FROM {self.source})"
            f" AND NOT EXISTS (SELECT 1 FROM {self.source} WHERE s.invoice = i.number AND s.position = t.position)"
        )

    def _absent(self) -> tuple[int, list[str]]:
        key = self.entity.key[0]
        sql = (
            f"FROM {self.entity.table} t"
            f" WHERE NOT EXISTS (SELECT 1 FROM {self.source} WHERE s.{key} = t.{key})"
        )
        count = _rows(f"SELECT count(*) {sql}")[0][0]
        return count, [
            row[0] for row in _rows(f"SELECT t.{key} {sql} ORDER BY t.{key} LIMIT {SAMPLE}")
        ] if count else []


# Staged for a check or a later step, but no column of the table.
_NOT_STORED = {"invoices": ("corrects",)}


def _execute(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
