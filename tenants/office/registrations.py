"""Placeholder replaced by the office's builder."""

from django.http import HttpRequest, HttpResponse


def queue(request: HttpRequest) -> HttpResponse:
    return HttpResponse("office")


def by_code(request: HttpRequest, reference: str) -> HttpResponse:
    return HttpResponse(reference)
