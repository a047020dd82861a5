"""Open a utility's office: schema, profile, state, in steps that may each be repeated."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ebok.fleet import overview, provisioning
from tenants.identity.models import User
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import presets
from tenants.profile import services as profiles
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState

PROVISION = "fleet.provision"


def open_tenant(*, slug: str, name: str, host: str, preset: str, by: User | str) -> Tenant:
    """Create a utility from a preset (or a profile's path) and wait until its office is open.

    Raises provisioning.SlugTaken, HostTaken, hosts.BadHost, profile.ProfileError.
    """
    presets.source(preset)  # a missing or wrong profile is said before anything is made
    now = timezone.now()
    tenant = provisioning.request_tenant(
        slug=slug, name=name, primary_host=host, preset=preset, by=by, at=now
    )
    finish_opening(slug)
    return overview.tenant(tenant.slug)


def open_in_background(*, slug: str, name: str, host: str, preset: str, by: User | str) -> Tenant:
    """Write the wish down and let a worker do it; the state on the tenant's row tells how far it is."""
    presets.source(preset)
    now = timezone.now()
    tenant = provisioning.request_tenant(
        slug=slug, name=name, primary_host=host, preset=preset, by=by, at=now
    )
    with context.platform():
        enqueue(PROVISION, {"slug": slug}, dedup_key=f"{PROVISION}:{tenant.uuid}")
    return tenant


def finish_opening(slug: str) -> None:
    """Every step from a requested utility to an open office; steps already done are skipped."""
    tenant = overview.tenant(slug)
    provisioning.provision(tenant)
    with tenant:
        profiles.apply_profile(source=presets.source(tenant.preset), by="platform", at=timezone.now())
    provisioning.set_state(tenant, TenantState.ACTIVE)


@handles(PROVISION, lease=timedelta(minutes=3))
def _provision(work: Work) -> None:
    finish_opening(work.payload["slug"])
