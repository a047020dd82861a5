"""Entering a tenant, and asking which one we are in. `with tenant:` is the only way in.

The current tenant is a context variable beside the connection's context; both are set and reset together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from tenants.registry.names import PLATFORM_ROLE, PUBLIC_SCHEMA
from tenants.registry.postgres.base import Context, connection_to

PLATFORM = Context(schema=PUBLIC_SCHEMA, role=PLATFORM_ROLE)


class NoTenant(RuntimeError):
    """The code needs a tenant and none was entered."""


@dataclass(frozen=True)
class Place:
    """The tenant we are in, as plain values: safe to keep, log and put in keys."""

    uuid: UUID
    slug: str
    schema: str
    primary_host: str


_place: ContextVar[Place | None] = ContextVar("place", default=None)


@contextmanager
def entered(place: Place) -> Iterator[Place]:
    """Run the body inside one tenant: its search path, its database role, its uuid in every key and log line."""
    token = _place.set(place)
    try:
        with connection_to().entered(Context(schema=place.schema, role=place.schema)):
            yield place
    finally:
        _place.reset(token)


@contextmanager
def platform() -> Iterator[None]:
    """Run the body in the public schema as the platform's own role: registry and console only."""
    token = _place.set(None)
    try:
        with connection_to().entered(PLATFORM):
            yield
    finally:
        _place.reset(token)


def current() -> Place:
    """The tenant entered now; raises NoTenant outside of one."""
    place = _place.get()
    if place is None:
        raise NoTenant("No tenant was entered.")
    return place


def current_or_none() -> Place | None:
    """The tenant entered now, or None on the platform and outside."""
    return _place.get()


def key_prefix() -> str:
    """What every key in a side store starts with (wall 5): the tenant's uuid, or `platform`."""
    place = _place.get()
    return f"tenants/{place.uuid}" if place else "platform"
