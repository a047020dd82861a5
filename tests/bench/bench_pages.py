"""The main pages of a customer with three years of bills, against a page with one statement: the first byte, warm."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from ebok.fleet import opening, overview
from tenants.billing.models import Invoice
from tenants.customers.models import Customer
from tenants.integration.demo.generator import HOUSEHOLD, generate
from tenants.integration.demo.towns import TOWNS
from tenants.integration.services import import_package
from tenants.metering.models import Meter
from tenants.profile import selectors as profiles
from tenants.profile.schema import Proof
from tenants.registration import steps
from tenants.registration.models import Registration
from tenants.registration.references import new_reference
from tenants.registry.models import Tenant
from tests.cast import Browser, make_user

FLOOR = "/druki/"
ALLOWED_MS = 100
PAGES = (
    "/przeglad/", "/faktury/", "/faktury/{invoice}/", "/do-zaplaty/", "/operacje/", "/wodomierze/",
    "/wodomierze/{meter}/", "/odczyty/", "/sprawy/", "/sprawy/katalog/", "/nieczystosci/", "/zgody/", "/ogloszenia/",
    "/awarie/", "/jakosc-wody/kostrzyn/", "/moj-kran/", "/powiadomienia/", "/moje-dane/", "/szukaj/?q=faktura",
)  # fmt: skip


def measure(*, rounds: int) -> dict[str, Any]:
    """Medians of each page and of the floor taken in turns, and how many statements each page sends when warm."""
    opening.open_tenant(slug="pages", name="pages", host="pages.localhost", preset="kostrzyn", by="bench")
    browser, names = _household(overview.tenant("pages"))
    found: dict[str, Any] = {}
    for pattern in PAGES:
        path = pattern.format(**names)
        for _ in range(3):  # warm: templates, profile, connection
            assert browser.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as sent:
            browser.get(path)
        statements = len(sent)  # the next request empties the log
        times: dict[str, list[float]] = {path: [], FLOOR: []}
        for _ in range(rounds):
            for one in (path, FLOOR):
                begun = time.perf_counter()
                browser.get(one)
                times[one].append(time.perf_counter() - begun)
        ours, floor = median(times[path]) * 1000, median(times[FLOOR]) * 1000
        found[pattern] = {
            "statements": len(sent),
            "ms": round(ours, 1),
            "times_floor": round(ours / floor, 2),
        }
    return {"allowed_ms": ALLOWED_MS, "slowest_ms": max(one["ms"] for one in found.values()), "pages": found}


def _household(tenant: Tenant) -> tuple[Browser, dict[str, Any]]:
    """The demo's family, imported as every utility's data is, and its login."""
    with tenant, tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "package"
        generate(town=TOWNS["kostrzyn"], customers=60, seed=2026, today=localdate(), out=package)
        import_package(
            package=package, dry_run=False, by="bench", at=timezone.now(), seller_nip=TOWNS["kostrzyn"].nip,
            idempotency_key="bench",
        )  # fmt: skip
        customer, user, now = (
            Customer.objects.get(number=HOUSEHOLD),
            make_user("lucja@poczta.example"),
            timezone.now(),
        )
        profile = profiles.published()
        registration = Registration.objects.create(
            reference=new_reference(), user=user, mode=profile.registration.modes[0].key, customer=customer,
            customer_number=HOUSEHOLD, created_at=now, changed_at=now,
        )  # fmt: skip
        with transaction.atomic():
            for rung in profile.registration.ladder:
                steps.add_proof(registration, Proof(rung.reached_by[0]), at=now, by="bench")
            steps.advance(registration, profile=profile, at=now, by="bench", tell=False)
        names = {
            "invoice": Invoice.objects.filter(customer=customer).latest("issued_on").public_id,
            "meter": Meter.objects.filter(service_point__customer=customer).order_by("pk")[0].pk,
        }
        browser = Browser(tenant)
        browser.force_login(user)
    return browser, names
