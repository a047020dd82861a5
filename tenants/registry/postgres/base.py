"""Django's PostgreSQL backend, plus a *context*: the search path and the role that every statement runs in.

Facts behind it (measured, see docs/decisions/0001): a search path alone is no wall, because any SQL may name
another schema; `SET ROLE` in the same round trip makes PostgreSQL itself refuse. The default context is a schema
that does not exist and a login without rights, so work that forgot its tenant fails instead of reading another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.utils import OperationalError
from psycopg.pq import ExecStatus, TransactionStatus

from tenants.registry.names import NO_TENANT, is_schema_name

TENANTS_PER_CONNECTION = (
    100  # a backend keeps about 0.4 MB of catalogue per tenant: recycle it (perf: 44 MB cap)
)


GUARD = b"SELECT current_schema(), current_user"
Place = tuple[
    str | None, str
]  # (schema, role) as the server sees it; the schema is None when it does not exist


class ContextBroken(RuntimeError):
    """The database says it is elsewhere than the program believes. The connection is closed; page the operator."""


@dataclass(frozen=True)
class Context:
    """Where statements run. `role` None means the login itself, which has no rights in the web process."""

    schema: str
    role: str | None

    def __post_init__(self) -> None:
        for name in filter(None, (self.schema, self.role)):
            if not is_schema_name(name):
                raise ImproperlyConfigured(f"Not a schema or role name of ours: {name!r}")

    @property
    def statement(self) -> bytes:
        # pg_temp is named last so that a temporary table can never shadow a tenant's own table; not at all for
        # the schema that does not exist, where it would become the place in which new tables are made.
        path = f'"{self.schema}"' if self.schema == NO_TENANT else f'"{self.schema}", pg_temp'
        role = f'"{self.role}"' if self.role else "NONE"
        return f"SET search_path TO {path}; SET ROLE {role}".encode()


NOWHERE = Context(schema=NO_TENANT, role=None)


class OneStatementCursor(postgresql.ServerBindingCursor):
    """Always the extended protocol: a second statement smuggled in after a semicolon is refused by the server."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)  # type: ignore[misc]  # psycopg's own hook, not in its stubs


class SchemaEditor(DatabaseSchemaEditor):
    """Without Django's extra `_like` index on every unique text column: we look those keys up whole."""

    def _create_like_index_sql(self, model: Any, field: Any) -> None:
        return None


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """One connection (one per thread). `entered()` is the only way to change its context."""

    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The owner's connection (migrations) names its schema itself and never switches role.
        self.context = NOWHERE
        self._applied: Context | None = None
        self._connecting = False
        self._schemas_touched: set[str] = set()
        # The open `with tenant:` blocks of this thread, innermost last (a connection belongs to one thread).
        self.ways_back: list[AbstractContextManager[Any]] = []

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            params["cursor_factory"] = OneStatementCursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._applied = None
        self._schemas_touched.clear()
        return super().get_new_connection(conn_params)

    def init_connection_state(self) -> None:
        # Django asks for the version and sets the time zone here: as the login, before any role is switched to.
        self._connecting = True
        try:
            super().init_connection_state()
        finally:
            self._connecting = False

    @contextmanager
    def entered(self, context: Context) -> Iterator[None]:
        """Run the body in `context`, then go back to the former one, whatever happens.

        Raises ContextBroken at the end when the database is not where the program believes.
        """
        former, self.context = self.context, context
        try:
            yield
        except BaseException:
            self._go_back(former, checked=False)
            raise
        self._go_back(former, checked=True)

    def verify(self) -> None:
        """The guard of wall 3: ask the server where it is. Silent when it was never asked or the transaction died."""
        if self._can_be_asked():
            self._compare(self._ask(GUARD), self.context)

    def _go_back(self, former: Context, *, checked: bool) -> None:
        """Guard and way back in one round trip; inside an open transaction the way back waits for the next cursor."""
        context, self.context = self.context, former
        if not self._can_be_asked() or self._applied == former:
            return
        checked = checked and self._applied == context  # nothing ran in it: nothing to check
        if self.in_atomic_block:
            if checked:
                self._compare(self._ask(GUARD), context)
        elif len(self._schemas_touched) > TENANTS_PER_CONNECTION:
            self.close()
        else:
            place = self._ask(GUARD + b"; " + former.statement)
            self._applied = former
            if checked:
                self._compare(place, context)

    def _can_be_asked(self) -> bool:
        if self.connection is None or self._applied is None:
            return False
        return self.connection.pgconn.transaction_status in (
            TransactionStatus.IDLE,
            TransactionStatus.INTRANS,
        )

    def _compare(self, place: Place, context: Context) -> None:
        expected = (
            None if context.schema == NO_TENANT else context.schema,
            context.role or self.settings_dict["USER"],
        )
        if place != expected:
            self.close()
            raise ContextBroken(f"The database was in {place}, the program believed in {expected}.")

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        if self._applied != self.context and not self._connecting:
            self._apply()
        return super()._cursor(name)  # type: ignore[misc]  # Django's hook, not in its stubs; so the two below

    def _apply(self) -> None:
        """Send search path, role and the guard's question in one round trip."""
        if self.connection.pgconn.transaction_status == TransactionStatus.INERROR:
            return  # only a ROLLBACK can follow, and it needs no context
        self._applied = None
        statement = self.context.statement + b"; " + GUARD
        try:
            place = self._ask(statement)
        except OperationalError:
            # The server went away while the connection slept: connect again, unless work would be lost.
            if self.in_atomic_block:
                raise
            self.close()
            self.connect()
            place = self._ask(statement)
        self._compare(place, self.context)
        self._applied = self.context
        self._schemas_touched.add(self.context.schema)

    def _ask(self, statements: bytes) -> Place:
        """Run several statements in one round trip and return the answer of the GUARD among them.

        Straight to libpq: no cursor, no parameters. Sent while no transaction is open, a SET here is outside the
        coming one, so that transaction's rollback does not undo the context.
        """
        connection = self.connection.pgconn
        try:
            connection.send_query(statements)
            results = list(iter(connection.get_result, None))
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error
        place: Place = (None, "")
        for result in results:
            if result.status == ExecStatus.TUPLES_OK:
                schema, user = result.get_value(0, 0), result.get_value(0, 1)
                place = (schema.decode() if schema else None, (user or b"").decode())
            elif result.status != ExecStatus.COMMAND_OK:
                raise OperationalError(result.get_error_message())
        return place

    # A SET inside a transaction is undone when that transaction or savepoint rolls back (E4), so whatever
    # was applied is forgotten and sent again before the next statement.

    def _rollback(self) -> Any:
        self._applied = None
        return super()._rollback()  # type: ignore[misc]  # see _cursor

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]  # see _cursor
        finally:
            self._applied = None

    def close(self) -> None:
        self._applied = None
        super().close()


def connection_to(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """This thread's connection as what it is, for those who need its context and not only a cursor."""
    connection = connections[alias]
    assert isinstance(connection, DatabaseWrapper)
    return connection
