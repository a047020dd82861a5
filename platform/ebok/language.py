"""Which language a page speaks: the person's choice, then their browser's, among those the utility offers.

The choice lives in a cookie, because most pages are read signed out. A choice made signed out is carried to the account at
the next sign-in; from then on the account knows it, and the cookie says so („uk.account”), so that the next person at
the same computer gets the language of their own account and not their neighbour's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from ebok.errors import suspended
from ebok.request import Request
from tenants.identity.models import User
from tenants.identity.services import speak
from tenants.profile import selectors as profiles

COOKIE = "ebok_language"
OF_ACCOUNT = ".account"
YEAR = 365 * 24 * 3600


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
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Accept-Language",))
        if known := getattr(request, "language_of_account", ""):
            response.set_cookie(
                COOKIE,
                known + OF_ACCOUNT,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response

    def _language(self, request: Request) -> str:
        offered = _offered(request)
        wanted = [request.COOKIES.get(COOKIE, "").removesuffix(OF_ACCOUNT)]
        wanted += [
            code[:2] for code, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        ]
        return next((code for code in wanted if code in offered), offered[0])


def follow_the_person(*, request: Request, user: User, **_: Any) -> None:
    """At a sign-in: the account takes over a choice made signed out, and the pages take over the account's language."""
    offered, chosen = _offered(request), request.COOKIES.get(COOKIE, "")
    if chosen in offered and chosen != user.language:
        speak(user=user, language=chosen)
    if len(offered) > 1 and user.language in offered:
        request.language_of_account = user.language


def _offered(request: Request) -> tuple[str, ...]:
    in_force = getattr(request, "in_force", None)
    return in_force.profile.office.languages if in_force else ("pl",)
