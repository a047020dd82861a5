"""The day of each customer's first invoice: some utilities let people register only from then on."""

from __future__ import annotations

from django.db import connection

from tenants.billing.models import InvoiceKind
from tenants.integration.loading.staging import Stage
from tenants.integration.package.spec import entities

# A correction or an interest note always follows an invoice, so neither can be anybody's first.
_COUNT_AS_FIRST = (InvoiceKind.VAT, InvoiceKind.ADVANCE)


def note_first_invoices(stage: Stage) -> None:
    """Bring `first_invoice_on` of the customers of the staged invoices in line with the mirror."""
    customers, invoices = entities()["customers"].table, entities()["invoices"].table
    kinds = ", ".join(f"'{kind}'" for kind in _COUNT_AS_FIRST)
    with connection.cursor() as cursor:
        # The planner knows nothing yet of rows that this very transaction has written: a WHERE on kind made it expect
        # one invoice and loop over all of them for each customer, hence FILTER and the materialised steps.
        cursor.execute(
            f"WITH touched AS MATERIALIZED ("
            f" SELECT DISTINCT o.id FROM {stage.table('invoices')} s JOIN {customers} o ON o.number = s.customer),"
            f" first AS MATERIALIZED ("
            f" SELECT i.customer_id, min(i.issued_on) FILTER (WHERE i.kind IN ({kinds}) AND i.status = 'issued') AS day"
            f" FROM touched JOIN {invoices} i ON i.customer_id = touched.id GROUP BY i.customer_id)"
            f" UPDATE {customers} c SET first_invoice_on = first.day FROM first"
            f" WHERE c.id = first.customer_id AND c.first_invoice_on IS DISTINCT FROM first.day"
        )
