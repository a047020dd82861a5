"""One shape for whatever goes wrong: a problem document (RFC 9457), in the language of the utility or of the request.

Programs read `type` and `status`, people read `title` and `detail`; `errors` names each parameter that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, UnsupportedMediaType
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:ebok:problem:"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong parameter: where it stands (`query`, `header`, `body`), its name, and what was expected."""

    place: str
    name: str
    detail: str


class Refusal(APIException):
    """The door's own refusals: a status, a code for programs, a sentence for people."""

    def __init__(self, status: int, code: str, detail: str, errors: Iterable[Wrong] = ()) -> None:
        super().__init__(detail)
        self.status_code, self.code, self.errors = status, code, list(errors)


@dataclass(frozen=True, slots=True)
class _Usual:
    code: str
    title: Any
    detail: Any


USUAL: dict[int, _Usual] = {
    400: _Usual(
        "bad-request",
        gettext_lazy("The request is not understood"),
        gettext_lazy("Check the address, the parameters and the body against the documentation."),
    ),
    401: _Usual(
        "not-authenticated",
        gettext_lazy("The key is missing or does not work"),
        gettext_lazy("Send a key of this utility in the header: Authorization: Bearer ebok_…"),
    ),
    403: _Usual(
        "not-allowed",
        gettext_lazy("This is not allowed"),
        gettext_lazy("You are known to us, but this is not open to you."),
    ),
    404: _Usual(
        "not-found",
        gettext_lazy("There is nothing here"),
        gettext_lazy("Check the address: nothing was found."),
    ),
    405: _Usual(
        "method-not-allowed",
        gettext_lazy("This address does not take this method"),
        gettext_lazy("The header Allow says which methods it takes."),
    ),
    406: _Usual(
        "not-acceptable",
        gettext_lazy("We answer in JSON only"),
        gettext_lazy("Send the header Accept: application/json, or none."),
    ),
    409: _Usual(
        "conflict",
        gettext_lazy("This contradicts an earlier request"),
        gettext_lazy("Read the earlier answer first."),
    ),
    413: _Usual(
        "too-large",
        gettext_lazy("This is too large"),
        gettext_lazy("Send less at once, in several requests."),
    ),
    415: _Usual(
        "unsupported-media-type",
        gettext_lazy("We do not read this kind of content"),
        gettext_lazy("The documentation says which Content-Type this address takes."),
    ),
    429: _Usual(
        "too-many-requests",
        gettext_lazy("Too many requests"),
        gettext_lazy("Wait as many seconds as the header Retry-After says."),
    ),
    500: _Usual(
        "broken",
        gettext_lazy("The fault is ours"),
        gettext_lazy("Nothing was saved. Try again in a few minutes, with the same Idempotency-Key."),
    ),
    503: _Usual(
        "closed",
        gettext_lazy("The office is closed for now"),
        gettext_lazy("Try again later, with the same request."),
    ),
}


def document(
    status: int, *, instance: str, code: str = "", detail: str = "", errors: Iterable[Wrong] = ()
) -> dict[str, Any]:
    """The problem document; what is not given is the usual of its status."""
    usual = USUAL.get(status, USUAL[400 if status < 500 else 500])
    found: dict[str, Any] = {
        "type": _TYPE + (code or usual.code),
        "title": str(usual.title),
        "status": status,
        "detail": detail or str(usual.detail),
        "instance": instance,
    }
    if wrong := [asdict(one) for one in errors]:
        found["errors"] = wrong
    return found


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF calls when a view raises. None lets Django answer: suspicious requests, and faults of our own."""
    if isinstance(exc, Http404):
        exc = Refusal(404, "not-found", "")
    elif isinstance(exc, PermissionDenied):
        exc = Refusal(403, "not-allowed", "")
    if not isinstance(exc, APIException):
        return None
    instance = context["request"].path
    if isinstance(exc, Refusal):
        data = document(
            exc.status_code, instance=instance, code=exc.code, detail=str(exc.detail), errors=exc.errors
        )
    else:
        data = document(exc.status_code, instance=instance, detail=_detail(exc, context))
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    return Response(data, status=exc.status_code, headers=headers, content_type=MEDIA_TYPE)


def _detail(exc: APIException, context: dict[str, Any]) -> str:
    if isinstance(exc, UnsupportedMediaType):
        taken = ", ".join(parser.media_type for parser in context["view"].parser_classes)
        return _("This address takes only: %(types)s.") % {"types": taken or _("requests without a body")}
    return ""


def concerns(request: HttpRequest) -> bool:
    """Whether the request came by this door, so that its errors are documents and not pages."""
    return request.path.startswith("/api/")


def response(request: HttpRequest, status: int) -> HttpResponse:
    """The usual problem of a status, for errors that no view of ours has raised."""
    return JsonResponse(
        document(status, instance=request.path),
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
