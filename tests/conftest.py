"""The cast and the stage of every test: two real utilities in two real schemas, entered through the real walls.

`rzeszow` and `kostrzyn` are made once per process; each test runs in a transaction that is rolled back. Inside it,
`with rzeszow:` enters the tenant. HTTP goes through the whole middleware: `client.get("/", headers={"host": ...})`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tenants.registry.models import Tenant
from tests import server

# The journeys' own requirements are installed by `make journeys`; without them there is nothing to collect there.
NEEDS_A_BROWSER = ["journeys", "screens/test_browser.py", "screens/test_contrast.py"]
collect_ignore = [] if find_spec("playwright") else NEEDS_A_BROWSER


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """A database with its walls and two utilities, for this process."""
    from ebok.fleet import cluster, migrating  # noqa: PLC0415 -- after Django is set up

    cluster.prepare(
        superuser_url=os.environ[server.SUPERUSER], database=server.DATABASE, passwords=server.PASSWORDS
    )
    with django_db_blocker.unblock():
        migrating.migrate_public()
        for slug in ("rzeszow", "kostrzyn"):
            _make_tenant(slug)
        _close_all()


def _make_tenant(slug: str) -> None:
    from ebok.fleet import opening  # noqa: PLC0415 -- after Django is set up

    opening.open_tenant(slug=slug, name=slug, host=f"{slug}.localhost", preset=slug, by="test")


def _close_all() -> None:
    from django.db import connections  # noqa: PLC0415 -- after Django is set up

    connections.close_all()


@pytest.fixture(autouse=True)
def hosts_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lives at a host is asked again after some seconds; here it is not, so that statements counted in a test do
    not depend on how fast the machine is.
    """
    from tenants.registry import hosts  # noqa: PLC0415 -- after Django is set up

    hosts.forget()
    monkeypatch.setattr(hosts, "_SECONDS", 3600.0)


@pytest.fixture
def tenant_named(db: None) -> Callable[[str], Tenant]:
    """Look a tenant of the cast up by its slug."""
    from tenants.registry import context  # noqa: PLC0415 -- after Django is set up

    def look_up(slug: str) -> Tenant:
        with context.platform():
            return Tenant.objects.prefetch_related("domains").get(slug=slug)

    return look_up


@pytest.fixture
def rzeszow(tenant_named: Callable[[str], Tenant]) -> Tenant:
    """Rzeszów, as its preset says."""
    return tenant_named("rzeszow")


@pytest.fixture
def kostrzyn(tenant_named: Callable[[str], Tenant]) -> Tenant:
    """Kostrzyn, as its preset says."""
    return tenant_named("kostrzyn")
