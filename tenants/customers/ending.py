"""What becomes of a customer's office when their last contract has ended: read-only for some months, then closed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from django.db.models import Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tenants.customers.models import Contract

R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Ending:
    """The last contract ended on `ended_on`; the customer may look until `readable_until`, that day included."""

    ended_on: date
    readable_until: date

    def is_over(self, today: date) -> bool:
        return today > self.readable_until


def last_contract_day(customer: str) -> Subquery:
    """As an annotation: the last day of the last contract of the customer in the outer column named.

    `date.max` while one is open, null where the billing system knows no contract: then nothing can have ended.
    """
    theirs = Contract.objects.filter(customer=OuterRef(customer)).order_by().values("customer")
    return Subquery(theirs.annotate(last=Max(Coalesce("valid_to", Value(date.max)))).values("last"))


def not_ended(rows: QuerySet[R], *, customer: str, today: date) -> QuerySet[R]:
    """Those of the rows whose customer (in the column named) has a contract today, or none that the billing system knows."""
    going_on = Q(last_day=None) | Q(last_day__gte=today)
    return cast("QuerySet[R]", rows.annotate(last_day=last_contract_day(customer)).filter(going_on))


def ending_of(last_day: date | None, *, months: int, today: date) -> Ending | None:
    """What has ended by today, given the annotation above and the profile's `retention.closed_account_months`."""
    if last_day is None or last_day >= today:
        return None
    return Ending(last_day, months_later(last_day, months))


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last day of the month where that has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
