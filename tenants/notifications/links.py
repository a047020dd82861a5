"""Addresses in mails: always on the tenant's primary host (wall 1). The top floor says how; rooms say which page."""

from __future__ import annotations

from typing import Protocol


class Builder(Protocol):
    def __call__(self, route: str, **parts: str) -> str: ...


_builders: list[Builder] = []


def use_builder(builder: Builder) -> None:
    """Name the function that turns a route's name and parts into an absolute address."""
    _builders[:] = [builder]


def absolute(route: str, **parts: str) -> str:
    """The absolute address of a page of the current tenant."""
    return _builders[0](route, **parts)
