"""A bill explained in sentences: gathers the two bills that compare, and says each part of the difference in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.billing.correcting import corrected_services
from tenants.billing.explaining import Bill, Cause, Explanation, Part, explain
from tenants.billing.lines import services_of
from tenants.billing.models import Invoice, InvoiceStatus
from tenants.billing.presenting import estimated, readings_of_invoice
from tenants.billing.selectors import previous_bill
from tenants.metering.models import Reading
from tenants.profile.formats import m3, signed, zl


@dataclass(frozen=True, slots=True)
class Explained:
    """A bill beside the one before it. `parts` pairs each part with (short name, sentence)."""

    previous: Invoice
    explanation: Explanation
    parts: tuple[tuple[Part, str, str], ...]
    summary: str


def explained(invoice: Invoice, *, readings: list[Reading], since: date | None = None) -> Explained | None:
    """Why this bill differs from the last one of the same service point; None where there is nothing to compare.

    `readings` are those of this invoice, `since` how far back the utility shows bills.
    """
    previous = previous_bill(invoice, since=since)
    if previous is None:
        return None
    earlier_estimate = estimated(readings_of_invoice(previous))
    found = explain(
        before=_corrected(previous, estimated=earlier_estimate),
        after=Bill(
            invoice.gross_grosze,
            tuple(services_of(invoice.lines.all()).values()),
            _days(invoice),
            estimated(readings),
        ),
    )
    parts = tuple(
        (part, part.service or name_of(part.cause), _sentence(part, from_estimate=earlier_estimate))
        for part in found.parts
    )
    return Explained(previous, found, parts, _summary(found))


def _corrected(invoice: Invoice, *, estimated: bool) -> Bill:
    corrections = [one for one in invoice.corrections.all() if one.status == InvoiceStatus.ISSUED]
    return Bill(
        invoice.gross_grosze,
        tuple(corrected_services(invoice, corrections)),
        _days(invoice),
        estimated,
        sum(one.gross_grosze for one in corrections),
    )


def _days(invoice: Invoice) -> int | None:
    if invoice.sold_from is None or invoice.sold_to is None:
        return None
    return (invoice.sold_to - invoice.sold_from).days + 1


def name_of(cause: Cause) -> str:
    """The cause in a word or two, for a chart and a table."""
    return {
        Cause.USAGE: _("Water used"),
        Cause.PRICE: _("Price"),
        Cause.DAYS: _("Length of the period"),
        Cause.FIXED_FEE: _("Fixed fee"),
        Cause.ESTIMATE: _("Estimate and reading"),
        Cause.CORRECTION: _("Correction"),
        Cause.OTHER: _("Other and rounding"),
    }[cause]


def _summary(found: Explanation) -> str:
    more = found.difference_grosze
    if more == 0:
        return _("This bill comes to exactly as much as the one before.")
    amount = {"amount": zl(abs(more))}
    if more > 0:
        return _("This bill is higher by %(amount)s than the one before.") % amount
    return _("This bill is lower by %(amount)s than the one before.") % amount


def _sentence(part: Part, *, from_estimate: bool) -> str:
    said = _said(part, from_estimate)
    return f"{said} ({signed(part.grosze)})."


def _said(part: Part, from_estimate: bool) -> str:
    up = part.grosze > 0
    match part.cause:
        case Cause.USAGE if part.service:
            said = {"service": part.service, "volume": m3(abs(part.m3 or Decimal(0)))}
            more = _("%(service)s: %(volume)s more"), _("%(service)s: %(volume)s less")
            return more[0 if (part.m3 or 0) > 0 else 1] % said
        case Cause.USAGE:
            text = _("You used %(volume)s more") if (part.m3 or 0) > 0 else _("You used %(volume)s less")
            return text % {"volume": m3(abs(part.m3 or Decimal(0)))}
        case Cause.ESTIMATE if from_estimate:
            return _(
                "The last bill rested on an estimate and this one on a reading, so this one evens it out"
            )
        case Cause.ESTIMATE:
            return _("The last bill rested on a reading, and this one on an estimate")
        case Cause.PRICE:
            return (
                _("The price of a cubic metre is higher") if up else _("The price of a cubic metre is lower")
            )
        case Cause.DAYS if part.days:
            text = (
                ngettext("The period is %(days)s day longer", "The period is %(days)s days longer", part.days)
                if part.days > 0
                else ngettext(
                    "The period is %(days)s day shorter", "The period is %(days)s days shorter", -part.days
                )
            )
            return text % {"days": abs(part.days)}
        case Cause.DAYS:
            return _("The fixed fee is for more months") if up else _("The fixed fee is for fewer months")
        case Cause.FIXED_FEE:
            return _("The fixed fee is higher") if up else _("The fixed fee is lower")
        case Cause.CORRECTION:
            return _("The bill before was corrected after it had been issued")
        case _:
            return _("Other services and rounding")
