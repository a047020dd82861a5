"""Errors: each says what happened, why and what to do next, in plain Polish; a page for people, a document for machines."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from api import problems


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits: opened long ago, in another tab, or posted by a stranger's page."""
    return render(request, "errors/stale_form.html", status=403)


def suspended(request: HttpRequest) -> HttpResponse:
    """The utility's office is closed: its domains work, nothing behind them does."""
    if problems.concerns(request):
        return problems.response(request, 503)
    return _standalone(request, "suspended", 503)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Nobody lives here: neutral, for machines too, because there is no door."""
    return _standalone(request, "unknown_host", 404)


def _standalone(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """A page that holds all it needs, its style too: the policy names that one style and allows nothing else."""
    page = render(request, f"errors/{name}.html", status=status)
    style = page.content.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = b64encode(sha256(style).digest()).decode()
    page.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if problems.concerns(request):
        return problems.response(request, status)
    return render(request, f"errors/{status}.html", status=status)
