"""What the first page asks about the network: whether there is any outage at all; whom it touches is asked only then."""

from __future__ import annotations

from tenants.customers.glances import Glance

ANY_OUTAGE = Glance(
    "any_outage", "(SELECT to_json(EXISTS (SELECT FROM tenants_outage o WHERE o.state = 'published')))"
)
