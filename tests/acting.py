"""People who act for others, in Kostrzyn where the profile lets them: an owner, whom she lets in, and the way in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from tenants.customers.models import Access
from tenants.profile.schema.registration import DELEGABLE
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, Browser, post_of
from tests.customer_portal.test_documents import linked

GUEST = "goscinny@poczta.example"
ALL = [one.value for one in DELEGABLE]


def in_days(days: int) -> str:
    """A day as people type it."""
    return f"{localdate() + timedelta(days=days):%d.%m.%Y}"


def wish(**changed: Any) -> dict[str, Any]:
    """A filled-in invitation."""
    return {"email": GUEST, "role": "viewer", "scope": ["see_invoices"], "until": in_days(30)} | changed


def owner(tenant: Tenant) -> Browser:
    """Anna, linked, with bills and a meter."""
    return linked(tenant)


def invited(tenant: Tenant, anna: Browser, **changed: Any) -> str:
    """The path of the link that reached the invited mailbox."""
    answer = anna.post("/osoby/zapros/", wish(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return post_of(tenant)[-1].link("/zaproszenie-do-konta/")


def new_login(**changed: Any) -> dict[str, Any]:
    """A filled-in form behind the invitation."""
    return {"full_name": "Gustaw Gościnny", "password": PASSWORD, "accept_regulamin_ebok": "on"} | changed


def let_in(tenant: Tenant, anna: Browser, **changed: Any) -> Browser:
    """Somebody who accepted with a login made behind the link, and signed in with it."""
    path = invited(tenant, anna, **changed)
    guest = Browser(tenant)
    answer = guest.post(path, new_login())
    assert answer.status_code == 302, answer.content.decode()
    email = changed.get("email", GUEST)
    assert guest.post("/konto/login/", {"login": email, "password": PASSWORD}).status_code == 302
    return guest


def access_of(tenant: Tenant, email: str = GUEST) -> Access:
    """The newest access of a login."""
    with tenant:
        return Access.objects.select_related("user", "customer").filter(user__email=email).latest("pk")
