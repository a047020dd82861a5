"""Which days are free of work in Poland, because a date of payment that falls on one moves to the next working day.

Art. 115 of the Civil Code: an end of a term on a day free of work by statute or on a Saturday moves to the next day that
is neither. Days free of work: the act of 18 January 1951, with Christmas Eve since 2025.
"""

from datetime import date, timedelta

_FIXED = frozenset({(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)})
# Days after Easter Sunday: itself, its Monday, Pentecost, Corpus Christi.
_AFTER_EASTER = frozenset({0, 1, 49, 60})
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working(day: date) -> bool:
    """Whether the day is neither a Saturday nor free of work by statute."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    if (day.month, day.day) == (12, 24):
        return day.year < 2025
    return (day - easter(day.year)).days not in _AFTER_EASTER


def last_day_to_pay(due_on: date) -> date:
    """The day by which a payment due on `due_on` is still in time."""
    while not is_working(due_on):
        due_on += _DAY
    return due_on


def overdue_before(today: date) -> date:
    """Whatever is due before this day is late today; what is due on it or later is not, so one comparison tells."""
    while not is_working(today - _DAY):
        today -= _DAY
    return today


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, more = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - moon - more) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
