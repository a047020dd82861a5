"""Service points that the next package gives to another customer: from which day on, and what the former one had open.

Billing says only whose a point is now. So the day is noted here, while the former customer still stands in the row: what
was read before it is theirs, and the new one must not see it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import entities
from tenants.metering.models import LeakSuspicion, SubmittedReading
from tenants.profile.formats import WARSAW


def note_handed_on(stage: Stage, *, as_of: datetime) -> None:
    """Write `taken_over_on` of the points whose staged customer is another one, before the merge forgets the former.

    It is the first day of the new customer's contract, else the day of the package. One statement.
    """
    tables = {name: entities()[name].table for name in ("service_points", "customers", "contracts")}
    day = as_of.astimezone(WARSAW).date()
    contract = (
        f"(SELECT c.valid_from FROM {tables['contracts']} c"
        " WHERE c.number = s.contract AND c.customer_id = n.id AND c.valid_from <= %s)"
        if "contract" in stage.carried["service_points"]
        else "NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {tables['service_points']} t SET taken_over_on = coalesce({contract}, %s)"
            f" FROM {stage.table('service_points')} s JOIN {tables['customers']} n ON n.number = s.customer"
            f" WHERE t.number = s.number AND t.customer_id <> n.id",
            [day, day] if contract != "NULL" else [day],
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
