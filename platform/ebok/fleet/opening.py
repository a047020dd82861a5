"""Open a utility's office: schema, profile, state, in steps that may each be repeated."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ebok.fleet import migrating, overview, provisioning
from tenants.identity import audit
from tenants.identity.models import User
from tenants.outbox.services import Work, enqueue, handles
from tenants.profile import presets
from tenants.profile import services as profiles
from tenants.registry import context
from tenants.registry.models import Tenant, TenantState

PROVISION = "fleet.provision"
NEVER_OPEN = (TenantState.REQUESTED, TenantState.PROVISIONING, TenantState.FAILED)


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
    """Write the wish down, with the work it makes, and let a worker do it; the tenant's row tells how far it is.

    Raises what `open_tenant` raises, and leaves nothing behind then.
    """
    presets.source(preset)
    with context.platform(), transaction.atomic():
        tenant = provisioning.request_tenant(
            slug=slug, name=name, primary_host=host, preset=preset, by=by, at=timezone.now()
        )
        enqueue(PROVISION, {"slug": slug}, dedup_key=f"{PROVISION}:{tenant.uuid}")
    return tenant


def try_again(*, slug: str, by: User | str) -> None:
    """Ask once more for an office that could not be opened; what was done already stays.

    Raises Tenant.DoesNotExist, provisioning.WrongState unless opening it failed.
    """
    with context.platform(), transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(slug=slug)
        if tenant.state != TenantState.FAILED:
            raise provisioning.WrongState(tenant.state)
        provisioning.set_state(tenant, TenantState.REQUESTED)
        audit.record("fleet.try_again", by=by, subject=slug)
        enqueue(PROVISION, {"slug": slug})


def finish_opening(slug: str) -> None:
    """Every step from a requested utility to an open office; steps already done are skipped.

    A utility whose office was open before, even if it is suspended now, is left alone. Whatever goes wrong is written
    on its row as the reason of FAILED, and raised. Raises Tenant.DoesNotExist.
    """
    with provisioning.alone_with(overview.tenant(slug)):
        tenant = overview.tenant(slug)  # as whoever was alone with it before us has left it
        if tenant.state not in NEVER_OPEN:
            return
        try:
            _open(tenant)
        except Exception as error:
            provisioning.set_state(tenant, TenantState.FAILED, note=str(error).strip() or repr(error))
            raise


def _open(tenant: Tenant) -> None:
    provisioning.provision(tenant)
    # A schema that an older release made and did not finish is not of this release's shape.
    migrating.bring_up_to_date(tenant.schema_name)
    with tenant:
        profiles.apply_profile(source=presets.source(tenant.preset), by="platform", at=timezone.now())
    provisioning.set_state(tenant, TenantState.ACTIVE)


@handles(PROVISION, lease=timedelta(minutes=3))
def _provision(work: Work) -> None:
    finish_opening(work.payload["slug"])
