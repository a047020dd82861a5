"""What the utility promises about keeping data is what the platform does: no period is named that nothing keeps to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from tenants.identity import devices
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.customer_portal.test_documents import linked


@pytest.mark.parametrize("slug", ["rzeszow", "kostrzyn"])
def test_the_privacy_notice_names_the_days_that_housekeeping_keeps(
    tenant_named: Callable[[str], Tenant], slug: str
) -> None:
    with tenant_named(slug):
        profile = profiles.published()
        notice = next(one for one in profile.legal.documents if one.kind == "privacy")
        text = profiles.text(notice.versions[-1].text.in_language("pl"))
    assert f"{devices.KEEP.days} dni od ostatniego użycia" in text
    assert f"{profile.registration.links.unverified_days} dni" in text
    assert "ogowań – 12 miesięcy" not in text


@pytest.mark.parametrize("table", ["identity_auditevent", "tenants_accessday"])
def test_the_logs_that_nobody_can_change_are_promised_no_end(kostrzyn: Tenant, table: str) -> None:
    with kostrzyn, connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(current_user, %s, 'DELETE'), has_table_privilege(current_user, %s, 'UPDATE')",
            [table, table],
        )
        assert cursor.fetchone() == (False, False)
    page = linked(kostrzyn).get("/moje-konto/zamknij/").content.decode()
    assert "dziennik, kto co robił i widział: tak długo, jak działa biuro" in page
    assert "co najmniej 72 miesiące" in page, "nothing erases proofs by itself, so no last day is promised"
