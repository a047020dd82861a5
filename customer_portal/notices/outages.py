"""Outages and planned works: current and coming, those of my own address first; told to any mailbox without an account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.documents.forms import MailboxField
from customer_portal.doors import access_of, open_to_all, profile_of, visitor_of
from tenants.network import selectors, services
from tenants.network.models import Outage, OutageState
from tenants.profile.schema import Profile

PER_PAGE = 20
TONES = {
    OutageState.PUBLISHED: "warning",
    OutageState.ENDED: "success",
    OutageState.CANCELLED: "neutral",
}


class WatchForm(forms.Form):
    """An address to watch, and the mailbox that hears of it."""

    street = forms.CharField(
        label=gettext_lazy("Street"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={"required": gettext_lazy("Enter the street.")},
    )  # fmt: skip
    number = forms.RegexField(
        r"^\s*\d{1,4}\s*[A-Za-z]?\s*$", label=gettext_lazy("House number"), max_length=20,
        help_text=gettext_lazy("Without the flat: 12 or 12a."),
        error_messages={
            "required": gettext_lazy("Enter the house number."),
            "invalid": gettext_lazy("A house number looks like 12 or 12a."),
        },
    )  # fmt: skip
    city = forms.CharField(
        label=gettext_lazy("Town"), max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": gettext_lazy("Enter the town.")},
    )  # fmt: skip
    email = MailboxField(label=gettext_lazy("E-mail address"))

    def clean(self) -> dict[str, object]:
        for name in ("street", "number", "city"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = " ".join(self.cleaned_data[name].split())
        return self.cleaned_data


def _office(request: HttpRequest) -> Profile:
    """The profile, where outages are shown at all."""
    profile = profile_of(request)
    if not profile.network.outages:
        raise Http404
    return profile


@require_safe
@open_to_all
def outages(request: HttpRequest) -> HttpResponse:
    """What happens now and what is planned; a street typed in says what concerns it."""
    profile, now = _office(request), timezone.now()
    street, number = request.GET.get("ulica", "").strip()[:150], request.GET.get("numer", "").strip()[:20]
    city = request.GET.get("miejscowosc", "").strip()[:100]
    access = access_of(request)
    mine = selectors.outages_of(access, now) if access else []
    shown = (
        selectors.outages_at(city=city, address=f"{street} {number}", at=now)
        if street
        else list(selectors.shown_outages(now))
    )
    touched = {outage.pk: points for outage, points in mine}
    shown.sort(
        key=lambda outage: (outage.pk not in touched, outage.state != OutageState.PUBLISHED, outage.starts_at)
    )
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(outage, TONES[OutageState(outage.state)], touched.get(outage.pk, [])) for outage in page],
        "now": now,
        "street": street,
        "number": number,
        "city": city,
        "asked": bool(street),
        "signed_in": access is not None,
        "may_watch": profile.network.watching_without_account,
    }
    return render(request, "customer_portal/notices/outages.html", context)


@require_safe
@open_to_all
def outage(request: HttpRequest, outage_id: UUID) -> HttpResponse:
    """One outage: where, how long, what was told when, where water stands in tanks."""
    _office(request)
    try:
        found = selectors.get_outage(outage_id)
    except Outage.DoesNotExist as error:
        raise Http404 from error
    access, now = access_of(request), timezone.now()
    points = (
        next((points for one, points in selectors.outages_of(access, now) if one == found), [])
        if access
        else []
    )
    told = {
        "published": (_("Published"), "megaphone"),
        "updated": (_("News"), "info"),
        "ended": (_("All clear"), "circle-check"),
        "cancelled": (_("Called off"), "x"),
    }
    events = [
        {"title": told[one.kind][0], "icon": told[one.kind][1], "at": one.at, "text": one.text}
        for one in found.updates.all()
    ]
    context = {
        "outage": found,
        "tone": TONES[OutageState(found.state)],
        "events": events,
        "points": points,
        "now": now,
    }
    return render(request, "customer_portal/notices/outage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def watch(request: HttpRequest) -> HttpResponse:
    """Ask to hear of outages at an address; the mailbox answers first."""
    profile = _office(request)
    if not profile.network.watching_without_account:
        raise Http404
    form = WatchForm(
        request.POST if request.method == "POST" else None,
        initial={
            "street": request.GET.get("ulica", "")[:150],
            "number": request.GET.get("numer", "")[:20],
            "city": request.GET.get("miejscowosc", "")[:100] or profile.contacts.postal_address.city,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.watch_address(
                profile=profile, language=get_language() or "pl", network=visitor_of(request).network,
                at=timezone.now(), **form.cleaned_data,
            )  # fmt: skip
        except services.TooManyWatches:
            form.add_error(None, _("Too many tries in an hour. Try again later, or call us: we will help."))
        else:
            email = form.cleaned_data["email"]
            return render(request, "customer_portal/notices/watch_sent.html", {"email": email})
    return render(request, "customer_portal/notices/watch.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def watch_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: a button, because mail scanners open links too."""
    return _watched(request, token, stop=False)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def watch_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link that ends it."""
    return _watched(request, token, stop=True)


def _watched(request: HttpRequest, token: str, *, stop: bool) -> HttpResponse:
    found = selectors.watch_of(token)
    if found is None:
        raise Http404
    done = request.method == "POST"
    if done:
        try:
            if stop:
                services.stop_watch(token=token)
            else:
                services.confirm_watch(token=token, at=timezone.now())
        except services.WatchUnknown as error:
            raise Http404 from error
    context = {"watch": found, "stop": stop, "done": done}
    return render(request, "customer_portal/notices/watch_link.html", context)
