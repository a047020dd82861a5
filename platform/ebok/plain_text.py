"""Requests hold text: a NUL in an address or in a form is refused here, because PostgreSQL can keep no such text."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError

NUL = "\x00"


class PlainTextMiddleware:
    """No keyboard types a NUL, so nobody misses a kinder answer than 400. Stands where the utility and its language
    are known, so that the answer is its own page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or "%00" in request.META.get("QUERY_STRING", "") or _in_form(request):
            raise SuspiciousOperation("NUL in a request")
        return self.get_response(request)


def _in_form(request: HttpRequest) -> bool:
    """The API reads its bodies itself, as streams; Django has read the form of a page before any view anyway."""
    if request.method != "POST" or request.path.startswith("/api/"):
        return False
    try:
        return any(NUL in name or any(NUL in text for text in texts) for name, texts in request.POST.lists())
    except UnreadablePostError:  # whoever sent it has hung up
        return False
