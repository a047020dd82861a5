"""Help from the profile for one place on the screen, with that for old browsers only where such a browser asks."""

from __future__ import annotations

from django.http import HttpRequest

from tenants.content.markdown import as_html
from tenants.profile.schema import Profile
from tenants.profile.schema.content import Hint, Place

_INTERNET_EXPLORER = ("MSIE ", "Trident/")


def hints_for(request: HttpRequest, profile: Profile, place: Place) -> list[tuple[Hint, str]]:
    """The hints of this place and those for everywhere, each with its text as HTML."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    old = any(mark in agent for mark in _INTERNET_EXPLORER)
    return [
        (hint, as_html(str(hint.text)))
        for hint in profile.content.hints_at(place)
        if not hint.browsers or (old and "internet_explorer" in hint.browsers)
    ]
