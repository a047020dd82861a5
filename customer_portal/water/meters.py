"""Service points, meters, and how much water was used: by month, by year, by day, against others and the next bill."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.water import pictures
from customer_portal.water.words import kind_word, way_back
from tenants.customers.models import ServicePoint
from tenants.metering.forecasting import comparison, forecast
from tenants.metering.models import Meter
from tenants.metering.rules import is_read_here, rules_for, unusable, verification_over
from tenants.metering.selectors import (
    active_leaks_of,
    daily_consumption,
    get_meter,
    get_point,
    latest_leak,
    meters_at,
    monthly_consumption,
    points_of,
    readings_of,
    stretches_of,
)
from tenants.profile.schema import Capability

PER_PAGE = 24
MONTHS, YEARS = 24, 5


@require_safe
@opened_by(Capability.SEE_METERS)
def meters(request: LinkedRequest) -> HttpResponse:
    """What needs doing first, then the figures and the chart, then every point with its meters."""
    today, profile = localdate(), profile_of(request)
    found = points_of(request.access)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    point = _chosen(request) or (page.object_list[0] if page.paginator.count == 1 else None)
    by_year = request.GET.get("widok") == "lata"
    since = profile.access.history_from(today)
    months = monthly_consumption(
        request.access,
        until=today,
        months=max(MONTHS, today.month + 12 * (YEARS - 1)) if by_year else MONTHS,
        point_id=point.pk if point else None,
    )
    compared = comparison(customer=request.access.customer, point=point, profile=profile) if point else None
    if by_year:
        chart = pictures.by_year(
            [one for one in months if since is None or one.month >= since], compared=compared
        )
    else:
        chart = pictures.by_month(months, since=since, compared=compared)
    year = months[-12:]
    use = stretches_of(meters_at(point), until=today) if point else {}
    context = {
        "page": page,
        "points": [(one, [_line(request, one, meter, today) for meter in meters_at(one)]) for one in page],
        "point": point,
        "all_points": found[:100] if page.paginator.count > 1 else [],
        "by_year": by_year,
        "chart": chart,
        "used_year": sum((one.used_m3 for one in year), Decimal(0)).quantize(Decimal(1)),
        "used_month": sum((one.used_m3 for one in year), Decimal(0)) / 12,
        "compared": compared,
        "forecast": forecast(point=point, meters=meters_at(point), use=use, profile=profile, today=today)
        if point
        else None,
        "leaks": active_leaks_of(request.access)[:5],
        "may_send": request.standing.may(Capability.SEND_READINGS) and profile.readings.accepted,
        "today": today,
    }
    return render(request, "customer_portal/water/meters.html", context)


@require_safe
@opened_by(Capability.SEE_METERS)
def meter(request: LinkedRequest, meter_id: int) -> HttpResponse:
    """One meter: its facts, its charts, its readings."""
    try:
        found = get_meter(request.access, meter_id)
    except Meter.DoesNotExist as error:
        raise Http404 from error
    today, profile = localdate(), profile_of(request)
    since = profile.access.history_from(today)
    page = Paginator(readings_of(request.access, meter_id, since=since, daily=False), PER_PAGE).get_page(
        request.GET.get("page")
    )
    months = monthly_consumption(request.access, until=today, months=MONTHS, meter_id=meter_id)
    context = {
        "crumbs": way_back(),
        "meter": found,
        "kind_word": kind_word(found.kind),
        "line": _line(request, found.service_point, found, today),
        "page": page,
        "chart": pictures.by_month(months, since=since, compared=None),
        "days": pictures.by_day(daily_consumption(found, until=today)),
        "leak": latest_leak(request.access, meter_id),
        "verification_text": profile.water.verification_text,
        "today": today,
    }
    return render(request, "customer_portal/water/meter.html", context)


def _chosen(request: LinkedRequest) -> ServicePoint | None:
    """The point that the filter names; a stranger's is as good as none."""
    text = request.GET.get("punkt", "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        return None
    try:
        return get_point(request.access, int(text))
    except ServicePoint.DoesNotExist:
        return None


def _line(request: LinkedRequest, point: ServicePoint, meter: Meter, today: date) -> dict[str, object]:
    """What a list says of a meter besides its own fields."""
    profile = profile_of(request)
    rules = rules_for(profile, point)
    reminders = profile.water.verification_reminder_days
    left = (meter.verification_until - today).days if meter.verification_until else None
    return {
        "meter": meter,
        "kind": kind_word(meter.kind),
        "over": verification_over(meter, today),
        "unusable": unusable(rules, meter, today),
        "days_left": left if left is not None and 0 <= left <= max(reminders, default=0) else None,
        "read_by_us": not is_read_here(rules, meter) and meter.removed_on is None,
    }
