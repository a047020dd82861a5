"""Which language a page speaks: the person's choice, then their browser's, among those the utility offers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from ebok.errors import suspended
from ebok.request import Request
from tenants.profile import selectors as profiles

COOKIE = "ebok_language"


class LanguageMiddleware:
    """Also the place where a request learns its utility's profile: `request.in_force` (None on the platform's host)."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.in_force = None
        if request.place is not None:
            try:
                request.in_force = profiles.in_force()
            except profiles.NoPublishedProfile:
                return suspended(request)
            if request.path in request.in_force.profile.domains.former_paths:
                return redirect("/")  # where the utility's former office used to live
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: Request) -> str:
        offered = request.in_force.profile.office.languages if request.in_force else ("pl",)
        wanted = [request.COOKIES.get(COOKIE, "")]
        wanted += [
            code[:2] for code, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        ]
        return next((code for code in wanted if code in offered), offered[0])
