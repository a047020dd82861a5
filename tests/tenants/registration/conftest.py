"""What every test of registration begins with: a profile in force, a customer with bills, a visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from tenants.customers.models import Customer
from tenants.profile import selectors as profiles
from tenants.profile.schema import Profile
from tenants.registration import services
from tenants.registration.models import Registration
from tenants.registration.services import Applicant, Visitor
from tenants.registration.services.mailbox import verify_email
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, make_customer, post_of

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EMAIL = "anna.nowak@poczta.example"


@dataclass
class Office:
    """One utility's registration desk: the verbs with what they always need."""

    tenant: Tenant
    profile: Profile
    customer: Customer

    def register(
        self, email: str = EMAIL, *, at: datetime = NOW, address: str = "10.1.1.1", **given: Any
    ) -> Registration | None:
        applicant = Applicant(**{"full_name": "Anna Nowak", "customer_number": self.customer.number, **given})
        return services.register(
            profile=self.profile, mode=self.profile.registration.modes[0], email=email, password=PASSWORD,
            applicant=applicant, visitor=Visitor(address, "test", address), at=at,
        )  # fmt: skip

    def registered(self, email: str = EMAIL, **given: Any) -> Registration:
        registration = self.register(email, **given)
        assert registration is not None
        return registration

    def verified(self, email: str = EMAIL, **given: Any) -> Registration:
        registration = self.registered(email, **given)
        verify_email(token=self.token(email), profile=self.profile, at=given.get("at", NOW))
        registration.refresh_from_db()
        return registration

    def token(self, email: str = EMAIL) -> str:
        """The token of the newest verification link mailed to the address."""
        letters = [letter for letter in post_of(self.tenant) if letter.to == email]
        return letters[-1].link("/potwierdz/").rstrip("/").rsplit("/", 1)[-1]


@pytest.fixture
def desk(rzeszow: Tenant) -> Iterator[Office]:
    """Rzeszów's desk; the body runs inside the tenant."""
    with rzeszow:
        yield Office(rzeszow, profiles.published(), make_customer())


@pytest.fixture
def kostrzyn_desk(kostrzyn: Tenant) -> Iterator[Office]:
    """Kostrzyn's desk; the body runs inside the tenant."""
    with kostrzyn:
        yield Office(kostrzyn, profiles.published(), make_customer())


@pytest.fixture
def changed(desk: Office) -> Callable[[dict[str, Any]], Profile]:
    """The desk's profile with some themes changed, as another utility might have it."""

    def change(themes: dict[str, Any]) -> Profile:
        document = desk.profile.model_dump(mode="json")
        for theme, values in themes.items():
            document[theme] = {**document[theme], **values}
        return Profile.model_validate(document)

    return change
