"""Host to tenant (wall 1): exact match on a verified, active domain; anything else is nobody's."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tenants.registry import context
from tenants.registry.models import Domain, Tenant, TenantState

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*")
_SECONDS = 5.0  # how long a suspension may take to reach every web process


class BadHost(ValueError):
    """The host name is not one a domain could have."""


@dataclass(frozen=True)
class Resident:
    """Who lives at a host: the tenant's place and whether its office is open."""

    place: context.Place
    state: TenantState


# Host names and tenants are the platform's own public data, not a tenant's: a short memory of them per process
# spares two statements a request. Bounded, so that a flood of made-up hosts cannot fill it.
_memory: dict[str, tuple[float, Resident | None]] = {}
_MEMORY_LIMIT = 10_000


def normalise(host: str) -> str:
    """Lower case, IDNA, without port and trailing dot; raises BadHost for what no domain could be."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    name = name.rstrip(".").lower()
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadHost(host) from error
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise BadHost(host)
    return name


def resident_of(host: str) -> Resident | None:
    """The tenant whose verified, active domain is exactly `host` (already normalised), or None."""
    known = _memory.get(host)
    now = time.monotonic()
    if known and now - known[0] < _SECONDS:
        return known[1]
    found = _look_up(host)
    if len(_memory) >= _MEMORY_LIMIT:
        _memory.clear()
    _memory[host] = (now, found)
    return found


def forget() -> None:
    """Drop the memory at once: after a change of domains or states in this process, and between tests."""
    _memory.clear()


def _look_up(host: str) -> Resident | None:
    open_states = [TenantState.ACTIVE, TenantState.SUSPENDED]
    with context.platform():
        tenant = (
            Tenant.objects.filter(
                Q(domains__host=host, domains__active=True, domains__verified_at__isnull=False),
                state__in=open_states,
            )
            .prefetch_related("domains")
            .first()
        )
        return Resident(tenant.place, TenantState(tenant.state)) if tenant else None


def claim(*, tenant: Tenant, host: str, is_primary: bool, verified_at: datetime | None) -> Domain:
    """Give `host` to `tenant`. Raises BadHost, or IntegrityError when another tenant has it (hosts are unique)."""
    with context.platform():
        domain = Domain.objects.create(
            tenant=tenant, host=normalise(host), is_primary=is_primary, verified_at=verified_at
        )
    forget()
    return domain
