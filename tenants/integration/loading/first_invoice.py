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
        cursor.execute(
            f"UPDATE {customers} c SET first_invoice_on = first.day FROM ("
            f" SELECT customer_id, min(issued_on) AS day FROM {invoices} i"
            f" WHERE kind IN ({kinds}) AND status = 'issued' AND customer_id IN"
            f" (SELECT o.id FROM {customers} o WHERE o.number IN (SELECT customer FROM {stage.table('invoices')}))"
            f" GROUP BY customer_id) first"
            f" WHERE c.id = first.customer_id AND c.first_invoice_on IS DISTINCT FROM first.day"
        )
