"""A meter of Rzeszów's with two years behind it, and the utility's rules without days of reading."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.metering.models import Meter
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registry.models import Tenant
from tests.cast import make_customer
from tests.water import make_meter, make_point, ruled


@pytest.fixture
def here(rzeszow: Tenant) -> Any:
    with rzeszow:
        yield rzeszow


@pytest.fixture
def profile(here: Tenant) -> Profile:
    return ruled(profiles.published(), window=None)


@pytest.fixture
def meter(here: Tenant) -> Meter:
    return make_meter(make_point(make_customer()))
