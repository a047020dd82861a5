"""The first page after signing in, against a page of the same project with one statement: same middleware, same layout."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ebok.fleet import opening, overview
from tests.bench.stage import signed_in_customer

DASHBOARD, ONE_QUERY = "/przeglad/", "/druki/"


def measure(*, rounds: int) -> dict[str, Any]:
    """Medians of the two pages taken in turns, and how many statements each sends when warm."""
    opening.open_tenant(
        slug="dashboard", name="dashboard", host="dashboard.localhost", preset="rzeszow", by="bench"
    )
    tenant = overview.tenant("dashboard")
    customer, visitor = signed_in_customer(tenant)
    for _ in range(5):  # warm: templates, profile, connection
        assert customer.get(DASHBOARD).status_code == 200
        assert visitor.get(ONE_QUERY).status_code == 200
    with CaptureQueriesContext(connection) as dashboard:
        customer.get(DASHBOARD)
    sent = [query["sql"] for query in dashboard.captured_queries]  # the next request empties the log
    with CaptureQueriesContext(connection) as simple:
        visitor.get(ONE_QUERY)
    of_the_other = len(simple)
    times: dict[str, list[float]] = {DASHBOARD: [], ONE_QUERY: []}
    for _ in range(rounds):
        for client, path in ((customer, DASHBOARD), (visitor, ONE_QUERY)):
            begun = time.perf_counter()
            client.get(path)
            times[path].append(time.perf_counter() - begun)
    ours, floor = median(times[DASHBOARD]), median(times[ONE_QUERY])
    return {
        "statements": len(sent),
        "statements_allowed": 5,
        "statements_of_tenancy": sum("search_path" in statement for statement in sent),
        "statements_of_the_one_query_page": of_the_other,
        "dashboard_ms": round(ours * 1000, 2),
        "one_query_page_ms": round(floor * 1000, 2),
        "times_one_query_page": round(ours / floor, 2),
        "allowed": 4,
    }
