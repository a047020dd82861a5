"""Forms that nobody goes on with are thrown away after the profile's days, with their files; what was filed stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tenants.cases import services
from tenants.cases.known import Applicant
from tenants.cases.models import CaseFile, Draft
from tenants.files import storing
from tenants.files.models import StoredFile
from tenants.outbox.services import dispatch
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.case_forms import picture, publish
from tests.case_world import filed
from tests.cast import make_user

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_forgotten_forms_go_and_filed_ones_stay(rzeszow: Tenant) -> None:
    with rzeszow:
        user, profile = make_user("anna@poczta.example"), profiles.published()
        case = filed(user, None, at=NOW)
        services.start_draft(profile=profile, key="pytanie", who=Applicant(user), at=NOW, language="pl")
        last = NOW + timedelta(days=profile.services.draft_days)
        assert services.forget_drafts(profile=profile, at=last) == 0
        assert services.forget_drafts(profile=profile, at=last + timedelta(seconds=1)) == 1
        assert Draft.objects.get().case == case


@pytest.mark.parametrize("days", [7, 60])
def test_the_files_of_a_forgotten_form_go_with_it(rzeszow: Tenant, days: int) -> None:
    with rzeszow:
        publish(draft_days=days)
        profile = profiles.published()
        draft = services.start_draft(
            profile=profile, key="reklamacja", who=Applicant(), at=NOW, language="pl", email="gosc@poczta.example",
            network="192.0.2.1",
        )  # fmt: skip
        question = profile.services.case_type("reklamacja").field("zdjecia")
        kept = services.add_file(
            draft=draft, question=question, content=picture().read(), name="a.jpg", at=NOW
        )
        path = storing._path(kept.file)
        last = NOW + timedelta(days=days)

        assert services.forget_drafts(profile=profile, at=last) == 0
        assert path.exists()
        assert services.forget_drafts(profile=profile, at=last + timedelta(seconds=1)) == 1
        dispatch(limit=50, clock=timezone.now)

        assert (Draft.objects.count(), CaseFile.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
        assert not path.exists()
