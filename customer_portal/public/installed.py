"""The office on a phone's home screen: manifest, icons, service worker and what it shows without a connection."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from customer_portal.doors import TenantRequest, profile_of
from customer_portal.public.views import YEAR
from tenants.files.pictures import svg_as_png
from tenants.profile import selectors as profiles

SIZES = (192, 512)


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to know: the office's name, its colours and icons."""
    profile = profile_of(request)
    name = f"{profile.office.office_name} {profile.office.short_name}"
    described = {
        "name": name,
        "short_name": str(profile.office.office_name),
        "lang": "pl",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": profile.branding.primary,
        "icons": [
            {
                "src": reverse("icon", args=[size]),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
    }
    response = HttpResponse(
        json.dumps(described, ensure_ascii=False), content_type="application/manifest+json"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@login_not_required
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The utility's mark on a ground of its colour, with room for any mask a phone cuts."""
    profile = profile_of(request)
    if size not in SIZES or not profile.branding.favicon:
        raise Http404
    picture = svg_as_png(
        profiles.file(profile.branding.favicon), size=size, ground=profile.branding.primary, share=70
    )
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={YEAR if 'v' in request.GET else 3600}"
    return response


@require_safe
@login_not_required
def service_worker(request: TenantRequest) -> HttpResponse:
    """The script that answers without a connection. It keeps style, scripts, the page that says so, and the form for
    readings of whoever is signed in; nothing else of anybody's data.
    """
    keep = [reverse("offline"), f"{reverse('theme')}?v={request.in_force.number}"]
    keep += [
        static(name)
        for name in ("css/base.css", "css/components.css", "js/first.js", "js/ui.js", "js/drafts.js")
    ]
    context = {"keep": keep, "version": request.in_force.number, "offline": reverse("offline")}
    response = render(request, "customer_portal/sw.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What one sees without a connection: that nothing is lost, and whom to call."""
    return render(request, "customer_portal/offline.html")
