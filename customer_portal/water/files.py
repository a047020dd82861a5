"""Readings of many meters in a CSV file: the template, the check, the report row by row."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.water.words import way_back
from tenants.metering import bulk
from tenants.metering.selectors import meters_to_read
from tenants.profile.schema import Capability


class FileForm(forms.Form):
    """The filled-in template, and what to do with bad rows."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in file"),
        help_text=gettext_lazy("CSV, up to 1 MB. Rows without a state are left out."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose the file with the readings."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What shall we do?"),
        choices=[
            ("check", gettext_lazy("Only check the file")),
            ("all", gettext_lazy("Send all rows, or none if one is wrong")),
            ("good", gettext_lazy("Send the good rows and leave out the others")),
        ],
        widget=forms.RadioSelect,
        initial="check",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.SEND_READINGS)
def upload(request: LinkedRequest) -> HttpResponse:
    """Take a file and report every row."""
    profile = profile_of(request)
    if not (profile.readings.accepted and profile.readings.by_file):
        raise Http404
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            rows = bulk.read_rows(form.cleaned_data["file"].read(bulk.MOST_BYTES + 1))
        except bulk.FileUnreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            report = bulk.take_file(
                rows=rows,
                meters=meters_to_read(request.access, profile=profile),
                only_good=form.cleaned_data["what"] == "good",
                check_only=form.cleaned_data["what"] == "check",
                by=request.user,
                role=request.access.role,
                profile=profile,
                at=timezone.now(),
            )
            if report.written and not report.bad:
                said = ngettext("%(count)d reading is sent.", "%(count)d readings are sent.", report.good)
                messages.success(request, said % {"count": report.good})
                return redirect("readings_now")
    context = {"crumbs": way_back(to_readings=True), "form": form, "report": report}
    return render(request, "customer_portal/water/file.html", context)


@require_safe
@opened_by(Capability.SEND_READINGS)
def template(request: LinkedRequest) -> HttpResponse:
    """The file to fill in, with the customer's meters."""
    profile = profile_of(request)
    if not (profile.readings.accepted and profile.readings.by_file):
        raise Http404
    content = bulk.template(meters_to_read(request.access, profile=profile), today=localdate())
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_("readings")}.csv"'
    return response
