"""The one sanctioned per-process memory of tenant data (wall 5): keyed by the tenant's uuid and a version.

Everything else that wants to remember between requests uses Django's cache, whose key function adds the uuid.
The value must be immutable, and the version must change with every change of what it was made from.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from tenants.registry import context

Value = TypeVar("Value")


class ProcessCache(Generic[Value]):
    """At most `limit` values, the least recently used leaving first; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[tuple[UUID, Hashable], Value] = OrderedDict()
        self._lock = Lock()

    def get(self, version: Hashable, make: Callable[[], Value]) -> Value:
        """The value of the current tenant for `version`, made once; raises NoTenant outside a tenant."""
        key = (context.current().uuid, version)
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._limit:
                self._values.popitem(last=False)
        return value
