"""Parameters of a request, read strictly: what is unknown, sent twice or malformed is refused, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.problems import Refusal, Wrong


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` turns the text into a value or raises Expected; `schema` says the same in JSON Schema."""

    name: str
    place: Literal["query", "header"]
    description: str
    schema: dict[str, Any]
    read: Callable[[str], Any]
    default: Any = None
    required: bool = False


class Expected(ValueError):
    """The text is not what it should be; the message says what was expected."""


def read_all(request: Request, declared: Iterable[Parameter]) -> dict[str, Any]:
    """The declared parameters by name, absent ones with their default. Raises Refusal 400 that names every mistake."""
    wrong: list[Wrong] = []
    values: dict[str, Any] = {}
    parameters = {parameter.name: parameter for parameter in declared}
    for name in request.query_params:
        known = parameters.get(name)
        if known is None or known.place != "query":
            wrong.append(Wrong("query", name[:100], _("There is no such parameter here.")))
    for parameter in parameters.values():
        try:
            values[parameter.name] = _one(request, parameter)
        except Expected as error:
            wrong.append(Wrong(parameter.place, parameter.name, str(error)))
    if wrong:
        raise Refusal(
            400, "wrong-parameter", _("Some parameters are wrong; see the list of errors."), wrong[:50]
        )
    return values


def _one(request: Request, parameter: Parameter) -> Any:
    if parameter.place == "header":
        text = request.headers.get(parameter.name)
    else:
        texts = request.query_params.getlist(parameter.name)
        if len(texts) > 1:
            raise Expected(_("Send this parameter once."))
        text = texts[0] if texts else None
    if text is None:
        if parameter.required:
            raise Expected(_("This is required."))
        return parameter.default
    return parameter.read(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise Expected(_("Write true or false."))
    return text == "true"


def _page_size(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", text, re.ASCII) or int(text) > LARGEST_PAGE:
        raise Expected(_("Write a whole number from 1 to %(most)d.") % {"most": LARGEST_PAGE})
    return int(text)


def _page_number(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text, re.ASCII):
        raise Expected(_("Write a whole number from 1 to %(most)d.") % {"most": 9999})
    return int(text)


def _cursor(text: str) -> str:
    if not re.fullmatch(_CURSOR, text, re.ASCII):
        raise Expected(_("Take the cursor from the address in “next”, as it stands."))
    return text


def _idempotency_key(text: str) -> str:
    if not re.fullmatch(_KEY, text, re.ASCII):
        raise Expected(_("Write 1 to 150 visible ASCII characters without spaces, for example a UUID."))
    return text


LARGEST_PAGE = 200
_CURSOR = r"[A-Za-z0-9_:-]{1,300}"
_KEY = r"[!-~]{1,150}"

DRY_RUN = Parameter(
    "dry_run",
    "query",
    "With `true` everything is checked and nothing is written; the report says what would change.",
    {"type": "boolean", "default": False},
    _boolean,
    default=False,
)
PAGE_SIZE = Parameter(
    "page_size",
    "query",
    "How many results a page has.",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 50},
    _page_size,
    default=50,
)
CURSOR = Parameter(
    "cursor",
    "query",
    "Where the page begins; taken from `next` of the page before.",
    {"type": "string", "pattern": f"^{_CURSOR}$"},
    _cursor,
)
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "Your own name for this package. Sending it again under the same name is safe and brings it once.",
    {"type": "string", "pattern": f"^{_KEY}$"},
    _idempotency_key,
    required=True,
)
NUMBER = Parameter(
    "page",
    "query",
    "Which page, from 1; taken from `next` of the page before.",
    {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1},
    _page_number,
    default=1,
)
PAGING = (CURSOR, PAGE_SIZE)
NUMBERED = (NUMBER, PAGE_SIZE)  # for short lists in an order of their own
