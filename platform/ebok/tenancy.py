"""The walls as middleware: host to tenant, the tenant's context around the request, session and second factor.

Order matters (see settings.MIDDLEWARE): nothing that reads rows or renders a utility's page runs before the tenant
is known, and nothing runs in it after the response left.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY as AUTH_SESSION_KEY
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ebok.errors import suspended, unknown_host
from ebok.request import Request
from tenants.identity import audit
from tenants.identity.models import User
from tenants.registry import context, hosts
from tenants.registry.models import TenantState

GetResponse = Callable[[Request], HttpResponse]
SESSION_TENANT = "tenant"


class TenancyMiddleware:
    """Wall 1 and wall 3. An unknown host gets a neutral page that names no utility and no platform."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.place = None
        request.in_force = None
        try:
            host = hosts.normalise(request.META.get("HTTP_HOST", ""))
        except hosts.BadHost:
            return unknown_host(request)
        if host == settings.PLATFORM_HOST:
            request.urlconf = "ebok.urls_platform"
            with context.platform():
                return self.get_response(request)
        resident = hosts.resident_of(host)
        if resident is None:
            return unknown_host(request)
        request.place = resident.place
        if resident.state == TenantState.SUSPENDED:
            return suspended(request)
        with context.entered(resident.place):
            return self.get_response(request)


class SessionTieMiddleware:
    """Wall 2: a session says which tenant it was made in, and is thrown away anywhere else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        here = context.key_prefix()
        if request.session.session_key and not request.session.is_empty():
            # A session that says nothing of its tenant was not made by signing in here: as good as foreign.
            tied_to = request.session.get(SESSION_TENANT, "" if AUTH_SESSION_KEY in request.session else here)
            if tied_to != here:
                audit.record("session.foreign", by="system", address=request.META.get("REMOTE_ADDR"))
                logout(request)
        response = self.get_response(request)
        if (
            request.session.modified
            and not request.session.is_empty()
            and SESSION_TENANT not in request.session
        ):
            request.session[SESSION_TENANT] = here
        return response


def tie_session(sender: object, request: HttpRequest, **_: object) -> None:
    """Signing in writes the tenant into the session (connected in ebok.wiring)."""
    request.session[SESSION_TENANT] = context.key_prefix()


class SecondFactorMiddleware:
    """Staff, operators and, where the utility's profile says so, customers see nothing but the set-up of their second
    factor until they have one. Asked anew on each page: whoever removes it, in whatever session, is outside again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and _must_have_second_factor(user, request)
            and not _allowed_without(request)
        ):
            if not _has_second_factor(user):
                return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _must_have_second_factor(user: User, request: Request) -> bool:
    security = request.in_force.profile.security if request.in_force else None
    return user.must_have_second_factor or (security is not None and security.customer_mfa == "required")


def _allowed_without(request: Request) -> bool:
    # An operator who looks in has shown a second factor to the console already.
    return bool(request.impersonation) or request.path.startswith(("/konto/", "/static/", "/theme.css"))


def _has_second_factor(user: User) -> bool:
    wanted = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=wanted).exists())
