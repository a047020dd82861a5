"""Meters, readings and how much water was used."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.charts import Chart, Series, yearly_bars
from customer_portal.doors import LinkedRequest, opened_by, profile_of
from tenants.metering.models import Meter
from tenants.metering.selectors import get_meter, meters_of, monthly_consumption, readings_of
from tenants.profile.formats import m3
from tenants.profile.schema import Capability

PER_PAGE = 24


@require_safe
@opened_by(Capability.SEE_METERS)
def meters(request: LinkedRequest) -> HttpResponse:
    """Every meter with its last reading, and a chart of all water used."""
    page = Paginator(meters_of(request.access), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "chart": _chart(request), "today": localdate()}
    return render(request, "customer_portal/water/meters.html", context)


@require_safe
@opened_by(Capability.SEE_METERS)
def meter(request: LinkedRequest, meter_id: int) -> HttpResponse:
    """One meter: its facts, its chart, its readings."""
    try:
        found = get_meter(request.access, meter_id)
    except Meter.DoesNotExist as error:
        raise Http404 from error
    since = profile_of(request).access.history_from(localdate())
    page = Paginator(readings_of(request.access, meter_id, since=since), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"meter": found, "page": page, "chart": _chart(request, meter_id), "today": localdate()}
    return render(request, "customer_portal/water/meter.html", context)


def _chart(request: LinkedRequest, meter_id: int | None = None) -> Chart | None:
    """Twelve months beside the twelve before; None when there is nothing to draw."""
    months = monthly_consumption(request.access, until=localdate(), months=24, meter_id=meter_id)
    if not any(month.used_m3 for month in months):
        return None
    before, latest = months[:12], months[12:]
    since = profile_of(request).access.history_from(localdate())
    return yearly_bars(
        id="used",
        title=_("Water used, month by month"),
        category_name=_("Month"),
        labels=[
            (str(MONTHS_3[month.month.month]), f"{MONTHS[month.month.month]} {month.month.year}")
            for month in latest
        ],
        this_year=Series(_("last 12 months"), [month.used_m3 for month in latest]),
        last_year=Series(
            _("a year before"),
            [month.used_m3 if since is None or month.month >= since else None for month in before],
        ),
        show=m3,
    )
