"""What the first page asks about cases: those that wait for the customer, and forms not finished yet."""

from __future__ import annotations

from tenants.customers.glances import Glance

# [uuid, signature, title] of open cases whose next move is the customer's, the longest waiting first.
MY_MOVE = Glance(
    "my_move",
    """(SELECT coalesce(json_agg(json_build_array(k.uuid, k.signature, k.title) ORDER BY k.changed_at), '[]')
        FROM tenants_case k WHERE k.customer_id = c.id AND k.open AND k.whose_move = 'customer')""",
)
# How many forms this login began for this customer, or for none, and did not finish.
DRAFTS = Glance(
    "drafts",
    """(SELECT to_json(count(*)) FROM tenants_draft d
        WHERE d.user_id = %(user)s AND d.case_id IS NULL AND (d.customer_id IS NULL OR d.customer_id = c.id))""",
)
