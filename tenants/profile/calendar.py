"""Polish days: which are holidays, and when a period counted in calendar or working days ends. Pure functions.

It stands in the lowest room that rules about days come from (the profile says "14 days, calendar"), so that every
room above counts in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

Count = Literal["calendar", "working"]
ONE_DAY = timedelta(days=1)
# Month and day of the holidays that do not move (act of 18 January 1951); Christmas Eve since 2025.
_FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
_CHRISTMAS_EVE_SINCE = 2025
_SATURDAY, _SUNDAY = 5, 6


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """Days free from work by statute, Sundays aside (Easter and Pentecost are Sundays, and named all the same)."""
    fixed = {date(year, month, day) for month, day in _FIXED}
    if year >= _CHRISTMAS_EVE_SINCE:
        fixed.add(date(year, 12, 24))
    sunday = easter(year)
    return frozenset(fixed | {sunday + timedelta(days=days) for days in (0, 1, 49, 60)})


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself when one works on it, else the first one after."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def days_after(start: date, days: int, count: Count) -> date:
    """The last day of a period of `days` that begins after `start` (art. 111 § 2 KC: the day of the event is not
    counted).
    """
    if count == "calendar":
        return start + timedelta(days=days)
    day = start
    for _step in range(days):
        day = next_working_day(day + ONE_DAY)
    return day


def days_stopped(pauses: Sequence[tuple[date, date | None]], *, until: date, count: Count) -> int:
    """How many days of the count the pauses took, those still open counted to `until`.

    A pause begins on the day the clock stopped and ends on the day it ran again; that last day runs. Pauses that
    overlap count once.
    """
    stopped: set[date] = set()
    for begun, ended in pauses:
        day, end = begun, min(ended or until, until)
        while day < end:
            stopped.add(day)
            day += ONE_DAY
    return len(stopped) if count == "calendar" else sum(is_working_day(day) for day in stopped)


def due_on(
    start: date, days: int, count: Count, *, pauses: Sequence[tuple[date, date | None]], today: date
) -> date:
    """The last day of a period that stood still during `pauses`; one still open is counted to `today`.

    Not moved on for Saturdays and holidays: whoever acts by this day is in time however art. 115 KC is read.
    """
    return days_after(start, days + days_stopped(pauses, until=today, count=count), count)
