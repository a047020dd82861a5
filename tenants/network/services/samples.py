"""Results of water samples: entered one by one or as a table, checked against the profile's zones and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.identity import audit
from tenants.identity.models import User
from tenants.network.models import WaterSample
from tenants.profile.schema import Profile


class SampleRefused(ValueError):
    """A result names a zone or a parameter that the profile does not have, or a day to come; the text says which."""


@dataclass(frozen=True)
class Result:
    """One parameter on one day; the unit is the profile's."""

    zone: str
    taken_on: date
    parameter: str
    value: Decimal
    point: str = ""
    below_detection: bool = False
    laboratory: str = ""


def record_samples(*, results: Sequence[Result], profile: Profile, by: User, today: date) -> int:
    """Write results, all or none; the same sample again replaces the former value. Returns how many.

    Raises SampleRefused.
    """
    zones = {zone.key for zone in profile.network.zones}
    parameters = {parameter.key for parameter in profile.network.parameters}
    for row, result in enumerate(results, start=1):
        if result.zone not in zones:
            raise SampleRefused(
                _("Row %(row)d: there is no supply zone “%(key)s”.") % {"row": row, "key": result.zone}
            )
        if result.parameter not in parameters:
            raise SampleRefused(
                _("Row %(row)d: there is no parameter “%(key)s”.") % {"row": row, "key": result.parameter}
            )
        if result.taken_on > today:
            raise SampleRefused(_("Row %(row)d: the day is still to come.") % {"row": row})
    with transaction.atomic():
        WaterSample.objects.bulk_create(
            (
                WaterSample(
                    zone=one.zone, point=one.point, taken_on=one.taken_on, parameter=one.parameter, value=one.value,
                    below_detection=one.below_detection, laboratory=one.laboratory, entered_by=by.email,
                )
                for one in results
            ),
            update_conflicts=True,
            unique_fields=["zone", "point", "taken_on", "parameter"],
            update_fields=["value", "below_detection", "laboratory", "entered_by"],
        )  # fmt: skip
        audit.record("network.record_samples", by=by, results=len(results))
    return len(results)
