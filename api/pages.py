"""Long lists in pages: a cursor remembers the last row seen, so that pages neither skip nor repeat rows while new
ones arrive, and the thousandth page costs what the first did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from api.problems import Refusal
from api.resource import Resource
from tenants.notifications.links import absolute
from tenants.registry import context

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and the cursor of the next (empty on the last)."""

    rows: list[Row]
    cursor: str


def page_of(rows: QuerySet[Row], *, by: str, cursor: str | None, size: int) -> Page[Row]:
    """One page of rows, newest first by the field `by`, then by id. Raises Refusal 404 for a cursor not made here."""
    if cursor:
        value, key = _opened(cursor, by)
        rows = rows.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": key}))
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    return Page(found[:size], _signer(by).sign_object([getattr(last, by).isoformat(), str(last.pk)]))


def next_address(page: Page[Any], *, route: str, parts: dict[str, str], size: int) -> str | None:
    """The address of the next page on the utility's primary host, None on the last page."""
    if not page.cursor:
        return None
    return f"{absolute(route, **parts)}?{urlencode({'cursor': page.cursor, 'page_size': size})}"


def answer(
    view: Resource,
    rows: QuerySet[Row],
    *,
    by: str,
    route: str,
    parts: dict[str, str],
    show: Callable[[Row], Any],
) -> Response:
    """One page of `rows` as every list here answers: `results`, each as `show` makes it, and `next`."""
    size = view.values["page_size"]
    page = page_of(rows, by=by, cursor=view.values["cursor"], size=size)
    following = next_address(page, route=route, parts=parts, size=size)
    return Response({"results": [show(row) for row in page.rows], "next": following})


def numbered(
    view: Resource, rows: Any, *, route: str, show: Callable[[Any], Any], parts: dict[str, str] | None = None
) -> Response:
    """The same for rows that come in an order of their own (by name, of two tables): pages have numbers, no cursor."""
    size, number = view.values["page_size"], view.values["page"]
    first = (number - 1) * size
    found = list(rows[first : first + size + 1])
    following = None
    if len(found) > size:
        following = f"{absolute(route, **(parts or {}))}?{urlencode({'page': number + 1, 'page_size': size})}"
    return Response({"results": [show(row) for row in found[:size]], "next": following})


def page_schema(
    name: str, one: type[serializers.Serializer[Any]], what: str
) -> type[serializers.Serializer[Any]]:
    """The description of such an answer; `what` says what is listed, for its summary."""
    fields = {
        "__doc__": what,
        "results": one(many=True),
        "next": serializers.URLField(
            allow_null=True, help_text="Address of the next page, null on the last."
        ),
    }
    return type(name, (serializers.Serializer,), fields)


def _opened(cursor: str, by: str) -> list[str]:
    try:
        opened: list[str] = _signer(by).unsign_object(cursor)
        return opened
    except (signing.BadSignature, ValueError) as error:
        detail = _("There is no such page. Begin again without a cursor.")
        raise Refusal(404, "unknown-page", detail) from error


def _signer(by: str) -> signing.Signer:
    # Signed, so that nobody can put a value of their own into the query, and per utility like every token.
    return signing.Signer(salt=f"api page:{context.current().uuid}:{by}")
