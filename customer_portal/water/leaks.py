"""The leak journey: what we saw, how to check it, what it was, and how to ask for relief."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.water.words import cause_choices, leak_tag, way_back
from tenants.metering.models import ACTIVE_LEAKS, LeakCause, LeakSuspicion
from tenants.metering.selectors import get_leak
from tenants.metering.services import answer_leak
from tenants.metering.services.leaks import NotWaiting
from tenants.profile.schema import Capability, Profile


class CauseForm(forms.Form):
    """What the customer says it was."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=cause_choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it was, or that you do not know.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.SEE_METERS)
def leak(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """One suspicion with advice, and the question what it was."""
    try:
        found = get_leak(request.access, public_id)
    except LeakSuspicion.DoesNotExist as error:
        raise Http404 from error
    form = CauseForm(request.POST if request.method == "POST" else None, initial={"cause": found.cause})
    if request.method == "POST" and form.is_valid():
        try:
            answer_leak(
                leak=found, cause=LeakCause(form.cleaned_data["cause"]), by=request.user, at=timezone.now()
            )
            messages.success(request, _("Thank you. We have noted it."))
        except NotWaiting:
            messages.info(request, _("This has been answered already."))
        return redirect("leak", public_id=public_id)
    profile = profile_of(request)
    context = {
        "crumbs": way_back(),
        "leak": found,
        "tag": leak_tag(found.state),
        "active": found.state in ACTIVE_LEAKS,
        "cause_word": dict(cause_choices()).get(found.cause, ""),
        "form": form,
        "advice": profile.water.leaks.advice,
        "relief_url": relief_url(profile),
        "more_m3": found.used_m3 - found.usual_m3 if found.usual_m3 is not None else None,
    }
    return render(request, "customer_portal/water/leak.html", context)


def relief_url(profile: Profile) -> str:
    """Where one asks for relief after a leak: a new case of the profile's kind. Empty where there is none."""
    key = profile.water.leaks.relief_case
    if not key or not profile.access.has(Capability.FILE_CASES):
        return ""
    return (
        reverse("case_start", args=[key]) if key in {case.key for case in profile.services.case_types} else ""
    )
