"""Who else acts in the matrix: whom Anna let in, a customer of yesterday, and the papers that addresses name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import Access, AccessRole, Customer
from tenants.customers.services import grant_access
from tenants.delegation.models import Mandate
from tenants.files.models import FilePurpose
from tenants.files.storing import store
from tenants.identity.models import User
from tenants.privacy.models import DataExport, ExportState
from tests.case_forms import picture
from tests.cast import make_user


def let_in(
    email: str, customer: Customer, *scope: str, role: AccessRole = AccessRole.VIEWER, **fields: Any
) -> Access:
    """A login to which an owner gave a scope."""
    user = User.objects.filter(email=email).first() or make_user(email, name="Wanda Wpuszczona")
    return grant_access(
        user=user,
        customer=customer,
        role=role,
        scope=scope,
        evidence={},
        by="test",
        at=timezone.now(),
        **fields,
    )


def end_contract(customer: Customer, *, days_ago: int = 30) -> None:
    """The customer's only contract ended so many days ago."""
    today = localdate()
    customer.contracts.create(
        number=f"U{customer.number}",
        valid_from=today - timedelta(days=900),
        valid_to=today - timedelta(days=days_ago),
    )


def make_mandate(user: User, customer: Customer, **fields: Any) -> Mandate:
    """A power of attorney that waits for staff."""
    file = store(content=picture().read(), name="pismo.jpg", purpose=FilePurpose.MANDATE, by=user.email)
    given = {"customer_number": customer.number, "customer_name": customer.name, "role": AccessRole.MANAGER}
    return Mandate.objects.create(user=user, file=file, created_at=timezone.now(), **(given | fields))


def papers(anna: User, customer: Customer, public_id: UUID) -> dict[str, Any]:
    """Anna's delegate, a power of attorney for her, and a package with her data."""
    now = timezone.now()
    DataExport.objects.create(
        public_id=public_id, user=anna, state=ExportState.READY, ordered_at=now, ready_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return {
        "access_id": let_in("delegatka@poczta.example", customer, "see_meters").pk,
        "invitation_id": uuid4(),
        "mandate_id": make_mandate(anna, customer).public_id,
    }
