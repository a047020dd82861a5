"""Side doors that must close with an access: PINs, mailed links, things of a meter that went to somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from tenants.cases import services as cases
from tenants.cases.models import Case
from tenants.cases.signatures import pin_hash
from tenants.customers.models import Access
from tenants.customers.services import revoke_access
from tenants.identity.models import User
from tenants.legal.models import ConsentEvent, ConsentRequest, RequestState
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_world import filed
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of
from tests.customer_portal.test_documents import linked


def end_access(tenant: Tenant) -> None:
    with tenant:
        revoke_access(access=Access.objects.get(), reason="koniec", by="test", at=timezone.now())


@pytest.fixture
def case(rzeszow: Tenant) -> Any:
    with rzeszow:
        user = make_user("anna@poczta.example")
        link(user, make_customer())
        found = filed(user, user.accesses.get().customer)
        Case.objects.update(pin_hash=pin_hash(found.uuid, "123456"))
    return found


def track(tenant: Tenant, case: Case) -> Browser:
    browser = Browser(tenant)
    browser.post("/sprawy/sprawdz/", {"signature": case.signature, "pin": "123456"})
    return browser


def test_a_pin_opens_a_customers_case_only_while_its_filer_has_access(rzeszow: Tenant, case: Case) -> None:
    opened = track(rzeszow, case)
    assert opened.get(f"/sprawy/{case.uuid}/").status_code == 200
    end_access(rzeszow)
    assert opened.get(f"/sprawy/{case.uuid}/").status_code == 404, "what was opened before is closed too"
    assert track(rzeszow, case).get(f"/sprawy/{case.uuid}/").status_code == 404


def test_to_whom_staff_handed_a_case_is_not_told_by_the_api(rzeszow: Tenant, case: Case) -> None:
    with rzeszow:
        clerk = make_clerk()
        cases.hand_over(case=case, by=clerk, at=timezone.now(), to=None, unit="Windykacja: dłużnik")
        anna = Browser(rzeszow).enter(User.objects.get(email="anna@poczta.example"))
    assert "Windykacja" not in anna.get(f"/api/v1/me/cases/{case.uuid}/").content.decode()


def test_a_mailbox_that_answers_after_the_access_ended_changes_nothing(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    anna.post("/zgody/faktura_elektroniczna/", {"email": "ksiegowa@firma.example", "agree": "on"})
    path = post_of(kostrzyn)[-1].link("/zgody/link/")
    end_access(kostrzyn)
    assert anna.post(path).status_code == 200
    with kostrzyn:
        assert not ConsentEvent.objects.exists()
        assert ConsentRequest.objects.get().state == RequestState.WAITING_FOR_STAFF


def test_taking_a_login_back_ends_every_other_way_the_thief_prepared(kostrzyn: Tenant) -> None:
    thief = linked(kostrzyn)
    paths = []
    for email in ("pierwsza@zly.example", "druga@zly.example"):
        thief.post("/moje-dane/email/", {"email": email, "password": PASSWORD})
        paths.append(post_of(kostrzyn)[-1].link("/moje-dane/email/potwierdz/"))
    thief.post(paths[0])
    with kostrzyn:
        Authenticator.objects.create(user=User.objects.get(), type=Authenticator.Type.WEBAUTHN, data={})
    Browser(kostrzyn).post(post_of(kostrzyn)[-1].link("/moje-dane/email/cofnij/"))
    Browser(kostrzyn).post(paths[1])
    with kostrzyn:
        assert User.objects.get().email == "anna@poczta.example", "a link asked for before no longer moves it"
        assert not Authenticator.objects.exists(), "nor does a passkey open it"


@pytest.mark.parametrize("device", ["²", "9" * 30, "-1", "x"])
def test_a_device_that_is_no_number_is_no_device(kostrzyn: Tenant, device: str) -> None:
    anna = linked(kostrzyn)
    assert anna.post("/moje-urzadzenia/", {"device": device}).status_code == 302
