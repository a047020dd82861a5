"""„Mój kran”: the quality of my own water, my year of it beside others', and its price per litre; also as a card to keep.

What consumers are to be told at least once a year by Directive (EU) 2020/2184 art. 17(2) (law 5.3): quality, volume and its
trend, comparison with an average household, price per litre and per cubic metre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customer_portal.doors import LinkedRequest, opened_by, profile_of
from customer_portal.notices.quality import hardness_words
from customer_portal.public.views import pdf
from tenants.customers.models import ServicePoint
from tenants.files.documents import render_document
from tenants.legal.printing import letterhead
from tenants.metering.forecasting import Comparison, comparison
from tenants.metering.selectors import monthly_consumption, points_of
from tenants.metering.selectors.consumption import YearOfWater, yearly_consumption
from tenants.network.selectors import Quality, quality_of, zones_of
from tenants.profile.formats import date_text, m3, plain_number, price
from tenants.profile.schema import Capability, Profile
from tenants.profile.schema.network import Zone

YEARS = 3


@dataclass(frozen=True)
class Card:
    """A year of water at one customer's taps. Volumes in m³; prices in złoty with VAT, None where no tariff says them."""

    until: date
    used_m3: Decimal
    before_m3: Decimal | None
    years: tuple[YearOfWater, ...]
    compared: Comparison | None
    m3_price: Decimal | None
    zones: tuple[tuple[Zone, list[Quality], dict[str, Any] | None], ...]

    @property
    def litre_price(self) -> Decimal | None:
        """Złoty for a litre, to a hundredth of a grosz."""
        return (self.m3_price / 1000).quantize(Decimal("0.0001")) if self.m3_price is not None else None

    @property
    def others_m3(self) -> Decimal | None:
        """What a comparable household uses in a year."""
        return (self.compared.m3_a_month * 12).quantize(Decimal(1)) if self.compared else None


@require_safe
@opened_by(Capability.SEE_METERS)
def my_tap(request: LinkedRequest) -> HttpResponse:
    """Quality, use and price on one page."""
    card = _card(request)
    return render(request, "customer_portal/water/my_tap.html", {"card": card})


@require_safe
@opened_by(Capability.SEE_METERS)
def card_pdf(request: LinkedRequest) -> HttpResponse:
    """The same as an accessible PDF."""
    profile, card = profile_of(request), _card(request)
    if card is None:
        raise Http404
    facts = [
        (str(profile.glossary.customer_number.label), request.access.customer.number),
        (_("Used in the last 12 months"), m3(card.used_m3)),
        (_("In the 12 months before"), m3(card.before_m3) if card.before_m3 is not None else ""),
        (
            _("A comparable household uses in a year"),
            m3(card.others_m3) if card.others_m3 is not None else "",
        ),
        (
            _("Price of 1 m³ of water, with VAT"),
            price(card.m3_price * 100) if card.m3_price is not None else "",
        ),
        (_("Price of 1 litre"), _litre(card) if card.litre_price is not None else ""),
    ]
    for zone, quality, hard in card.zones:
        facts.append((_("Supply zone"), str(zone.title)))
        if hard:
            facts.append((_("Hardness"), f"{plain_number(hard['figures'].degrees)} °dH, {hard['word']}"))
        facts += [(str(one.parameter.title), _result(one)) for one in quality]
    content = render_document(
        "confirmation",
        {
            "colour": profile.branding.primary,
            "utility": letterhead(profile),
            "title": _("Water card"),
            "received_at": date_text(card.until),
            "lead": _("What came from your tap in a year: how much, at what price and of what quality."),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
            "contact": f"{profile.contacts.phones[0].number}, {profile.contacts.email}",
        },
    )
    return pdf(content, f"{_('Water card')}.pdf")


def _card(request: LinkedRequest) -> Card | None:
    """None while billing knows no point of supply."""
    profile, today = profile_of(request), localdate()
    point = points_of(request.access).first()
    if point is None:
        return None
    since = profile.access.history_from(today)
    months = [
        one
        for one in monthly_consumption(request.access, until=today, months=12 * YEARS + 12)
        if since is None or one.month >= since
    ]
    before = months[-24:-12]
    shows = profile.network.water_quality
    return Card(
        until=today,
        used_m3=_sum(months[-12:]),
        before_m3=_sum(before) if len(before) == 12 else None,
        years=tuple(yearly_consumption(months)[-YEARS:]),
        compared=comparison(customer=request.access.customer, point=point, profile=profile),
        m3_price=_m3_price(profile, point, today),
        zones=tuple(
            (zone, quality := quality_of(zone, profile), hardness_words(quality, profile))
            for zone in (zones_of(request.access, profile) if shows else [])
        ),
    )


def _sum(months: list[Any]) -> Decimal:
    return sum((one.used_m3 for one in months), Decimal(0)).quantize(Decimal(1))


def _m3_price(profile: Profile, point: ServicePoint, today: date) -> Decimal | None:
    found = profile.tariffs.group_on(today, area=point.area, code=point.tariff_group)
    if found is None or found[1].water_net is None:
        return None
    group = found[1]
    assert group.water_net is not None
    return (group.water_net * (100 + group.vat_percent) / 100).quantize(Decimal("0.01"))


def _litre(card: Card) -> str:
    assert card.litre_price is not None
    return f"{plain_number(card.litre_price)} zł"


def _result(one: Quality) -> str:
    below = "< " if one.sample.below_detection else ""
    return f"{below}{plain_number(one.sample.value)} {one.parameter.unit or ''}".strip()
