"""One reading that was sent: where it stands, its photo, and, until it is decided, correcting and withdrawing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.water.forms import ReadingForm
from customer_portal.water.words import doubt_sentences, kind_word, state_tag, way_back
from tenants.files.serving import as_download
from tenants.metering.models import OPEN_STATES, SubmittedReading
from tenants.metering.problems import NotOpen, ReadingProblem
from tenants.metering.selectors import get_submitted
from tenants.metering.services import correct_reading, withdraw_reading
from tenants.profile.schema import Capability


@require_safe
@opened_by(Capability.SEND_READINGS)
def reading(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """The state of a sent reading, and what may still be done with it."""
    found = _mine(request, public_id)
    context = {
        "crumbs": way_back(to_readings=True),
        "sent": found,
        "tag": state_tag(found.state),
        "kind_word": kind_word(found.meter.kind),
        "doubts": doubt_sentences(found.reasons) if found.state in OPEN_STATES else [],
        "open": found.state in OPEN_STATES,
        "control_text": profile_of(request).readings_in(found.meter.service_point.area).control_text,
    }
    return render(request, "customer_portal/water/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.SEND_READINGS)
def correct(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """Other values in the place of those that were sent."""
    found = _mine(request, public_id)
    if found.state not in OPEN_STATES:
        return _too_late(request, found)
    form = ReadingForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        meters=[found.meter],
        profile=profile_of(request),
        today=localdate(),
        instead=found,
    )
    if request.method == "POST" and form.is_valid():
        entry = form.entries[0]
        try:
            correct_reading(
                submitted=found, values=entry.values, taken_at=entry.taken_at, by=request.user,
                profile=profile_of(request), at=timezone.now(), photo=entry.photo, note=entry.note,
                role=request.access.role,
            )  # fmt: skip
        except NotOpen:
            return _too_late(request, found)
        except ReadingProblem as problem:
            form.add_problem(found.meter, problem)
        else:
            messages.success(request, _("The reading is corrected."))
            return redirect("sent_reading", public_id=public_id)
    context = {
        "crumbs": way_back(to_readings=True),
        "form": form,
        "sent": found,
        "section": form.sections()[0],
    }
    return render(request, "customer_portal/water/correct.html", context)


@require_POST
@opened_by(Capability.SEND_READINGS)
def withdraw(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """Take a reading back."""
    found = _mine(request, public_id)
    try:
        withdraw_reading(submitted=found, by=request.user, at=timezone.now())
    except NotOpen:
        return _too_late(request, found)
    messages.success(request, _("The reading is withdrawn."))
    return redirect("readings_now")


@require_safe
@opened_by(Capability.SEND_READINGS)
def photo(request: LinkedRequest, public_id: UUID) -> HttpResponse:
    """The photo that was sent."""
    found = _mine(request, public_id)
    if found.photo is None:
        raise Http404
    return as_download(found.photo)


def _mine(request: LinkedRequest, public_id: UUID) -> SubmittedReading:
    try:
        return get_submitted(request.access, public_id)
    except SubmittedReading.DoesNotExist as error:
        raise Http404 from error


def _too_late(request: LinkedRequest, found: SubmittedReading) -> HttpResponse:
    messages.info(request, _("This reading has been decided already and can no longer be changed."))
    return redirect("sent_reading", public_id=found.public_id)
