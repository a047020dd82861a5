"""API keys: shown once, kept as a hash, ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenants.identity.models import AuditEvent
from tenants.integration.keys import InvalidApiKey, UnknownScope, authenticate_key, issue_key, revoke_key
from tenants.integration.models import ApiKey
from tests.tenants.integration.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(rzeszow):
    with rzeszow:
        yield issue_key(label="ERP", scopes=["import:write"], by="test", at=AT)


def test_token_opens_and_notes_its_use_at_most_once_a_minute(issued):
    key = authenticate_key(token=issued.token, at=AT)
    assert (key.pk, key.scopes) == (issued.key.pk, ["import:write"])
    authenticate_key(token=issued.token, at=AT + timedelta(seconds=30))
    assert ApiKey.objects.get().last_used_at == AT
    authenticate_key(token=issued.token, at=AT + timedelta(seconds=90))
    assert ApiKey.objects.get().last_used_at == AT + timedelta(seconds=90)


def test_secret_stands_nowhere(issued):
    secret = issued.token.split("_", 2)[2]
    kept = str(list(ApiKey.objects.values())) + str(list(AuditEvent.objects.values()))
    assert issued.key.prefix in kept
    assert secret not in kept


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "a", lambda t: "", lambda t: t.replace("ebok_", "x_"),
                                    lambda t: t[:-1] + ("a" if t[-1] != "a" else "b"), lambda t: t + "\x00"])  # fmt: skip
def test_any_other_token_is_refused(issued, change):
    with pytest.raises(InvalidApiKey):
        authenticate_key(token=change(issued.token), at=AT)


def test_revoked_key_is_refused_and_revoking_twice_changes_nothing(issued):
    revoke_key(key=issued.key, by="test", at=AT)
    revoke_key(key=issued.key, by="somebody", at=AT + timedelta(days=1))
    assert (issued.key.revoked_at, issued.key.revoked_by) == (AT, "test")
    assert AuditEvent.objects.filter(action="integration.revoke_key").count() == 1
    with pytest.raises(InvalidApiKey):
        authenticate_key(token=issued.token, at=AT)


def test_key_of_one_utility_does_not_open_another(issued, kostrzyn):
    with kostrzyn, pytest.raises(InvalidApiKey):
        authenticate_key(token=issued.token, at=AT)


def test_unknown_scope_is_refused(rzeszow):
    with rzeszow, pytest.raises(UnknownScope):
        issue_key(label="x", scopes=["root"], by="test", at=AT)
