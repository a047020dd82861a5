"""Bad input over HTTP at length: schemathesis against the whole API of the real application, all its checks.

It asks as a machine that holds every scope and as a customer who is signed in, and must find nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api import throttling
from ebok.wsgi import application
from tenants.registry.models import Tenant
from tests.api.conftest import Machine
from tests.cast import make_customer

pytestmark = pytest.mark.proof
EXAMPLES = 20


@st.composite
def packages(draw: Callable[..., Any]) -> bytes:
    """ZIP files with made-up members: well-formed envelopes around nonsense."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in draw(st.lists(st.text("abc./_-", min_size=1, max_size=12), max_size=3, unique=True)):
            archive.writestr(name, draw(st.binary(max_size=200)))
    return stream.getvalue()


schemathesis.openapi.media_type("application/zip", packages())


@pytest.fixture
def as_machine(rzeszow: Tenant, monkeypatch: pytest.MonkeyPatch) -> OpenApiSchema:
    monkeypatch.setattr(throttling, "REQUESTS_PER_MINUTE", 1_000_000)
    with rzeszow:
        make_customer()
    token = Machine(rzeszow).key.token
    return described({"Host": "rzeszow.localhost", "Authorization": f"Bearer {token}"})


def described(headers: dict[str, str]) -> OpenApiSchema:
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    found.config.update(headers=headers)
    return found


machines = schemathesis.pytest.from_fixture("as_machine")
bounded = effort(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@machines.include(path_regex=r"^(?!/api/v1/me/)").parametrize()
@bounded
def test_schemathesis_as_a_machine_finds_nothing(case: schemathesis.Case) -> None:
    case.call_and_validate()
