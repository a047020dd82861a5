"""Wall 7 as middleware and two pages on a utility's host: an operator looks, is announced, and cannot write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ebok.console import impersonating
from ebok.console.models import Impersonation
from ebok.request import Request
from tenants.identity import audit

SESSION_KEY = "impersonation"
OWN_PAGES = "/operator/"  # to end this look, or begin the next: the only things a guest may send


@dataclass(frozen=True)
class Banner:
    """What the banner on every page says."""

    reason: str
    until: datetime
    end_url: str


class ImpersonationMiddleware:
    """Puts the operator in the user's place, for reading only, and writes every page looked at into the audit log."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.impersonation = None
        place = request.place
        uuid = request.session.get(SESSION_KEY)
        if not uuid or place is None:
            return self.get_response(request)
        found = impersonating.current(uuid=uuid, place=place, at=timezone.now())
        if found is None:
            request.session.flush()
            return redirect("home")
        request.impersonation = found
        request.user = impersonating.guest(found)
        if request.path.startswith("/konto/"):
            raise Http404  # a guest has no account here: no password, no keys
        if request.method not in ("GET", "HEAD") and not request.path.startswith(OWN_PAGES):
            raise PermissionDenied
        if not request.path.startswith(
            OWN_PAGES
        ):  # … which have their own words in the log, and a secret in the path
            audit.record(
                "operator.look",
                by=found.operator_email,
                subject=request.path[:200],
                impersonation=str(found.uuid),
            )
        return self.get_response(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def enter(request: Request, token: str) -> HttpResponse:
    """Where the console's one-use link leads, on the utility's own host. Opening it shows a button: browsers and
    scanners open addresses by themselves, and would use the link up. Pressing the button enters.
    """
    assert request.place is not None  # this address exists on utilities' hosts only
    try:
        if request.method != "POST":
            look = impersonating.peek(token=token, place=request.place, at=timezone.now())
            return render(request, "console/enter.html", {"look": look})
        found = impersonating.enter(token=token, place=request.place, at=timezone.now())
    except impersonating.LinkDead as error:
        raise Http404 from error
    request.session.flush()  # whoever was signed in here before is not any more
    request.session[SESSION_KEY] = str(found.uuid)
    return redirect("office")


@require_POST
def leave(request: Request) -> HttpResponse:
    """End the look."""
    found = request.impersonation
    if found is None:
        raise Http404
    impersonating.end(impersonation=found, at=timezone.now())
    request.session.flush()
    return redirect("home")


def banner_of(request: Request) -> Banner | None:
    """The banner's words while an operator looks."""
    found: Impersonation | None = getattr(request, "impersonation", None)
    return Banner(found.reason, found.ends_at, reverse("operator_leave")) if found else None
