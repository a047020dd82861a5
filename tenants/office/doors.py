"""How an office page is guarded: staff only, and each page names the right it needs. To customers it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from tenants.identity.models import User
from tenants.identity.roles import Right, may
from tenants.profile.schema import Profile
from tenants.profile.selectors import InForce

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a member of staff (typing only)."""

    user: User
    in_force: InForce


def staff_with(
    right: Right,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Only staff whose role has `right`: other staff get 403, everybody else 404."""

    def guard(
        view: Callable[Concatenate[StaffRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            staff_request = cast("StaffRequest", request)
            if not staff_request.user.is_staff_member:
                raise Http404
            if not may(staff_request.user, right):
                raise PermissionDenied
            return view(staff_request, *args, **kwargs)

        return guarded

    return guard


def profile_of(request: HttpRequest) -> Profile:
    """The utility's profile in force."""
    return cast("StaffRequest", request).in_force.profile
