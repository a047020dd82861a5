"""Readings that an import brings: those that people had sent are settled, and their meters will be looked at."""

from __future__ import annotations

from django.db import connection

from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import entities
from tenants.metering.models import LeakSuspicion, MeterToLookAt, SubmittedReading

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


def let_go_of_former_customers() -> None:
    """Close what a former customer had open at a meter that others pay for now: readings to decide, suspicions.

    They would hold up the new customer's own, and be brought up to date with the new customer's water. Two statements.
    """
    now_others = (
        f"{entities()['meters'].table} m JOIN {entities()['service_points'].table} p ON p.id = m.service_point_id"
        " WHERE m.id = t.meter_id AND p.customer_id <> t.customer_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {SubmittedReading._meta.db_table} t SET state = 'withdrawn', decided_by = 'import',"
            f" decided_at = now() FROM {now_others} AND t.state IN ('submitted', 'doubtful')"
        )
        cursor.execute(
            f"UPDATE {LeakSuspicion._meta.db_table} t SET state = 'passed' FROM {now_others}"
            f" AND t.state IN ('open', 'looking')"
        )
