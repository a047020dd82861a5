"""Readings without signing in: by customer and meter number, or by the QR on the meter. Nothing of the customer shows.

A wrong pair gets one answer, whichever of the two is wrong, and each network may try only so often an hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.doors import profile_of, visitor_of
from customer_portal.water.forms import ReadingForm
from customer_portal.water.words import kind_word
from tenants.identity.throttling import allowed
from tenants.metering import rules as of_rules
from tenants.metering.models import Meter, SentBy
from tenants.metering.problems import NotAllTaken
from tenants.metering.selectors import find_meter_of, meter_of_label
from tenants.metering.services import submit_together
from tenants.profile.schema import Profile

# What the session holds between the two steps: the meter and by which of the two ways it was found.
CHOSEN = "guest reading"
HOUR = timedelta(hours=1)


class PairForm(forms.Form):
    """The two numbers that stand on every bill and on every meter."""

    number = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    serial = forms.CharField(
        label=gettext_lazy("Number of the meter"),
        max_length=40,
        help_text=gettext_lazy("It is on the dial or its rim."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, number_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = number_label


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the two numbers."""
    profile = _open_to_guests(request)
    label = profile.glossary.customer_number
    form = PairForm(request.POST if request.method == "POST" else None, number_label=str(label.label))
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, profile):
            return render(request, "429.html", status=429)
        found = find_meter_of(form.cleaned_data["number"], form.cleaned_data["serial"])
        if found and _readable(found, profile):
            request.session[CHOSEN] = [found.pk, SentBy.GUEST]
            return redirect("guest_meter")
        form.add_error(None, _("These two numbers do not belong together, or the state of this meter is not sent here. Check both."))  # fmt: skip
    context = {"form": form, "where": label.where_on_invoice}
    return render(request, "customer_portal/water/guest.html", context)


@login_not_required
@require_safe
def by_label(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR on a meter leads."""
    profile = _open_to_guests(request)
    if not _may_try(request, profile):
        return render(request, "429.html", status=429)
    found = meter_of_label(token)
    if found is None or not _readable(found, profile):
        raise Http404
    request.session[CHOSEN] = [found.pk, SentBy.LABEL]
    return redirect("guest_meter")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def meter(request: HttpRequest) -> HttpResponse:
    """The reading of the one meter that was named; neither address nor former states are shown."""
    profile = _open_to_guests(request)
    found, channel = _chosen(request, profile)
    if found is None:
        return redirect("guest_reading")
    form = ReadingForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        meters=[found],
        profile=profile,
        today=localdate(),
    )
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, profile):
            return render(request, "429.html", status=429)
        try:
            submit_together(
                entries=form.entries, by=str(channel), channel=channel, profile=profile, at=timezone.now()
            )
        except NotAllTaken as refusal:
            form.add_problems(refusal, discreet=True)
        else:
            del request.session[CHOSEN]
            messages.success(request, _("Thank you, we have the reading."))
            return redirect("guest_done")
    rules = of_rules.rules_for(profile, found.service_point)
    context = {
        "form": form,
        "meter": found,
        "kind_word": kind_word(found.kind),
        "section": form.sections()[0],
        "rules": rules,
        "follows": of_rules.follows(rules, found.service_point, localdate()),
    }
    return render(request, "customer_portal/water/guest_meter.html", context)


@login_not_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What happens with the reading, and that an account would show it."""
    _open_to_guests(request)
    return render(request, "customer_portal/water/guest_done.html")


def _open_to_guests(request: HttpRequest) -> Profile:
    """The profile, where the utility takes readings without signing in; else these pages do not exist."""
    profile = profile_of(request)
    if not profile.takes_readings_from_guests:
        raise Http404
    return profile


def _readable(found: Meter, profile: Profile) -> bool:
    rules = of_rules.rules_for(profile, found.service_point)
    return rules.without_login and of_rules.is_read_here(rules, found)


def _chosen(request: HttpRequest, profile: Profile) -> tuple[Meter | None, SentBy]:
    """The meter of the first step, looked up anew: it may have been taken out since."""
    pk, channel = request.session.get(CHOSEN, (None, SentBy.GUEST))
    found = Meter.objects.select_related("service_point").filter(pk=pk).first() if pk else None
    return (found if found and _readable(found, profile) else None), SentBy(channel)


def _may_try(request: HttpRequest, profile: Profile) -> bool:
    network = visitor_of(request).network
    limit = profile.readings.guest_tries_per_hour
    return allowed(f"guest reading:{network}", limit=limit, window=HOUR, at=timezone.now())
