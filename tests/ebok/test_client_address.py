"""Behind a proxy the caller's own address counts; what a caller writes into the header counts never."""

from __future__ import annotations

import pytest
from django.test import override_settings

from ebok.client_address import seen_by_proxies
from tenants.identity.models import AuditEvent
from tenants.registry.models import Tenant
from tests.cast import Browser, make_user

CALLER, FORGED, PROXY = "203.0.113.7", "198.51.100.66", "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "seen"),
    [
        (CALLER, 1, CALLER),
        (f"{FORGED}, {CALLER}", 1, CALLER),
        (f"{FORGED}, {CALLER}, {PROXY}", 2, CALLER),
        (f"{FORGED},{CALLER}", 2, FORGED),
        (CALLER, 0, None),
        ("", 1, None),
        (CALLER, 2, None),
        ("unknown", 1, None),
        (f"{CALLER}:51234", 1, CALLER),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("[2001:db8::7]:51234", 1, "2001:db8::7"),
        (f"::ffff:{CALLER}", 1, CALLER),
        ("203.0.113.7'; DROP", 1, None),
    ],
)
def test_the_entry_of_our_outermost_proxy_counts(forwarded: str, proxies: int, seen: str | None) -> None:
    assert seen_by_proxies(forwarded, proxies=proxies) == seen


@pytest.mark.parametrize(("proxies", "recorded"), [(0, "127.0.0.1"), (1, CALLER)])
def test_the_audit_log_names_the_caller(rzeszow: Tenant, proxies: int, recorded: str) -> None:
    with rzeszow:
        here = Browser(rzeszow).enter(make_user("anna@example.pl"))
        session = here.session
        session["tenant"] = "elsewhere"  # what the log tells of
        session.save()

    with override_settings(TRUSTED_PROXIES=proxies):
        here.get("/", headers={"x-forwarded-for": f"{FORGED}, {CALLER}"})

    with rzeszow:
        assert AuditEvent.objects.get(action="session.foreign").address == recorded


@override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}, TRUSTED_PROXIES=1)
def test_two_people_behind_one_proxy_are_two_addresses_and_a_forged_entry_is_no_other(
    rzeszow: Tenant,
) -> None:
    def knock(forwarded: str) -> int:
        form = {"login": "nikt@example.pl", "password": "zupełnie inne hasło"}
        answer = Browser(rzeszow).post("/konto/login/", form, headers={"x-forwarded-for": forwarded})
        return int(answer.status_code)

    assert [knock(CALLER), knock("203.0.113.8")] == [200, 200]
    assert knock(f"{FORGED}, {CALLER}") == 429
