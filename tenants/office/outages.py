"""Outages and planned works: write, see whom it reaches, publish, add news, give the all clear."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.identity.roles import Right
from tenants.network import selectors, services
from tenants.network.models import Outage, OutageKind, OutageState
from tenants.network.places import NumbersUnreadable, spans_of
from tenants.network.services import OutageClosed, Place
from tenants.office.doors import StaffRequest, profile_of, staff_with

PER_PAGE = 50
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour on a clock in Warsaw."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=_MOMENT,
            input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"],
            error_messages={
                "required": gettext_lazy("Enter the day and the hour."),
                "invalid": gettext_lazy("Enter a day and an hour such as 21.11.2026 08:00."),
            },
            **kwargs,
        )


class OutageForm(forms.Form):
    """An outage as staff write it; places one in a line."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (OutageKind.FAILURE.value, gettext_lazy("failure")),
            (OutageKind.PLANNED.value, gettext_lazy("planned work")),
        ],
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("What people notice"),
        choices=[
            ("water", gettext_lazy("no water")),
            ("pressure", gettext_lazy("low pressure")),
            ("quality", gettext_lazy("boil the water before drinking")),
            ("sewage", gettext_lazy("sewage is blocked")),
        ],
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("For example: No water in Lipowa street."),
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    description = forms.CharField(
        label=gettext_lazy("What people should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_at = MomentField(label=gettext_lazy("From"))
    ends_at = MomentField(label=gettext_lazy("Expected end"), required=False)
    places = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=5000,
        help_text=gettext_lazy(
            "One place in a line: town; street; house numbers. For example: Rzeszów; ul. Lipowa; 1–15 odd, 20a."
            " Without numbers: the whole street."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say where: without it nobody would be told.")},
    )
    tanks = forms.CharField(
        label=gettext_lazy("Drinking water from tanks"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Where tanks stand and when, one in a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_places(self) -> list[Place]:
        found = []
        for line in filter(str.strip, self.cleaned_data["places"].splitlines()):
            city, street, numbers = (*(part.strip() for part in line.split(";", 2)), "", "")[:3]
            try:
                spans_of(numbers)
            except NumbersUnreadable as problem:
                text = _("House numbers “%(piece)s” cannot be read. Write them like this: 1–15 odd, 20a.")
                raise forms.ValidationError(text % {"piece": problem}) from problem
            if numbers and not street:
                raise forms.ValidationError(_("House numbers need a street: “%(line)s”.") % {"line": line})
            found.append(Place(city[:100], street[:150], numbers[:200]))
        return found

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the beginning."))
        return self.cleaned_data

    def fields_of_outage(self) -> dict[str, Any]:
        """Columns of the outage."""
        return {name: value for name, value in self.cleaned_data.items() if name != "places"}


class NewsForm(forms.Form):
    """A word more about an outage, and a new expected end."""

    text = forms.CharField(
        label=gettext_lazy("What is new"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what is new.")},
    )
    ends_at = MomentField(label=gettext_lazy("New expected end"), required=False)


@require_safe
@staff_with(Right.PUBLISH_NOTICES)
def outages(request: StaffRequest) -> HttpResponse:
    """Drafts first, then what goes on and what was."""
    page = Paginator(selectors.all_outages(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/outages/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_with(Right.PUBLISH_NOTICES)
def edit(request: StaffRequest, outage_id: UUID | None = None) -> HttpResponse:
    """A new draft, or one nobody has seen yet."""
    found = _outage(outage_id) if outage_id else None
    if found and found.state != OutageState.DRAFT:
        return redirect("office_outage", outage_id=found.public_id)
    form = OutageForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_draft(
                outage=found,
                fields=form.fields_of_outage(),
                places=form.cleaned_data["places"],
                by=request.user,
            )
        except OutageClosed:
            messages.info(request, _("It has been published in the meantime. Add news instead."))
            return redirect("office_outages")
        messages.success(request, _("Saved as a draft. See whom it reaches, then publish it."))
        return redirect("office_outage", outage_id=saved.public_id)
    return render(request, "office/outages/edit.html", {"form": form, "outage": found})


@require_safe
@staff_with(Right.PUBLISH_NOTICES)
def outage(request: StaffRequest, outage_id: UUID) -> HttpResponse:
    """One outage with whom it reaches and what can be done now."""
    return _page(request, _outage(outage_id), NewsForm())


@require_POST
@staff_with(Right.PUBLISH_NOTICES)
def act(request: StaffRequest, outage_id: UUID) -> HttpResponse:
    """Publish, add news, give the all clear, call off."""
    found, now = _outage(outage_id), timezone.now()
    what = request.POST.get("what", "")
    form = NewsForm(request.POST)
    if what == "news" and not form.is_valid():
        return _page(request, found, form)
    text = request.POST.get("text", "").strip()[:2000]
    try:
        _do(
            what,
            found,
            text=text,
            ends_at=form.cleaned_data.get("ends_at") if what == "news" else None,
            by=request,
            at=now,
        )
    except OutageClosed:
        messages.info(request, _("Somebody else has done this in the meantime."))
    else:
        messages.success(request, _("Done. Those whom it concerns are being told."))
    return redirect("office_outage", outage_id=found.public_id)


def _do(
    what: str, found: Outage, *, text: str, ends_at: datetime | None, by: StaffRequest, at: datetime
) -> None:
    if what == "publish":
        services.publish(outage=found, by=by.user, at=at)
    elif what == "news":
        services.update(outage=found, text=text, ends_at=ends_at, by=by.user, at=at)
    elif what == "end":
        services.end(outage=found, text=text, by=by.user, at=at)
    elif what == "call_off":
        services.call_off(outage=found, text=text, by=by.user, at=at)
    else:
        raise Http404


def _page(request: StaffRequest, found: Outage, form: NewsForm) -> HttpResponse:
    context = {
        "outage": found,
        "reach": selectors.reach_of(found, timezone.now()),
        "form": form,
        "shown": profile_of(request).network.outages,
    }
    return render(request, "office/outages/outage.html", context)


def _outage(outage_id: UUID) -> Outage:
    try:
        return selectors.any_outage(outage_id)
    except Outage.DoesNotExist as error:
        raise Http404 from error


def _initial(found: Outage | None) -> dict[str, Any]:
    if found is None:
        return {"starts_at": timezone.localtime()}
    names = ("kind", "effect", "title", "description", "starts_at", "ends_at", "tanks")
    lines = [
        "; ".join(part for part in (place.city, place.street, place.numbers) if part)
        for place in found.places.all()
    ]
    return {name: getattr(found, name) for name in names} | {"places": "\n".join(lines)}
