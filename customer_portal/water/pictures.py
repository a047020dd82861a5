"""Charts of water: by month beside the year before, by year, by day; each with its table behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customer_portal.charts import Chart, Level, Series, yearly_bars
from tenants.metering.forecasting import Comparison
from tenants.metering.selectors import DayOfWater, MonthOfWater, yearly_consumption
from tenants.profile.formats import NBSP, date_table, m3


def by_month(
    months: Sequence[MonthOfWater], *, since: date | None, compared: Comparison | None
) -> Chart | None:
    """The last twelve of 24 months beside the twelve before; None when there is nothing to draw."""
    if not any(month.used_m3 for month in months):
        return None
    before, latest = months[-24:-12], months[-12:]
    return yearly_bars(
        id="used",
        title=_("Water used, month by month"),
        category_name=_("Month"),
        labels=[(_short(one.month), f"{MONTHS[one.month.month]} {one.month.year}") for one in latest],
        this_year=Series(
            _("last 12 months"),
            [one.used_m3 for one in latest],
            frozenset(at for at, one in enumerate(latest) if one.estimated),
        ),
        last_year=Series(
            _("a year before"),
            [one.used_m3 if since is None or one.month >= since else None for one in before],
        ),
        show=m3,
        level=_level(compared, 1),
    )


def by_year(months: Sequence[MonthOfWater], *, compared: Comparison | None) -> Chart | None:
    """Whole years of the months given, the running one so far; None when there is nothing to draw."""
    years = [one for one in yearly_consumption(list(months)) if one.used_m3]
    if not years:
        return None
    return yearly_bars(
        id="years",
        title=_("Water used, year by year"),
        category_name=_("Year"),
        labels=[(str(one.year), str(one.year)) for one in years],
        this_year=Series(_("in the year"), [one.used_m3 for one in years]),
        last_year=None,
        show=m3,
        level=_level(compared, 12),
    )


def by_day(days: Sequence[DayOfWater]) -> Chart | None:
    """Each day of a meter read by radio."""
    if not days:
        return None
    return yearly_bars(
        id="days",
        title=_("Water used, day by day"),
        category_name=_("Day"),
        labels=[(str(one.day.day), date_table(one.day)) for one in days],
        this_year=Series(_("in the day"), [one.used_m3 for one in days]),
        last_year=None,
        show=m3,
    )


def _short(month: date) -> str:
    """A month under its bar: „gru” in Polish, „Dec” in English, which writes months with a capital letter."""
    name = str(MONTHS_3[month.month])
    return name.capitalize() if (get_language() or "pl").startswith("en") else name


def _level(compared: Comparison | None, months: int) -> Level | None:
    if compared is None:
        return None
    value = compared.m3_a_month * months
    shown = value.quantize(Decimal(1)) if value >= 20 else value.quantize(Decimal("0.1"))
    return Level(_("average: %(figure)s") % {"figure": f"{number_format(shown)}{NBSP}m³"}, value)
