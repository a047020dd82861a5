"""Long lists in pages: a cursor remembers the last row seen, so that pages neither skip nor repeat rows while new
ones arrive, and the thousandth page costs what the first did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from api.problems import Refusal
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
