"""The queue of readings that people sent: what is doubtful beside its history and photo; accept, reject or ask. And labels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tenants.files.qr import qr_code
from tenants.files.serving import as_download
from tenants.identity import audit
from tenants.identity.roles import Right
from tenants.metering import services
from tenants.metering.judging import Doubt
from tenants.metering.models import OPEN_STATES, Meter, SubmissionState, SubmittedReading
from tenants.metering.problems import NotOpen
from tenants.metering.rules import rules_for
from tenants.metering.selectors import sent_for_meter, waiting, waiting_count
from tenants.notifications.links import absolute
from tenants.office.doors import StaffRequest, profile_of, staff_with
from tenants.profile.schema import Profile

PER_PAGE, HISTORY = 30, 12


class DecideForm(forms.Form):
    """What staff do with a reading; which fields count depends on `what`."""

    what = forms.ChoiceField(choices=[("accept", ""), ("reject", ""), ("ask", "")])
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False, widget=forms.RadioSelect)
    own_reason = forms.CharField(
        label=gettext_lazy("Or in your own words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    question = forms.CharField(
        label=gettext_lazy("Question to the customer"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    control = forms.BooleanField(label=gettext_lazy("We will read the meter ourselves"), required=False)

    def __init__(self, *args: Any, profile: Profile, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = {one.key: str(one.text) for one in profile.readings_in(area).rejection_reasons}
        self.fields["reason"].choices = list(self.reasons.items())  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == "reject" and not self.said(cleaned):
            self.add_error("reason", _("Choose the reason, or write your own: the customer is told."))
        if cleaned.get("what") == "ask" and not cleaned.get("question"):
            self.add_error("question", _("Write what you want to know."))
        return cleaned

    def said(self, cleaned: dict[str, Any]) -> str:
        """The reason as the customer reads it."""
        return " ".join(
            part
            for part in (self.reasons.get(cleaned.get("reason", ""), ""), cleaned.get("own_reason", ""))
            if part
        )


@require_safe
@staff_with(Right.VERIFY_READINGS)
def queue(request: StaffRequest) -> HttpResponse:
    """Readings that wait for a decision, the longest first; or those of another state."""
    state = request.GET.get("stan", "")
    state = state if state in SubmissionState.values else ""
    text = request.GET.get("szukaj", "").strip()[:100]
    page = Paginator(waiting(only=state, text=text), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, doubt_words(one.reasons)) for one in page],
        "state": state,
        "text": text,
        "states": [(value, STATE_WORDS[value]()) for value in SubmissionState.values],
        "count": waiting_count(),
    }
    return render(request, "office/readings/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.VERIFY_READINGS)
def reading(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One reading beside what the meter showed before; decide, or see how it ended."""
    found = _found(public_id)
    profile = profile_of(request)
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        profile=profile,
        area=found.meter.service_point.area,
    )
    if request.method == "POST" and form.is_valid():
        return _decide(request, found, form, profile)
    audit.record("metering.see_reading", by=request.user, subject=str(found.public_id))
    context = {
        "sent": found,
        "form": form,
        "state_word": STATE_WORDS[found.state](),
        "doubts": doubt_words(found.reasons),
        "may_decide": found.state in OPEN_STATES,
        "history": found.meter.readings.order_by("-taken_on", "counter")[:HISTORY],
        "sent_before": sent_for_meter(found.meter).exclude(pk=found.pk)[:HISTORY],
        "rules": rules_for(profile, found.meter.service_point),
    }
    return render(request, "office/readings/reading.html", context)


def _decide(
    request: StaffRequest, found: SubmittedReading, form: DecideForm, profile: Profile
) -> HttpResponse:
    """One verb; a decision that came too late is said."""
    given, at = form.cleaned_data, timezone.now()
    try:
        if given["what"] == "accept":
            services.accept_reading(submitted=found, by=request.user, profile=profile, at=at)
            messages.success(request, _("Accepted. The customer has been told."))
        elif given["what"] == "reject":
            services.reject_reading(
                submitted=found, reason=form.said(given)[:500], by=request.user, profile=profile, at=at
            )
            messages.success(request, _("Rejected. The customer has been told, with the reason."))
        else:
            services.ask_about_reading(
                submitted=found, question=given["question"], control_wanted=given["control"], by=request.user,
                profile=profile, at=at,
            )  # fmt: skip
            messages.success(request, _("Asked. The reading waits for the answer."))
    except NotOpen:
        messages.info(request, _("Somebody has decided this reading in the meantime."))
        return redirect("office_reading", public_id=found.public_id)
    return redirect("office_readings")


@require_safe
@staff_with(Right.VERIFY_READINGS)
def photo(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The photo of the dial; looking is written down."""
    found = _found(public_id)
    if found.photo is None:
        raise Http404
    audit.record("metering.see_photo", by=request.user, subject=str(found.public_id))
    return as_download(found.photo)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.VERIFY_READINGS)
def label(request: StaffRequest, meter_id: int) -> HttpResponse:
    """The QR of a meter to print and stick on; POST makes a new one and the old sticker useless."""
    try:
        meter = Meter.objects.select_related("service_point").get(pk=meter_id)
    except Meter.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        services.issue_label(meter=meter, by=request.user, at=timezone.now(), anew=True)
        messages.success(request, _("There is a new label. The old one no longer works."))
        return redirect("office_meter_label", meter_id=meter_id)
    found = services.issue_label(meter=meter, by=request.user, at=timezone.now())
    address = absolute("label_reading", token=found.token)
    context = {
        "meter": meter,
        "qr": qr_code(address, alt=_("Address for sending the state of this meter")),
        "works": rules_for(profile_of(request), meter.service_point).without_login,
        "today": localdate(),
    }
    return render(request, "office/readings/label.html", context)


def doubt_words(reasons: list[str]) -> list[str]:
    """Why a reading is doubted, for staff."""
    said = {
        Doubt.MUCH_MORE: _("far above usual"),
        Doubt.ROLLED_OVER: _("dial began anew"),
        Doubt.BELOW_ESTIMATE: _("below our estimate"),
        Doubt.NOTHING_USED: _("has not moved"),
        Doubt.GARDEN_ABOVE_MAIN: _("garden above main"),
        Doubt.VERIFICATION_OVER: _("verification over"),
        Doubt.BY_GUEST: _("first one, sent without signing in"),
    }
    return [said[Doubt(reason)] for reason in reasons if reason in list(Doubt)]


def _found(public_id: UUID) -> SubmittedReading:
    try:
        rows = SubmittedReading.objects.select_related("meter__service_point", "customer", "photo")
        return rows.get(public_id=public_id)
    except SubmittedReading.DoesNotExist as error:
        raise Http404 from error


# Words are looked up when the page is made, in its language.
STATE_WORDS: dict[str, Any] = {
    SubmissionState.SUBMITTED: lambda: _("to be accepted"),
    SubmissionState.DOUBTFUL: lambda: _("doubtful"),
    SubmissionState.ACCEPTED: lambda: _("accepted"),
    SubmissionState.SETTLED: lambda: _("settled"),
    SubmissionState.REJECTED: lambda: _("rejected"),
    SubmissionState.WITHDRAWN: lambda: _("withdrawn"),
}
