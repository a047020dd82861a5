"""Temporary tables that take the checked rows by COPY, one per entity, gone when the import ends.

They carry a random name: on a connection shared by tenants, a table left behind by a broken run of another tenant
could otherwise stand in the way and may not be dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex

from django.db import DatabaseError, connection, transaction

from tenants.integration.package.checking import Checked
from tenants.integration.package.spec import Entity, entities

# Columns that no file carries but that a check or a merge needs, with their SQL type.
MADE_TYPES = {
    "name_search": "text",
    "sort_key": "text",
    "address_search": "text",
    "address_key": "text",
    "content": "bytea",
    "public_id": "uuid",
    "xml_number": "text",
    "xml_gross": "bigint",
}
# The login's limit of 30 s is for pages; one COPY of a million rows may take longer.
_TIMEOUT = "SET LOCAL statement_timeout = '15min'"


class Stage:
    """The temporary tables of one import."""

    def __init__(self) -> None:
        self._suffix = token_hex(6)
        # Which columns came with each entity; an entity that is not here was not in the package.
        self.carried: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, int] = {}

    def table(self, entity: Entity | str) -> str:
        name = entity if isinstance(entity, str) else entity.name
        return f"stage_{name}_{self._suffix}"

    def create(self) -> None:
        # With 8 MB, the default, staged rows would go through files. The server takes this setting only from a session
        # that has had no temporary table yet; a later import of the same worker does with what there is.
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET temp_buffers = '64MB'")
        with connection.cursor() as cursor:
            for entity in entities().values():
                columns = [f"{field.name} {field.kind.sql}" for field in entity.fields]
                columns += [f"{name} {MADE_TYPES[name]}" for name in entity.made]
                cursor.execute(f"CREATE TEMP TABLE {self.table(entity)} (line int, {', '.join(columns)})")

    def drop(self) -> None:
        with connection.cursor() as cursor:
            for entity in entities().values():
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{self.table(entity)}")

    def copy(self, entity: Entity, batches: Iterable[Checked]) -> None:
        """Write the batches into the entity's table."""
        names = [*entity.field_names, *entity.made]
        count = 0
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TIMEOUT)
            with cursor.copy(f"COPY {self.table(entity)} (line, {', '.join(names)}) FROM STDIN") as copy:
                for batch in batches:
                    columns = [list(map(str, batch.lines)), *(batch.columns[name] for name in names)]
                    copy.write("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n")
                    count += len(batch)
            # Without figures the planner would join a hundred thousand rows by nested loops; rough ones will do.
            cursor.execute("SET LOCAL default_statistics_target = 10")
            cursor.execute(f"ANALYZE {self.table(entity)}")
        self.rows[entity.name] = count

    def carry(self, entity: Entity, columns: tuple[str, ...]) -> None:
        """Note which columns the entity's file had."""
        self.carried[entity.name] = columns


@contextmanager
def stage() -> Iterator[Stage]:
    """The temporary tables for the time of an import, dropped whatever happens."""
    tables = Stage()
    tables.create()
    try:
        yield tables
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            tables.drop()


@contextmanager
def long_transaction(*, work_mem: str = "64MB") -> Iterator[None]:
    """A transaction that may take minutes and join whole tables in memory."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TIMEOUT)
            cursor.execute(f"SET LOCAL work_mem = '{work_mem}'")
            # References are checked as each statement ends, not remembered row by row until the commit.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
