"""„Mój kran”: what is in the water of a supply zone, against its limits, with hardness and what to set on a dishwasher."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.doors import access_of, open_to_all, profile_of
from tenants.network import selectors
from tenants.network.hardness import Softness, hardness
from tenants.profile.schema import Profile
from tenants.profile.schema.network import Zone

PER_PAGE = 50


def _office(request: HttpRequest) -> Profile:
    """The profile, where the quality of the water is shown at all."""
    profile = profile_of(request)
    if not profile.network.water_quality or not profile.network.zones:
        raise Http404
    return profile


@require_safe
@open_to_all
def zones(request: HttpRequest) -> HttpResponse:
    """All supply zones, one's own first."""
    profile = _office(request)
    mine = {zone.key for zone in _own(request, profile)}
    cards = [
        (zone, zone.key in mine, hardness_words(selectors.quality_of(zone, profile), profile))
        for zone in sorted(profile.network.zones, key=lambda zone: zone.key not in mine)
    ]
    return render(request, "customer_portal/notices/zones.html", {"cards": cards})


@require_safe
@open_to_all
def zone(request: HttpRequest, key: str) -> HttpResponse:
    """One zone: hardness, each parameter against its limit, and all results behind them."""
    profile = _office(request)
    try:
        found = profile.network.zone(key)
    except KeyError as error:
        raise Http404 from error
    quality = selectors.quality_of(found, profile)
    parameters = {parameter.key: parameter for parameter in profile.network.parameters}
    page = Paginator(selectors.samples_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "zone": found,
        "mine": found in _own(request, profile),
        "quality": quality,
        "hardness": hardness_words(quality, profile),
        "exceeded": [one for one in quality if one.verdict in ("above", "below")],
        "page": page,
        "samples": [(sample, parameters.get(sample.parameter)) for sample in page],
    }
    return render(request, "customer_portal/notices/zone.html", context)


def hardness_words(quality: list[selectors.Quality], profile: Profile) -> dict[str, Any] | None:
    """The hardness in figures and in a word; None without a result."""
    mg = selectors.hardness_of(quality, profile)
    if mg is None:
        return None
    words = {
        Softness.VERY_SOFT: _("very soft"),
        Softness.SOFT: _("soft"),
        Softness.MEDIUM: _("medium hard"),
        Softness.HARD: _("hard"),
        Softness.VERY_HARD: _("very hard"),
    }
    found = hardness(mg)
    return {"figures": found, "word": words[found.softness]}


def _own(request: HttpRequest, profile: Profile) -> list[Zone]:
    access = access_of(request)
    return selectors.zones_of(access, profile) if access else []
