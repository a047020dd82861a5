"""Results of water samples, taken over from the laboratory's table as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tenants.identity.roles import Right
from tenants.network import services
from tenants.network.services import Result, SampleRefused
from tenants.office.doors import StaffRequest, profile_of, staff_with

COLUMNS = ("zone", "point", "date", "parameter", "value", "laboratory")
LARGEST = 1024 * 1024


class SamplesForm(forms.Form):
    """A table of results."""

    table = forms.FileField(
        label=gettext_lazy("Table of results (CSV)"),
        help_text=gettext_lazy("Columns: zone; point; date; parameter; value; laboratory. At most 1 MB."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )

    def clean_table(self) -> list[Result]:
        upload = self.cleaned_data["table"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB. Split it."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not a text in UTF-8.")) from error
        lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))
        if not lines or [cell.strip().lower() for cell in lines[0]] != list(COLUMNS):
            raise forms.ValidationError(
                _("The first line must name the columns: %(columns)s.") % {"columns": "; ".join(COLUMNS)}
            )
        return [_result(at, line) for at, line in enumerate(lines[1:], start=1) if any(line)]


def _result(at: int, line: list[str]) -> Result:
    if len(line) != len(COLUMNS):
        raise forms.ValidationError(_("Row %(row)d has too few or too many columns.") % {"row": at})
    zone, point, day, parameter, value, laboratory = (cell.strip() for cell in line)
    below = value.startswith("<")
    try:
        number = Decimal(value.lstrip("< ").replace(",", "."))
        taken_on = date.fromisoformat(day)
    except (InvalidOperation, ValueError) as error:
        text = _("Row %(row)d: a day looks like 2026-11-20 and a value like 12,5.")
        raise forms.ValidationError(text % {"row": at}) from error
    if not number.is_finite() or abs(number) >= 10**8:
        raise forms.ValidationError(_("Row %(row)d: this value cannot be right.") % {"row": at})
    return Result(zone, taken_on, parameter, number, point[:150], below, laboratory[:150])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.PUBLISH_NOTICES)
def samples(request: StaffRequest) -> HttpResponse:
    """Take a table over, all or nothing; what zones and parameters are called stands beside."""
    profile = profile_of(request)
    posted: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SamplesForm(*posted)
    if request.method == "POST" and form.is_valid():
        try:
            number = services.record_samples(
                results=form.cleaned_data["table"], profile=profile, by=request.user, today=localdate()
            )
        except SampleRefused as refusal:
            form.add_error("table", str(refusal))
        else:
            messages.success(request, _("Results taken over: %(number)d.") % {"number": number})
            return redirect("office_samples")
    context = {"form": form, "network": profile.network, "columns": COLUMNS}
    return render(request, "office/outages/samples.html", context)
