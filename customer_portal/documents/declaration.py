"""The declaration of accessibility with the ids that the State's validator looks for (law 4.2)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from customer_portal.doors import open_to_all, profile_of
from tenants.notifications.links import absolute


@require_safe
@open_to_all
def declaration(request: HttpRequest) -> HttpResponse:
    """In the language of the page: the law wants one declaration per language version."""
    profile = profile_of(request)
    if profile.accessibility.declaration is None:
        raise Http404
    context = {
        "declared": profile.accessibility.declaration,
        "address": absolute("home"),
        "downloads": reverse("downloads"),
    }
    return render(request, "customer_portal/documents/accessibility.html", context)
