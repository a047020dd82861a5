"""Reads of the metering room: the mirror, what was used, what people sent, what looks like a leak."""

from tenants.metering.selectors.consumption import (
    DayOfWater,
    MonthOfWater,
    YearOfWater,
    daily_consumption,
    monthly_consumption,
    yearly_consumption,
)
from tenants.metering.selectors.history import history_of, stretches_of
from tenants.metering.selectors.leaks import active_leaks_of, get_leak, latest_leak
from tenants.metering.selectors.mirror import (
    all_readings_of,
    get_meter,
    get_point,
    meters_at,
    meters_of,
    meters_of_customer,
    own_readings_of_customer,
    points_of,
    readings_of,
    readings_of_customer,
    readings_settled_in,
)
from tenants.metering.selectors.submitted import (
    find_meter_of,
    get_submitted,
    meter_of_label,
    meters_to_read,
    open_submissions,
    sent_for_meter,
    submitted_of,
    submitted_of_customer,
    waiting,
    waiting_count,
)
from tenants.metering.selectors.tenure import own

__all__ = [
    "DayOfWater",
    "MonthOfWater",
    "YearOfWater",
    "active_leaks_of",
    "all_readings_of",
    "daily_consumption",
    "find_meter_of",
    "get_leak",
    "get_meter",
    "get_point",
    "get_submitted",
    "history_of",
    "latest_leak",
    "meter_of_label",
    "meters_at",
    "meters_of",
    "meters_of_customer",
    "meters_to_read",
    "monthly_consumption",
    "open_submissions",
    "own",
    "own_readings_of_customer",
    "points_of",
    "readings_of",
    "readings_of_customer",
    "readings_settled_in",
    "sent_for_meter",
    "stretches_of",
    "submitted_of",
    "submitted_of_customer",
    "waiting",
    "waiting_count",
    "yearly_consumption",
]
