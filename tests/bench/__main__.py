"""`make bench`: everything measured side by side on a throw-away server; prints one JSON."""

from __future__ import annotations

import json
import os
import sys

from tests import server  # noqa: F401 -- starts the server and names it in the environment

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"


def main() -> None:
    import django

    django.setup()
    from ebok.fleet import cluster, migrating
    from tests.bench import bench_dashboard, bench_fleet, bench_import, bench_pages

    quick = "--quick" in sys.argv
    cluster.prepare(
        superuser_url=os.environ[server.SUPERUSER], database=server.DATABASE, passwords=server.PASSWORDS
    )
    migrating.migrate_public()
    results: dict[str, object] = {"machine": bench_fleet.machine()}
    results["provisioning"] = bench_fleet.new_schema(rounds=5 if quick else 25)
    results["dashboard"] = bench_dashboard.measure(rounds=40 if quick else 300)
    results["pages"] = bench_pages.measure(rounds=10 if quick else 60)
    slugs = bench_fleet.make_tenants(["warm", *(f"import{n}" for n in range(2 * bench_import.ROUNDS))])
    results["import"] = bench_import.measure(invoices=2_000 if quick else 100_000, into=slugs)
    results["migration"] = bench_fleet.migration(schemas=20 if quick else 200)
    print(json.dumps(results, indent=2))


main()
