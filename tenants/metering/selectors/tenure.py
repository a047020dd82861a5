"""Whose time a reading belongs to: a customer sees a point's meters from the day their contract began until it ended.

A point of supply outlives its customers: after a sale the same meter goes on under another contract. The value on the first
day is the state at which the new customer took over and is theirs too; what was used until it is the former one's. Where the
billing system names no contract for a point, nothing can be told apart and all of it is shown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from tenants.metering.models import Meter, Reading

BEGAN = "meter__service_point__contract__valid_from"
TAKEN_OVER = "meter__service_point__taken_over_on"
_ENDED = "meter__service_point__contract__valid_to"


def own(readings: QuerySet[Reading]) -> QuerySet[Any, Any]:
    """Those of the time of the point's contract, with `own_m3`: what was used within it (see Reading.shown_m3).

    Where an import saw the point pass to another customer, that day bounds it too: contracts come late, or not at all.
    """
    began, taken_over = Q(**{BEGAN: None}), Q(**{TAKEN_OVER: None})
    within = (began | Q(taken_on__gt=F(BEGAN))) & (taken_over | Q(taken_on__gt=F(TAKEN_OVER)))
    return readings.filter(
        began | Q(taken_on__gte=F(BEGAN)),
        taken_over | Q(taken_on__gte=F(TAKEN_OVER)),
        Q(**{_ENDED: None}) | Q(taken_on__lte=F(_ENDED)),
    ).annotate(own_m3=Case(When(within, then=F("consumption_m3"))))


def own_meters(meters: QuerySet[Meter]) -> QuerySet[Meter]:
    """Meters that hung at the point while its contract ran: not those taken down before, nor put up after."""
    began, ended = "service_point__contract__valid_from", "service_point__contract__valid_to"
    return meters.filter(
        Q(removed_on=None) | Q(**{began: None}) | Q(removed_on__gte=F(began)),
        Q(installed_on=None) | Q(**{ended: None}) | Q(installed_on__lte=F(ended)),
    )


def within_outer_contract() -> Q:
    """For a subquery of readings within a query of meters: those of the time of the meter's contract."""
    contract = "service_point__contract__"
    return Q(
        taken_on__gte=Greatest(
            Coalesce(OuterRef(f"{contract}valid_from"), Value(date.min)),
            Coalesce(OuterRef("service_point__taken_over_on"), Value(date.min)),
        ),
        taken_on__lte=Coalesce(OuterRef(f"{contract}valid_to"), Value(date.max)),
    )
