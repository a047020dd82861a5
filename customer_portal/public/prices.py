"""What water and sewage cost: the tariffs in force, the coming and the former ones, for anybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from customer_portal.doors import open_to_all, profile_of
from tenants.metering.quoting import with_vat
from tenants.profile.schema import Profile
from tenants.profile.schema.tariffs import Tariff


@dataclass(frozen=True, slots=True)
class PriceRow:
    """The prices of a group, in grosze with parts of a grosz; a pair is net and with VAT, None is not charged."""

    code: str
    title: str
    water: tuple[Decimal, Decimal] | None
    sewage: tuple[Decimal, Decimal] | None
    fixed: tuple[Decimal, Decimal] | None


@require_safe
@open_to_all
def prices(request: HttpRequest) -> HttpResponse:
    """Every tariff of the profile with its prices net and with VAT, those in force first."""
    profile, today = profile_of(request), localdate()
    if not profile.tariffs.tariffs:
        raise Http404
    in_force, coming, former = profile.tariffs.by_time(today)
    context = {
        "in_force": [_shown(tariff, profile) for tariff in in_force],
        "coming": [_shown(tariff, profile) for tariff in coming],
        "former": [_shown(tariff, profile) for tariff in former],
    }
    return render(request, "customer_portal/prices.html", context)


def _shown(tariff: Tariff, profile: Profile) -> dict[str, object]:
    rows = [
        PriceRow(
            group.code, str(group.title),
            *(with_vat(price, group.vat_percent) for price in (group.water_net, group.sewage_net, group.fixed_fee_net)),
        )
        for group in tariff.groups
    ]  # fmt: skip
    return {
        "tariff": tariff,
        "area": next((area.title for area in profile.areas.areas if area.key == tariff.area), ""),
        "rows": rows,
        "fixed": any(row.fixed for row in rows),
    }
