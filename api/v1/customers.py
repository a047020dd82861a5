"""Whose data a request is about: a customer named by the utility's own machine, or the one of the session."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.problems import Refusal
from tenants.customers.models import Access, Customer
from tenants.customers.selectors import get_customer
from tenants.customers.services import note_use
from tenants.identity.models import User
from tenants.profile.schema import Capability, Profile
from tenants.registration.selectors import CHOSEN_ACCESS, USE_NOTED, Standing, standing_of


class CustomerNumber:
    """A customer's number in an address: any text of one line, slashes too, as the billing system writes it."""

    regex = r"[^\x00-\x1f\x7f-\x9f]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def customer_numbered(number: str) -> Customer:
    """The customer of exactly this number, else 404."""
    try:
        return get_customer(number)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def access_opening(request: Request, capability: Capability) -> Access:
    """What the signed-in person sees; raises Refusal 403 while the utility's ladder, or whoever let them in, has not
    opened it to them. The day of use is written down, as on the pages.
    """
    return standing_opening(request, capability)[1]


def owners_access(request: Request) -> Access:
    """The same for what only owners and managers see; raises Refusal 403 for a delegate, a viewer and the not linked."""
    standing = _standing(request)
    if standing.access is None or not standing.access.is_unlimited:
        raise _not_activated()
    _note(request, standing.access)
    return standing.access


def standing_opening(request: Request, capability: Capability) -> tuple[Standing, Access]:
    """Where the person stands, and the access that opens this; raises like `access_opening`."""
    standing = _standing(request)
    if standing.access is None or not standing.may(capability):
        raise _not_activated()
    _note(request, standing.access)
    return standing, standing.access


def linked_standing(request: Request) -> Standing:
    """Where a linked person stands, whatever they were let in for; raises Refusal 403 for the not linked."""
    standing = _standing(request)
    if standing.access is None:
        raise _not_activated()
    _note(request, standing.access)
    return standing


def standing_now(request: Request) -> Standing:
    """Where the person stands, linked or not: for what is open to whoever is signed in."""
    return _standing(request)


def profile_of(request: Request) -> Profile:
    """The utility's profile in force."""
    profile: Profile = cast("Any", request).in_force.profile
    return profile


def user_of(request: Request) -> User:
    """Who is signed in, on a resource of their own."""
    return cast("User", request.user)


def _standing(request: Request) -> Standing:
    session = cast("Any", request).session
    return standing_of(
        user_of(request), profile=profile_of(request), at=timezone.now(), chosen=session.get(CHOSEN_ACCESS)
    )


def _note(request: Request, access: Access) -> None:
    session = cast("Any", request).session
    if session.get(USE_NOTED) != f"{access.pk} {localdate()}":
        note_use(access=access, day=localdate())
        session[USE_NOTED] = f"{access.pk} {localdate()}"


def _not_activated() -> Refusal:
    detail = _(
        "This opens when your account is activated; “My registration and access” in the portal says how."
    )
    return Refusal(403, "not-activated", detail)


def history_from(request: Request) -> date | None:
    """The first day that the utility shows to its customers; None where all there is."""
    profile: Profile = cast("Any", request).in_force.profile
    return profile.access.history_from(localdate())
