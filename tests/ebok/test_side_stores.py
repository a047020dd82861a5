"""Walls 1, 2 and 5: cookies, cache, files and logs belong to one tenant, and links lead to its own host."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from ebok.addresses import link
from tenants.files import storing
from tenants.files.models import FilePurpose, StoredFile
from tenants.identity.models import AuditEvent, CacheRow
from tenants.registry import context, hosts, keys
from tenants.registry.models import Domain, Tenant, TenantState
from tests.cast import Browser, make_user

PDF = b"%PDF-1.7 secret of Kostrzyn\n%%EOF"


def test_one_tenants_cache_is_not_anothers(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with kostrzyn:
        cache.set("greeting", "Kanarek")
        assert cache.get("greeting") == "Kanarek"
        key = keys.cache_key("greeting", "", 1)
        assert str(kostrzyn.uuid) in key
        assert CacheRow.objects.count() == 1
    with rzeszow:
        assert cache.get("greeting") is None
        assert keys.cache_key("greeting", "", 1) != key
        assert CacheRow.objects.count() == 0


def test_files_lie_in_the_tenants_own_folder(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with kostrzyn:
        row = storing.store(content=PDF, name="umowa.pdf", purpose=FilePurpose.EVIDENCE, by="test")
        assert storing.read(row) == PDF
        assert str(kostrzyn.uuid) in str(storing._path(row))
    with rzeszow:
        assert StoredFile.objects.count() == 0
        with pytest.raises(FileNotFoundError):  # even with the other's row in hand
            storing.read(row)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "pusty.pdf"),
        (b"MZ\x90\x00", "faktura.pdf"),
        (b"<script>alert(1)</script>", "x.png"),
        (b"%PDF-1.4 no end", "x.pdf"),
        (b"\x89PNG\r\n\x1a\n broken", "x.png"),
        (b"\xff\xd8\xff\xe0 broken", "x.jpg"),
        (b"%PDF-1.4" + b"0" * storing.MAX_BYTES, "wielki.pdf"),
    ],
)
def test_what_is_no_sound_document_is_refused_with_a_sentence(
    rzeszow: Tenant, content: bytes, name: str
) -> None:
    with rzeszow:
        with pytest.raises(storing.FileRefused) as refusal:
            storing.store(content=content, name=name, purpose=FilePurpose.EVIDENCE, by="test")
        assert len(str(refusal.value)) > 10
        assert StoredFile.objects.count() == 0


def test_log_lines_say_whose_they_are(rzeszow: Tenant) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "text", None, None)
    with rzeszow:
        keys.TenantLogFilter().filter(record)

    assert record.tenant == rzeszow.uuid


def test_a_replayed_session_is_written_down_and_worth_nothing(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    """The session's row is copied too, as a wrong shared store would: the uuid inside it still gives it away."""
    from django.contrib.sessions.models import Session

    there = Browser(kostrzyn)
    with kostrzyn:
        there.force_login(make_user("anna@poczta.example"))
    assert there.get("/moje-konto/").status_code == 200
    with kostrzyn:
        stolen = Session.objects.get()
        data, expires, key = stolen.session_data, stolen.expire_date, stolen.session_key
        pk = make_user("druga@poczta.example").pk
    with rzeszow:
        for number in range(pk):
            make_user(f"u{number}@poczta.example")
        Session.objects.create(session_key=key, session_data=data, expire_date=expires)
    here = Browser(rzeszow)
    here.cookies = there.cookies

    assert here.get("/moje-konto/").url.startswith("/konto/login/")
    with rzeszow:
        assert AuditEvent.objects.filter(action="session.foreign").count() == 1


def test_links_lead_to_the_primary_host_and_never_to_the_requests(rzeszow: Tenant) -> None:
    with rzeszow:
        assert link("/x/") == "http://rzeszow.localhost/x/"
    with override_settings(HTTPS=True), rzeszow:
        assert link("/x/") == "https://rzeszow.localhost/x/"


def test_only_verified_and_active_domains_lead_anywhere(rzeszow: Tenant) -> None:
    with context.platform():
        Domain.objects.create(tenant=rzeszow, host="nowy.example.pl")
    assert Browser(host="nowy.example.pl").get("/").status_code == 404

    hosts.claim(tenant=rzeszow, host="Ebok.Example.PL.", is_primary=False, verified_at="2026-11-20T00:00Z")
    visitor = Browser()
    assert visitor.get("/", headers={"host": "ebok.example.pl"}).status_code == 200
    with context.platform():
        Domain.objects.filter(host="ebok.example.pl").update(active=False)
    hosts.forget()
    assert visitor.get("/", headers={"host": "ebok.example.pl"}).status_code == 404


def test_a_suspended_office_says_so_kindly(rzeszow: Tenant) -> None:
    with context.platform():
        Tenant.objects.filter(pk=rzeszow.pk).update(state=TenantState.SUSPENDED)
    hosts.forget()

    assert Browser(rzeszow).get("/").status_code == 503
    hosts.forget()


def test_cookies_are_bound_to_the_host() -> None:
    assert getattr(settings, "SESSION_COOKIE_DOMAIN", None) is None
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
