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
from tenants.registration.selectors import CHOSEN_ACCESS, USE_NOTED, standing_of


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
    profile: Profile = cast("Any", request).in_force.profile
    session = cast("Any", request).session
    user = cast("User", request.user)
    standing = standing_of(user, profile=profile, at=timezone.now(), chosen=session.get(CHOSEN_ACCESS))
    if standing.access is None or not standing.may(capability):
        detail = _(
            "This opens when your account is activated; “My registration and access” in the portal says how."
        )
        raise Refusal(403, "not-activated", detail)
    if session.get(USE_NOTED) != f"{standing.access.pk} {localdate()}":
        note_use(access=standing.access, day=localdate())
        session[USE_NOTED] = f"{standing.access.pk} {localdate()}"
    return standing.access


def history_from(request: Request) -> date | None:
    """The first day that the utility shows to its customers; None where all there is."""
    profile: Profile = cast("Any", request).in_force.profile
    return profile.access.history_from(localdate())
