"""„Zestawienie wywozów”: what an inspector of the commune asks for, as a PDF of one tank and one period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tenants.files.documents import render_document
from tenants.profile.formats import date_table, date_text, m3
from tenants.profile.schema import Profile
from tenants.septic.models import SepticTank, TankKind
from tenants.septic.selectors import emptyings_of, volume_removed, water_used


def kind_word(kind: str) -> str:
    """What kind of tank it is, in words."""
    return _("small treatment plant") if kind == TankKind.PLANT else _("septic tank")


def statement(tank: SepticTank, *, since: date, until: date, profile: Profile, at: datetime) -> bytes:
    """The PDF: the tank, its emptyings from `since` to `until`, and m³ removed beside m³ of water used."""
    removed = volume_removed(tank, since=since, until=until)
    used = water_used(tank, since=since, until=until)
    place = profile.contacts.postal_address
    customer = tank.customer
    facts = [
        {"label": str(profile.glossary.customer.one), "value": f"{customer.name}, {customer.number}"},
        {"label": _("Place"), "value": tank.address},
        {"label": _("Kind"), "value": kind_word(tank.kind)},
        *([{"label": _("Capacity"), "value": m3(tank.capacity_m3)}] if tank.capacity_m3 is not None else []),
        *(
            [{"label": _("Number in the register"), "value": tank.register_number}]
            if tank.register_number
            else []
        ),
        {"label": _("Made on"), "value": date_text(at)},
    ]
    totals = [{"label": _("Removed in the period"), "value": m3(removed)}]
    if used is not None:
        totals.append({"label": _("Water used in the period, by readings"), "value": m3(used)})
    data: dict[str, Any] = {
        "utility": {
            "name": str(profile.office.legal_name),
            "address": [*place.lines[1:], f"{place.postcode} {place.city}"],
            "contact": [profile.contacts.phones[0].number, profile.contacts.email],
        },
        "colour": profile.branding.primary,
        "title": _("Statement of emptyings"),
        "period": f"{date_table(since)} – {date_table(until)}",
        "facts": facts,
        "rows": [
            {
                "day": date_table(row.emptied_on), "volume": m3(row.volume_m3),
                "document": row.document or "–", "firm": row.firm or "–",
            }
            for row in emptyings_of(tank, since=since, until=until).order_by("emptied_on", "id")
        ],
        "totals": totals,
        "rule": str(profile.services.septic.rule) if profile.services.septic else "",
    }  # fmt: skip
    return render_document("septic", data, made_at=at)
