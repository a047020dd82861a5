"""What our middlewares put on a request, said once for the type checker. Nothing here exists at run time."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from ebok.console.models import Impersonation
from tenants.identity.models import User
from tenants.profile.selectors import InForce
from tenants.registration.selectors import Standing
from tenants.registry.context import Place


class Request(HttpRequest):
    """A request as it looks behind the whole middleware; on the platform's host `place` and `in_force` are None."""

    place: Place | None  # ebok.tenancy
    in_force: InForce | None  # ebok.language
    impersonation: Impersonation | None  # ebok.impersonation
    standing: Standing  # customer_portal.doors, on customers' pages only
    user: User | AnonymousUser
    LANGUAGE_CODE: str
    language_of_account: str  # set at a sign-in: ebok.language


class OperatorRequest(Request):
    """A request of an operator on the console."""

    user: User
