"""Error pages: each says what happened, why and what to do next, in plain Polish."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits: opened long ago, in another tab, or posted by a stranger's page."""
    return render(request, "errors/stale_form.html", status=403)
