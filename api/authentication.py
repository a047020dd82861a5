"""Who is at the machines' door: a machine by its key, or a customer by the session of the portal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.problems import Refusal
from tenants.identity.models import User
from tenants.integration.keys import InvalidApiKey, authenticate_key
from tenants.integration.models import ApiKey
from tenants.notifications import links
from tenants.registration.selectors import CHOSEN_ACCESS, TERMS_CHECKED, standing_of, terms_to_renew

if TYPE_CHECKING:  # DRF's views import this module while they are being imported
    from rest_framework.views import APIView


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ebok_…`. Keys live in the utility's schema, so elsewhere they are unknown."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed
        try:
            return None, authenticate_key(token=token.strip(), at=timezone.now())
        except InvalidApiKey as error:
            raise AuthenticationFailed from error

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="eBOK"'


def key_of(request: Request) -> ApiKey:
    """The key that let this request in, in a view that HasScope guards."""
    return cast("ApiKey", request.auth)


class PortalSession(BaseAuthentication):
    """A person signed in to the portal. Only views that read use it, so there is no form whose secret to check."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = request._request.user  # noqa: SLF001 -- DRF's documented way to the request below
        return (user, None) if user.is_authenticated else None

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="eBOK"'


class HasScope(BasePermission):
    """The key holds the scope that the view names for the method. A method it does not name goes on to its 405."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        method = "GET" if request.method == "HEAD" else request.method
        scope = getattr(view, "scopes", {}).get(method)
        if scope and scope not in request.auth.scopes:
            detail = _("This key has no scope %(scope)s. Staff give scopes when they issue a key.")
            raise Refusal(403, "scope-missing", detail % {"scope": scope})
        return True


class IsCustomer(BasePermission):
    """A signed-in customer. To staff (and to operators who look in as staff) these addresses do not exist."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user: Any = request.user
        if user is None:
            return False
        if not user.is_customer:
            raise Refusal(404, "not-found", "")
        return True


class HasAcceptedTerms(BasePermission):
    """Nobody reads on past regulations that changed materially: as the pages do, until they are accepted there."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        asked: Any = request._request  # noqa: SLF001 -- DRF's documented way to the request below
        today, profile = localdate(), asked.in_force.profile
        checked = f"{asked.in_force.number} {today}"
        if asked.session.get(TERMS_CHECKED) == checked:
            return True
        standing = standing_of(
            asked.user, profile=profile, at=timezone.now(), chosen=asked.session.get(CHOSEN_ACCESS)
        )
        if terms_to_renew(asked.user, standing, profile=profile, today=today):
            detail = _("The regulations have changed. Read and accept them in the portal first: %(address)s")
            raise Refusal(403, "terms-to-accept", detail % {"address": links.absolute("terms")})
        asked.session[TERMS_CHECKED] = checked
        return True


class KeysNeedNoCookiesMiddleware:
    """A request with a key is the machine's, whatever cookies its client has kept: they are not even read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") and "Authorization" in request.headers:
            request.COOKIES.clear()
        return self.get_response(request)
