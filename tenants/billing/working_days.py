"""When a payment is late: a date of payment on a Saturday or a day free of work moves to the next working day.

Art. 115 of the Civil Code. Which days those are is said by tenants.profile.calendar, for every room alike.
"""

from datetime import date, timedelta

from tenants.profile.calendar import is_working_day, next_working_day

_DAY = timedelta(days=1)


def last_day_to_pay(due_on: date) -> date:
    """The day by which a payment due on `due_on` is still in time."""
    return next_working_day(due_on)


def overdue_before(today: date) -> date:
    """Whatever is due before this day is late today; what is due on it or later is not, so one comparison tells."""
    while not is_working_day(today - _DAY):
        today -= _DAY
    return today
