"""Wall 3: the context is fail-closed, follows rollbacks, and is checked against the database itself."""

from __future__ import annotations

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.identity.models import User
from tenants.registry import context
from tenants.registry.models import Tenant
from tenants.registry.postgres.base import ContextBroken


def emails() -> list[str]:
    return sorted(User.objects.values_list("email", flat=True))


@pytest.fixture
def people(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    for tenant in (rzeszow, kostrzyn):
        with tenant:
            User.objects.create_user(f"anna@{tenant.slug}.example")


@pytest.mark.usefixtures("people")
def test_each_tenant_sees_exactly_its_own_rows(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with rzeszow:
        assert emails() == ["anna@rzeszow.example"]
        with kostrzyn:
            assert emails() == ["anna@kostrzyn.example"]
        assert emails() == ["anna@rzeszow.example"]


@pytest.mark.usefixtures("people")
def test_nothing_can_be_read_outside_a_tenant() -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        emails()


@pytest.mark.usefixtures("people")
def test_rolling_back_a_savepoint_does_not_leave_the_former_tenants_path(
    rzeszow: Tenant, kostrzyn: Tenant
) -> None:
    """E4: a SET inside a savepoint is undone with it; the program must notice."""
    with rzeszow:
        assert emails() == ["anna@rzeszow.example"]
        with kostrzyn:
            with pytest.raises(RuntimeError), transaction.atomic():
                assert emails() == ["anna@kostrzyn.example"]
                raise RuntimeError
            assert emails() == ["anna@kostrzyn.example"]


def test_entering_by_hand_is_noticed_at_the_end(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with pytest.raises(ContextBroken), rzeszow:
        emails()
        connection._ask(
            f'SET search_path TO "{kostrzyn.schema_name}"; SELECT current_schema(), current_user'.encode()
        )


def test_a_new_thread_is_nowhere(rzeszow: Tenant) -> None:
    """E9: threads do not inherit the tenant, and outside of one nothing is readable."""
    seen: list[object] = []

    def look() -> None:
        try:
            seen.append(emails())
        except (ProgrammingError, RuntimeError) as error:
            seen.append(error)
        finally:
            connection.close()

    with rzeszow:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert len(seen) == 1
    assert isinstance(seen[0], ProgrammingError | RuntimeError)


def test_the_place_is_known_inside_and_forgotten_outside(rzeszow: Tenant) -> None:
    with rzeszow:
        assert context.current().slug == "rzeszow"
    with pytest.raises(context.NoTenant):
        context.current()
