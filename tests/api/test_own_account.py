"""What the pages of one's account, details, consents, messages and accesses show, by the API: equal, and of nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import AccessDay, Customer
from tenants.identity.models import User
from tenants.legal.models import Acceptance, Channel, ConsentAction
from tenants.legal.services import record_consent
from tenants.notifications.models import Message
from tenants.outbox.models import OutboxEntry
from tenants.profile import selectors as profiles
from tenants.registration.models import LetterCode, Registration
from tenants.registration.references import shown
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.architecture.acting import end_contract, let_in
from tests.cast import Browser, make_customer, make_user
from tests.customer_portal.test_documents import linked

ME = "/api/v1/me/"
ANNA, NEIGHBOUR = "0012345", "0099999"
HOME = "http://kostrzyn.localhost"


@pytest.fixture
def anna(kostrzyn: Tenant, rzeszow: Tenant) -> Browser:
    """Anna of Kostrzyn, beside a neighbour; and an Anna of Rzeszów under the same number."""
    linked(kostrzyn, NEIGHBOUR, "obcy@poczta.example")
    linked(rzeszow)
    return linked(kostrzyn)


def results(browser: Browser, what: str) -> list[dict[str, Any]]:
    answer = browser.get(f"{ME}{what}/")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def everywhere(kostrzyn: Tenant, rzeszow: Tenant) -> list[tuple[Tenant, str, str]]:
    """Whose things are planted: Anna's own, her neighbour's, and those of her namesake elsewhere."""
    return [
        (kostrzyn, "anna@poczta.example", "Moje"),
        (kostrzyn, "obcy@poczta.example", "Sasiad"),
        (rzeszow, "anna@poczta.example", "Obce"),
    ]


def test_each_message_says_whether_it_left(anna: Browser, kostrzyn: Tenant, rzeszow: Tenant) -> None:
    for tenant, email, mark in everywhere(kostrzyn, rzeszow):
        with tenant:
            user = User.objects.get(email=email)
            for state in ("new", "leased", "done", "dead", "cleared"):
                key = f"{mark}-{state}"
                if state != "cleared":
                    OutboxEntry.objects.create(kind="test", dedup_key=key, payload={}, state=state)
                Message.objects.create(
                    user_uuid=user.uuid, topic="outage", channel="email", to=email, subject=key, work_key=key,
                    target="/przeglad/" if state == "done" else "", written_at=timezone.now(),
                )  # fmt: skip
    planted = [one for one in results(anna, "messages") if "-" in one["subject"]]
    assert {one["subject"]: (one["delivery"], one["url"]) for one in planted} == {
        "Moje-new": ("waiting", ""),
        "Moje-leased": ("waiting", ""),
        "Moje-done": ("sent", f"{HOME}/przeglad/"),
        "Moje-dead": ("failed", ""),
        "Moje-cleared": ("sent", ""),
    }


def register(user: User, reference: str, state: str, days_ago: int, **fields: Any) -> Registration:
    at = timezone.now() - timedelta(days=days_ago)
    mode = profiles.published().registration.modes[0].key
    return Registration.objects.create(
        user=user, reference=reference, state=state, mode=mode, created_at=at, changed_at=at, **fields
    )
