"""Readings that an import brings: those that people had sent are settled, and their meters will be looked at."""

from __future__ import annotations

from django.db import connection

from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import entities
from tenants.metering.models import MeterToLookAt, SubmittedReading

# What the billing system took over counts, whatever we still thought of it; what staff rejected stays rejected.
_TAKEN_OVER = "('submitted', 'doubtful', 'accepted', 'settled')"


def settle_sent_readings(stage: Stage) -> int:
    """Mark sent readings `settled` that the staged rows bring as given by the customer, with the invoice where named.

    A reading is the same when meter and day are. Returns how many changed. One statement for the whole import.
    """
    readings, meters = stage.table("readings"), entities()["meters"].table
    sent = SubmittedReading._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {sent} t SET state = 'settled', settled_in = coalesce(nullif(s.settled_in, ''), t.settled_in)"
            f" FROM {readings} s JOIN {meters} m ON m.code = s.meter"
            f" WHERE s.kind = 'customer' AND s.counter = 1 AND t.meter_id = m.id AND t.taken_on = s.taken_on"
            f" AND t.state IN {_TAKEN_OVER}"
            f" AND (t.state <> 'settled' OR (s.settled_in <> '' AND t.settled_in <> s.settled_in))"
        )
        return int(cursor.rowcount)


def note_meters_to_look_at(stage: Stage) -> None:
    """Remember the meters of the staged readings, to be looked at for leaks by a job."""
    readings, meters = stage.table("readings"), entities()["meters"].table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {MeterToLookAt._meta.db_table} (meter_id)"
            f" SELECT DISTINCT m.id FROM {readings} s JOIN {meters} m ON m.code = s.meter"
            f" WHERE m.removed_on IS NULL ON CONFLICT DO NOTHING"
        )
