"""What the profile keeps for so many months goes the day after, with its files, and nothing else goes with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ebok import work
from tenants.files import storing
from tenants.files.models import FilePurpose, StoredFile
from tenants.identity.models import User
from tenants.notifications.models import Message
from tenants.outbox.services import dispatch
from tenants.profile import selectors as profiles
from tenants.registration.models import Registration, RegistrationState
from tenants.registry.models import Tenant
from tests.cast import make_user
from tests.water import photo

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
A_YEAR_AGO = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def registered(user: User, state: RegistrationState, reference: str, changed_at: datetime) -> Registration:
    made = Registration.objects.create(
        reference=reference,
        user=user,
        mode="online",
        state=state,
        created_at=changed_at,
        changed_at=changed_at,
    )
    scan = storing.store(content=photo(), name=f"{reference}.jpg", purpose=FilePurpose.EVIDENCE, by="test")
    made.proofs_shown.create(proof="paper_form_signed", at=changed_at, by="test", file=scan)
    return made


def test_refused_registrations_go_with_their_scans_after_the_profiles_months(
    rzeszow: Tenant, kostrzyn: Tenant, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_roots", [tmp_path])
    for tenant in (rzeszow, kostrzyn):
        with tenant:
            assert profiles.published().retention.refused_registration_months == 12
            user = make_user("anna@poczta.example")
            registered(user, RegistrationState.REFUSED, "REFUSEDX", A_YEAR_AGO - A_SECOND)
            registered(user, RegistrationState.WITHDRAWN, "WITHDRAW", A_YEAR_AGO - A_SECOND)
            registered(user, RegistrationState.REFUSED, "RECENTXX", A_YEAR_AGO)
            registered(user, RegistrationState.LINKED, "LINKEDXX", A_YEAR_AGO - timedelta(days=900))
    work.housekeep(at=AT)
    for tenant in (rzeszow, kostrzyn):
        with tenant:
            dispatch(limit=50, clock=timezone.now)
            left = ["LINKEDXX", "RECENTXX"]
            assert sorted(Registration.objects.values_list("reference", flat=True)) == left
            assert sorted(StoredFile.objects.values_list("name", flat=True)) == [f"{one}.jpg" for one in left]
            assert User.objects.filter(email="anna@poczta.example").exists(), (
                "the login is its owner's to close"
            )
    assert sum(1 for path in tmp_path.rglob("*") if path.is_file()) == 4


def test_the_log_of_messages_goes_after_the_profiles_months(kostrzyn: Tenant) -> None:
    with kostrzyn:
        assert profiles.published().retention.message_log_months == 12
        user = make_user("anna@poczta.example")
        for key, written_at in (("old", A_YEAR_AGO - A_SECOND), ("new", A_YEAR_AGO)):
            Message.objects.create(
                user_uuid=user.uuid, topic="invoice_new", channel="email", to=user.email, subject=key, work_key=key,
                written_at=written_at,
            )  # fmt: skip
    work.housekeep(at=AT)
    with kostrzyn:
        assert list(Message.objects.values_list("work_key", flat=True)) == ["new"]
