"""Machines of both utilities, each with a key, and a package that a machine would send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tenants.identity.models import User
from tenants.integration.demo.generator import generate
from tenants.integration.demo.towns import TOWNS
from tenants.integration.keys import Scope, issue_key
from tenants.registration.models import Registration
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, TODAY, Browser, make_clerk, post_of

EMAIL = "anna.nowak@poczta.example"
ALL = tuple(Scope.values)


class Machine(Browser):
    """A client with a key on one utility's host."""

    def __init__(self, tenant: Tenant, *scopes: str) -> None:
        super().__init__(tenant)
        with tenant:
            self.key = issue_key(label="ERP", scopes=scopes or ALL, by="test", at=timezone.now())
        self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.key.token}"

    def send(self, package: bytes, key: str = "first", query: str = "", **headers: str) -> Any:
        return self.post(
            f"/api/v1/imports/{query}",
            package,
            content_type="application/zip",
            headers={"Idempotency-Key": key, **headers},
        )


@pytest.fixture
def machine(rzeszow: Tenant) -> Machine:
    return Machine(rzeszow)


@pytest.fixture(scope="session")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """The smallest demo package of a town, as a ZIP."""

    def make(town: str) -> bytes:
        folder = tmp_path_factory.mktemp(town)
        generate(town=TOWNS[town], customers=5, seed=7, today=TODAY, out=folder, years=1)
        return zip_of(folder)

    return make


@pytest.fixture(scope="session")
def package(zipped: Callable[[str], bytes]) -> bytes:
    return zipped("rzeszow")


def zip_of(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return stream.getvalue()


def linked(browser: Browser, tenant: Tenant, number: str = "0012345") -> Browser:
    """Rzeszów's customer of this number, registered and linked through the real pages, signed in."""
    given = {
        "email": EMAIL,
        "full_name": "Anna Nowak-Żółć",
        "customer_number": number,
        "password": PASSWORD,
        "accept_regulamin_ibok": "on",
    }
    assert browser.post("/rejestracja/", given).status_code == 302
    assert browser.post(post_of(tenant)[0].link("/potwierdz/")).status_code == 302
    with tenant:
        clerk, registration, user = make_clerk(), Registration.objects.get(), User.objects.get(email=EMAIL)
    answer = (
        Browser(tenant)
        .enter(clerk)
        .post(
            f"/biuro/rejestracje/{registration.reference}/",
            {"customer": number, "consent_korzystanie_z_ibok": "on", "paper_kept": "Segregator 7"},
        )
    )
    assert answer.status_code == 302, answer.content.decode()
    return browser.enter(user)
