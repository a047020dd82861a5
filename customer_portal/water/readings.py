"""Send readings: what can be sent now, all meters of a point on one screen, and what it will cost before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.water.forms import ReadingForm
from customer_portal.water.words import doubt_sentences, kind_word, state_tag, way_back
from tenants.customers.models import ServicePoint
from tenants.metering import rules as of_rules
from tenants.metering.forecasting import in_front
from tenants.metering.models import Meter, MeterKind, SentBy, SubmittedReading
from tenants.metering.problems import NotAllTaken
from tenants.metering.quoting import Quote, quote
from tenants.metering.selectors import (
    get_point,
    meters_at,
    meters_to_read,
    open_submissions,
    submitted_of,
)
from tenants.metering.services import check_together, submit_together
from tenants.profile.schema import Capability, Profile

PER_PAGE, POINTS_PER_PAGE = 20, 20


@require_safe
@opened_by(Capability.SEND_READINGS)
def overview(request: LinkedRequest) -> HttpResponse:
    """Each service point with its meters, whether readings are taken now and until when; below, what was sent."""
    profile, today = profile_of(request), localdate()
    meters = meters_to_read(request.access, profile=profile)
    by_point: dict[int, list[Meter]] = {}
    for meter in meters:
        by_point.setdefault(meter.service_point_id, []).append(meter)
    page = Paginator(list(by_point.values()), POINTS_PER_PAGE).get_page(request.GET.get("strona_punktow"))
    waiting = open_submissions([meter for listed in page for meter in listed])
    sent = Paginator(
        submitted_of(request.access, since=profile.access.history_from(today)), PER_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "crumbs": way_back(),
        "accepted": profile.readings.accepted,
        "may_send": of_rules.may_send(profile.readings, request.access.role),
        "points": [_point_line(listed, waiting, profile, today) for listed in page],
        "points_page": page,
        "sent": [(one, state_tag(one.state)) for one in sent],
        "page": sent,
        "rules": profile.readings,
        "many": len(meters) > 2 and profile.readings.by_file,
        "kinds_left_out": profile.readings.accepted and not meters,
    }
    return render(request, "customer_portal/water/readings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(Capability.SEND_READINGS)
def send(request: LinkedRequest, point_id: int) -> HttpResponse:
    """All meters of a point on one screen: first what was typed is checked and priced, then it is sent."""
    profile, today = profile_of(request), localdate()
    point, meters = _readable(request, point_id, profile)
    step = request.POST.get("step", "check") if request.method == "POST" else ""
    bound = step in ("check", "send")
    form = ReadingForm(
        request.POST if bound else None,
        request.FILES if step == "send" else None,
        meters=meters,
        profile=profile,
        today=today,
        initial=request.POST.dict() if step == "change" else None,
    )
    checked: list[SubmittedReading] = []
    if bound and form.is_valid():
        if step == "send" and (sent := _send(request, form, profile)):
            return _done(request, sent)
        checked = _check(request, form, profile)
    rules = of_rules.rules_for(profile, point)
    context = {
        "crumbs": way_back(to_readings=True),
        "form": form,
        "point": point,
        "meters": meters,
        "rules": rules,
        "opening": of_rules.opening_on(rules, point, today),
        "next_opening": of_rules.next_opening(rules, point, today),
        "follows": of_rules.follows(rules, point, today),
        "deadlines": [found for meter in meters if (found := of_rules.deadline_ahead(rules, meter, today))],
        "over": [meter for meter in meters if of_rules.unusable(rules, meter, today)],
        "checked": [(one, doubt_sentences(one.reasons), kind_word(one.meter.kind)) for one in checked],
        "asks_before": any(one.reasons for one in checked),
        "cost": cost_of(checked, point=point, profile=profile, today=today),
    }
    return render(request, "customer_portal/water/send.html", context)


def _check(request: LinkedRequest, form: ReadingForm, profile: Profile) -> list[SubmittedReading]:
    """What would come of it; empty where a meter's problem keeps it from being sent."""
    try:
        return check_together(
            entries=form.entries, by=request.user, channel=SentBy.PORTAL, profile=profile, at=timezone.now(),
            role=request.access.role,
        )  # fmt: skip
    except NotAllTaken as refusal:
        if form.is_valid():  # sending has not said it already
            form.add_problems(refusal)
        return []


def _send(request: LinkedRequest, form: ReadingForm, profile: Profile) -> list[SubmittedReading]:
    try:
        return submit_together(
            entries=form.entries, by=request.user, channel=SentBy.PORTAL, profile=profile, at=timezone.now(),
            role=request.access.role,
        )  # fmt: skip
    except NotAllTaken as refusal:
        form.add_problems(refusal)
        return []


def cost_of(
    checked: Sequence[SubmittedReading], *, point: ServicePoint, profile: Profile, today: date
) -> Quote | None:
    """What the water of these readings costs by the tariff; None where use or prices are not known."""
    first = {meter.pk for meter in in_front(one.meter for one in checked)}
    water = [one.used_m3 for one in checked if one.meter_id in first]
    garden = [one.used_m3 for one in checked if one.meter.kind == MeterKind.GARDEN]
    if not water or None in water:
        return None
    return quote(
        profile=profile,
        area=point.area,
        group=point.tariff_group,
        on=today,
        water_m3=sum((one for one in water if one), Decimal(0)),
        garden_m3=sum((one for one in garden if one), Decimal(0)),
        months=point.settlement_months or 1,
    )


def _readable(request: LinkedRequest, point_id: int, profile: Profile) -> tuple[ServicePoint, list[Meter]]:
    """One of the customer's points with the meters whose state is sent; 404 for a stranger's and for none."""
    try:
        point = get_point(request.access, point_id)
    except ServicePoint.DoesNotExist as error:
        raise Http404 from error
    rules = of_rules.rules_for(profile, point)
    meters = [meter for meter in meters_at(point) if of_rules.is_read_here(rules, meter)]
    if not meters:
        raise Http404
    # The garden's stands behind the main one, on the screen too.
    return point, sorted(meters, key=lambda meter: (meter.kind == MeterKind.GARDEN, meter.serial))


def _done(request: LinkedRequest, sent: Sequence[SubmittedReading]) -> HttpResponse:
    # By its path the browser knows which of the drafts it keeps has arrived.
    messages.success(request, _("Thank you, we have the reading."), extra_tags=request.path)
    if len(sent) == 1:
        return redirect("sent_reading", public_id=sent[0].public_id)
    return redirect("readings_now")


def _point_line(
    meters: list[Meter], waiting: dict[int, SubmittedReading], profile: Profile, today: date
) -> dict[str, object]:
    point = meters[0].service_point
    rules = of_rules.rules_for(profile, point)
    opening = of_rules.opening_on(rules, point, today)
    ahead = of_rules.next_opening(rules, point, today)
    return {
        "point": point,
        "meters": [(meter, kind_word(meter.kind), waiting.get(meter.pk)) for meter in meters],
        "opening": opening if rules.window or rules.cycle_windows else None,
        "days_left": (opening.last - today).days if opening else None,
        "open": opening is not None or rules.outside_window == "without_invoice",
        "without_invoice": opening is None,
        "next": ahead,
    }
