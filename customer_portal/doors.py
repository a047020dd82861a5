"""How a customer's page is guarded: who may open it follows from where the person stands on the utility's ladder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.profile.schema import Capability, Profile
from tenants.profile.selectors import InForce
from tenants.registration.selectors import CHOSEN_ACCESS, Standing, standing_of
from tenants.registration.services import Visitor

P = ParamSpec("P")


class TenantRequest(HttpRequest):
    """A request on a utility's host (typing only)."""

    in_force: InForce


class CustomerRequest(TenantRequest):
    """A request of a signed-in customer (typing only)."""

    user: User
    standing: Standing


class LinkedRequest(CustomerRequest):
    """… whose login is linked: `access` says whose data this is. It comes from the session, never from the address."""

    access: Access


def profile_of(request: HttpRequest) -> Profile:
    """The utility's profile in force."""
    return cast("TenantRequest", request).in_force.profile


def visitor_of(request: HttpRequest) -> Visitor:
    """Where the request came from: evidence of an acceptance, and the network whose guesses are counted."""
    address = request.META.get("REMOTE_ADDR") or None
    network = ":".join((address or "").split(":")[:4]) if ":" in (address or "") else address or ""
    return Visitor(address, request.META.get("HTTP_USER_AGENT", "")[:300], network)


def customers_only(
    view: Callable[Concatenate[CustomerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For signed-in customers, linked or not. To staff these pages do not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        customer_request = cast("CustomerRequest", request)
        if not customer_request.user.is_customer:
            raise Http404
        customer_request.standing = standing_of(
            customer_request.user,
            profile=profile_of(request),
            at=timezone.now(),
            chosen=request.session.get(CHOSEN_ACCESS),
        )
        return view(customer_request, *args, **kwargs)

    return guarded


def opened_by(
    capability: Capability,
) -> Callable[
    [Callable[Concatenate[LinkedRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """For customers whom the ladder has opened `capability`; others are led to the step they still have to take."""

    def guard(
        view: Callable[Concatenate[LinkedRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        @customers_only
        def guarded(request: CustomerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            standing = request.standing
            if not standing.may(capability) or standing.access is None:
                messages.info(
                    request, _("This page opens when your account is activated. The next step is below.")
                )
                return redirect("account")
            linked = cast("LinkedRequest", request)
            linked.access = standing.access
            return view(linked, *args, **kwargs)

        return guarded

    return guard
