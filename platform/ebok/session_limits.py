"""How long a session lasts: so many minutes without a click, and so many hours in any case, as the profile says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ebok.request import Request
from tenants.identity import devices
from tenants.identity.models import User
from tenants.profile.schema.security import Security

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# A click sooner is not worth a write: so idleness may count a minute too long.
NOTED_EVERY = timedelta(minutes=1)
FOR_OPERATORS = Security()  # the platform's own host has no profile


def begin(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    """Signing in starts both clocks and notes the device (connected in ebok.wiring)."""
    now = timezone.now()
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.timestamp()
    if request.session.session_key:
        devices.begin(
            user=user,
            session_key=request.session.session_key,
            address=request.META.get("REMOTE_ADDR") or None,
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            at=now,
        )


class SessionLimitsMiddleware:
    """Signs out whoever was away too long or has been in too long, and says so on the page they get instead."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        # A look of an operator has limits of its own (ebok.impersonation).
        if request.user.is_authenticated and not request.impersonation:
            security = request.in_force.profile.security if request.in_force else FOR_OPERATORS
            now = timezone.now()
            # A session that does not say when it began was not begun by signing in: its time is over.
            seen, signed_in = _noted(request, SEEN_AT), _noted(request, SIGNED_IN_AT)
            if now - signed_in > timedelta(hours=security.session_hours):
                _sign_out(request, _("For your safety we signed you out. Sign in again to go on."))
            elif now - seen > timedelta(minutes=security.session_idle_minutes):
                _sign_out(
                    request,
                    _("You were away for a while, so for your safety we signed you out. Sign in again."),
                )
            elif now - seen > NOTED_EVERY:
                request.session[SEEN_AT] = now.timestamp()
                devices.seen(session_key=request.session.session_key or "", at=now)
        return self.get_response(request)


def _noted(request: Request, key: str) -> datetime:
    return datetime.fromtimestamp(request.session.get(key, 0), tz=timezone.get_current_timezone())


def _sign_out(request: Request, why: str) -> None:
    logout(request)
    messages.info(request, why)
