"""The customer's counter: readings, water and tariffs name things that exist and days that come."""

from calendar import monthrange
from collections.abc import Iterator

from tenants.profile.checks.walking import Finding
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.schema.readings import Readings
from tenants.profile.sentences import gettext as _

_LEAP_YEAR = 2024


def readings(profile: Profile) -> Iterator[Finding]:
    """Months are months, deadlines are days of the calendar, and who rejects has a reason to give."""
    yield from _rules(("readings",), profile.readings)
    for index, area in enumerate(profile.areas.areas):
        if area.readings:
            yield from _rules(("areas", "areas", index, "readings"), area.readings)


def _rules(here: Path, rules: Readings) -> Iterator[Finding]:
    for index, window in enumerate(rules.cycle_windows):
        if any(not 1 <= month <= 12 for month in window.months):
            yield (*here, "cycle_windows", index, "months"), _("Months are numbers from 1 to 12.")
    for index, deadline in enumerate(rules.deadlines):
        if deadline.day > monthrange(_LEAP_YEAR, deadline.month)[1]:
            yield (*here, "deadlines", index, "day"), _("This month has no such day.")
    if rules.accepted and not rules.rejection_reasons:
        yield (
            (*here, "rejection_reasons"),
            _("Where readings are taken, at least one reason for rejecting one is needed."),
        )


def water(profile: Profile) -> Iterator[Finding]:
    """Averages have a figure, reminders go from the earliest to the latest, and relief is a case one can file."""
    for index, average in enumerate(profile.water.averages):
        if average.m3_a_month is None and average.m3_a_month_per_person is None:
            yield (
                ("water", "averages", index),
                _("Say m3_a_month, m3_a_month_per_person or both."),
            )
    days = profile.water.verification_reminder_days
    if any(day < 1 for day in days) or list(days) != sorted(set(days), reverse=True):
        yield (
            ("water", "verification_reminder_days"),
            _("The days go down, for example 90, 30, and none is below 1."),
        )
    relief = profile.water.leaks.relief_case
    if relief and relief not in {case.key for case in profile.services.case_types}:
        message = _("There is no kind of case “{key}” among services.case_types.")
        yield ("water", "leaks", "relief_case"), message.format(key=relief)


def tariffs(profile: Profile) -> Iterator[Finding]:
    """Areas exist, ends come after beginnings, a group stands once, and no two tariffs begin on one day."""
    areas = {area.key for area in profile.areas.areas}
    begun: set[tuple[str, object]] = set()
    for index, tariff in enumerate(profile.tariffs.tariffs):
        here: Path = ("tariffs", "tariffs", index)
        if tariff.area and tariff.area not in areas:
            yield (*here, "area"), _("There is no area “{key}” among areas.").format(key=tariff.area)
        if tariff.valid_to and tariff.valid_to < tariff.valid_from:
            yield (*here, "valid_to"), _("The last day is before the first one.")
        if (tariff.area or "", tariff.valid_from) in begun:
            yield (*here, "valid_from"), _("Another tariff of the same area begins on this day.")
        begun.add((tariff.area or "", tariff.valid_from))
        codes = [group.code for group in tariff.groups]
        for position, code in enumerate(codes):
            if code in codes[:position]:
                message = _("The group “{code}” stands twice in this tariff.")
                yield (*here, "groups", position, "code"), message.format(code=code)
