"""Pages anybody may open. They read the profile and nothing of any customer."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from customer_portal.doors import CustomerRequest, customers_only, open_to_all, profile_of
from customer_portal.hints import hints_for
from tenants.content.markdown import as_html
from tenants.content.selectors import downloads_by_group
from tenants.identity.services import speak
from tenants.legal.paper_forms import render_form
from tenants.profile import selectors as profiles
from tenants.profile.schema import Capability
from tenants.profile.theme import derive_theme, theme_css

LANGUAGE_COOKIE = "ebok_language"
YEAR = 365 * 24 * 3600


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The front door: what this office is, news, how to get in. Signed-in customers go on to their overview."""
    if request.user.is_authenticated:
        return signed_in(request) if request.user.is_customer else redirect("office")
    profile = profile_of(request)
    context = {
        "lead": as_html(str(profile.content.welcome.lead)),
        "announcements": [
            (news, as_html(str(news.body))) for news in profile.content.announcements_at("home", localdate())
        ],
        "hints": hints_for(request, profile, "home"),
        "pages": [page for page in profile.content.pages if page.in_menu],
    }
    return render(request, "customer_portal/home.html", context)


@customers_only
def signed_in(request: CustomerRequest) -> HttpResponse:
    """Where a customer begins: the overview once the ladder has opened it, else the step they still have to take."""
    return redirect("overview" if request.standing.may(Capability.SEE_BALANCE) else "account")


@require_safe
@open_to_all
def document(request: HttpRequest, key: str, version: int | None = None) -> HttpResponse:
    """A regulation or notice: the wording in force, or one named version, with all the others to choose from."""
    try:
        found = profile_of(request).legal.document(key)
    except KeyError as error:
        raise Http404 from error
    today = localdate()
    wanted = (
        next((item for item in found.versions if item.number == version), None)
        if version
        else found.current(today)
    )
    if wanted is None:
        raise Http404
    text = profiles.text(wanted.text.in_language(get_language() or "pl"))
    context = {
        "document": found,
        "version": wanted,
        "text": as_html(text),
        "today": today,
        # Each wording with the number of the one before it, to compare.
        "versions": [(one, one.number - 1) for one in reversed(found.versions)],
    }
    return render(request, "customer_portal/document.html", context)


@require_safe
@open_to_all
def downloads(request: HttpRequest) -> HttpResponse:
    """Forms and documents to take away."""
    profile = profile_of(request)
    elsewhere = {
        form.key: urlsplit(form.found_at).hostname for form in profile.forms.printable if form.found_at
    }
    context = {
        "groups": [
            (heading, [(item, elsewhere.get(item.form or "")) for item in items])
            for heading, items in downloads_by_group(profile)
        ],
        "e_invoice": next((one.title for one in profile.legal.consents if one.has_address), ""),
    }
    return render(request, "customer_portal/downloads.html", context)


@require_safe
@login_not_required
def blank_form(request: HttpRequest, key: str) -> HttpResponse:
    """A printable form, not filled in, as an accessible PDF."""
    profile = profile_of(request)
    try:
        form = profile.forms.form(key)
    except KeyError as error:
        raise Http404 from error
    if not form.public:
        raise Http404
    content = render_form(form=form, profile=profile, values={}, language=get_language() or "pl")
    return pdf(content, f"{form.name}.pdf")


@require_safe
@open_to_all
def text_page(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the profile's content."""
    try:
        page = profile_of(request).content.page(key)
    except KeyError as error:
        raise Http404 from error
    text = profiles.text(page.text.in_language(get_language() or "pl"))
    return render(request, "customer_portal/text_page.html", {"page": page, "text": as_html(text)})


@require_safe
@login_not_required
def profile_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file beside the profile (logo, favicon, leaflet). An SVG is served so that no script in it can run."""
    profile = profile_of(request)
    public = {profile.branding.logo, profile.branding.logo_dark, profile.branding.favicon}
    public |= {download.file for download in profile.content.downloads}
    if path not in public:
        raise Http404
    try:
        content = profiles.file(path)
    except profiles.NoSuchFile as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """The utility's tokens as CSS custom properties; the version in the address lets it be kept for long."""
    css = theme_css(derive_theme(profile_of(request).branding))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}" if "v" in request.GET else "no-cache"
    return response


@require_safe
@login_not_required
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language and go back to where the person was (only within this host).

    Signed in, the account remembers it too: mails follow. What the cookie then says: ebok.language.
    """
    if code not in profile_of(request).office.languages:
        raise Http404
    target = request.GET.get("dalej", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = redirect(target)
    known: str = code
    if request.user.is_authenticated and request.user.pk:
        speak(user=request.user, language=code)
        known = f"{code}.account"
    response.set_cookie(
        LANGUAGE_COOKIE, known, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at or keep; never stored by a proxy."""
    response = HttpResponse(content, content_type="application/pdf")
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response.headers["Content-Disposition"] = f'inline; filename="{ascii_name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
