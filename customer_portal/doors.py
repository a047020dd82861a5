"""How a customer's page is guarded: who may open it follows from where the person stands on the utility's ladder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tenants.customers.models import Access, AccessRole
from tenants.customers.services import note_use
from tenants.identity.models import User
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.registration import NOT_AFTER_THE_END
from tenants.profile.selectors import InForce
from tenants.registration.selectors import (
    CHOSEN_ACCESS,
    TERMS_CHECKED,
    USE_NOTED,
    Standing,
    standing_of,
    terms_to_renew,
)
from tenants.registration.services import Visitor

P = ParamSpec("P")
SAFE_METHODS = ("GET", "HEAD")
# Pages of these show; what of them can be sent (what a leak was, say) is done by who may act. Choosing the messages one
# gets is everybody's own business.
ONLY_LOOKS = frozenset({Capability.SEE_BALANCE, Capability.SEE_INVOICES, Capability.SEE_METERS})
BEFORE_TERMS = "opens_before_terms"
LEADS_ON = "leads_on"


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
    """For signed-in customers, linked or not. To staff these pages do not exist.

    Where the regulations changed materially they are accepted first; the few pages that must open before that say so
    with `before_terms`.
    """

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
        if not getattr(view, BEFORE_TERMS, False) and must_accept_first(customer_request):
            return to_terms(request)
        if not getattr(view, LEADS_ON, False):
            _note_use(customer_request)
        return view(customer_request, *args, **kwargs)

    return guarded


def open_to_all(
    view: Callable[Concatenate[TenantRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page that needs no login; a signed-in customer keeps their menu and sees what on it is their own."""

    @wraps(view)
    @login_not_required
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and user.is_customer:
            cast("CustomerRequest", request).standing = standing_of(
                user,
                profile=profile_of(request),
                at=timezone.now(),
                chosen=request.session.get(CHOSEN_ACCESS),
            )
        return view(cast("TenantRequest", request), *args, **kwargs)

    return opened


def access_of(request: HttpRequest) -> Access | None:
    """On a page open to all: the access of whoever is signed in, or None."""
    standing: Standing | None = getattr(request, "standing", None)
    return standing.access if standing else None


def before_terms(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page that opens although changed regulations wait to be accepted: reading them, leaving."""
    setattr(view, BEFORE_TERMS, True)
    return view


def to_terms(request: HttpRequest) -> HttpResponse:
    """To the regulations that wait, and from there back; to the first page where the way back is no page to open."""
    back = request.path if request.method in ("GET", "HEAD") else reverse("home")
    return redirect(f"{reverse('terms')}?{urlencode({'dalej': back})}")


def must_accept_first(request: CustomerRequest) -> bool:
    """Whether regulations wait. Asked of the database once per session, day and version of the profile."""
    today = localdate()
    checked = f"{request.in_force.number} {today}"
    if request.session.get(TERMS_CHECKED) == checked:
        return False
    if terms_to_renew(request.user, request.standing, profile=profile_of(request), today=today):
        return True
    request.session[TERMS_CHECKED] = checked
    return False


def look_at(request: HttpRequest, access: Access) -> None:
    """Work with this access of one's own from now on.

    Forms opened before, in other tabs, stop fitting: sent now, they would act for another customer than they show.
    """
    if access_of(request) != access:
        rotate_token(request)
    request.session[CHOSEN_ACCESS] = access.pk


def leads_on(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page that shows nothing of a customer and only leads on: opening it is no use of an access."""
    setattr(view, LEADS_ON, True)
    return view


def _note_use(request: CustomerRequest) -> None:
    """That this access was used today, for its customer to see; written once per session, access and day."""
    access = request.standing.access
    noted = f"{access.pk} {localdate()}" if access else ""
    if access and request.session.get(USE_NOTED) != noted:
        note_use(access=access, day=localdate())
        request.session[USE_NOTED] = noted


def linked_only(
    view: Callable[Concatenate[LinkedRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For customers with any access, their own or let in; others are led to the step they still have to take."""

    @wraps(view)
    @customers_only
    def guarded(request: CustomerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.standing.access is None:
            messages.info(request, _not_yet())
            return redirect("account")
        linked = cast("LinkedRequest", request)
        linked.access = request.standing.access
        return view(linked, *args, **kwargs)

    return guarded


def owners_only(
    view: Callable[Concatenate[LinkedRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For who owns or manages the customer: to a delegate or viewer these pages do not exist."""

    @wraps(view)
    @linked_only
    def guarded(request: LinkedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.access.is_unlimited:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _not_yet() -> str:
    return _("This page opens when your account is activated. The next step is below.")


def _only_looks(standing: Standing) -> bool:
    """Whether pages that only show are all there is: for a viewer, and for everybody when the contract has ended."""
    return standing.ending is not None or (
        standing.access is not None and standing.access.role == AccessRole.VIEWER
    )


def _why_closed(standing: Standing, capability: Capability) -> str:
    """Why a page does not open for this person, in a sentence."""
    if standing.access is None:
        return _not_yet()
    if standing.ending and capability in NOT_AFTER_THE_END:
        return _("The contract has ended, so this can only be read now, not done.")
    if standing.is_limited:
        return _("Whoever let you in did not share this with you. Ask them if you need it.")
    return _not_yet()


def opened_by(
    capability: Capability,
) -> Callable[
    [Callable[Concatenate[LinkedRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """For customers whom the ladder has opened `capability`; others are led to the step they still have to take.

    Where the utility has switched the whole module off, the page does not exist.
    """

    def guard(
        view: Callable[Concatenate[LinkedRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        @customers_only
        def guarded(request: CustomerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not profile_of(request).access.has(capability):
                raise Http404
            standing = request.standing
            if not standing.may(capability) or standing.access is None:
                messages.info(request, _why_closed(standing, capability))
                return redirect("account")
            if request.method not in SAFE_METHODS and capability in ONLY_LOOKS and _only_looks(standing):
                messages.info(request, _("You may look here, and change nothing."))
                return redirect("account")
            linked = cast("LinkedRequest", request)
            linked.access = standing.access
            return view(linked, *args, **kwargs)

        return guarded

    return guard
