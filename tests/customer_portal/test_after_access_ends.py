"""Side doors that must close with an access: PINs, mailed links, things of a meter that went to somebody else."""

from __future__ import annotations

from datetime import timedelta
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
from tests import acting
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


def test_taking_a_login_back_undoes_what_was_set_up_meanwhile_and_says_so(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        User.objects.update(phone="+48601000111", phone_verified_at=timezone.now() - timedelta(days=9))
    before = acting.let_in(kostrzyn, anna, email="corka@poczta.example")
    with kostrzyn:
        thief = Browser(kostrzyn).enter(User.objects.get(email="anna@poczta.example"))
    thief.post("/moje-dane/email/", {"email": "zly@zly.example", "password": PASSWORD})
    thief.post(post_of(kostrzyn)[-1].link("/moje-dane/email/potwierdz/"))
    undo = post_of(kostrzyn)[-1].link("/moje-dane/email/cofnij/")
    friend = acting.let_in(kostrzyn, thief, email="kolega@zly.example")
    unanswered = acting.invited(kostrzyn, thief, email="drugi@zly.example")
    with kostrzyn:
        owner = User.objects.get(email="zly@zly.example")
        User.objects.filter(pk=owner.pk).update(phone="+48602000222", phone_verified_at=timezone.now())
    thief.post("/zgody/faktura_elektroniczna/", {"email": "zly@zly.example", "agree": "on"})
    assert friend.get("/faktury/").status_code == 200

    told = Browser(kostrzyn).post(undo, follow=True).content.decode()
    letters = {letter.to for letter in post_of(kostrzyn)}

    assert "Usunęliśmy go: podaj swój jeszcze raz" in told
    assert "zaproszono 2 osoby" in told
    assert "W międzyczasie zmieniono zgody" in told
    assert friend.get("/faktury/").status_code == 302, "whom the thief let in is out in the open session too"
    assert Browser(kostrzyn).get(unanswered).status_code in (404, 410)
    assert "kolega@zly.example" in letters, "and is told"
    assert before.get("/faktury/").status_code == 200, "whom the owner let in before stays"
    with kostrzyn:
        owner.refresh_from_db()
        assert (owner.email, owner.phone, owner.phone_verified_at) == ("anna@poczta.example", "", None)


def test_a_number_of_the_owners_own_stays_when_the_login_is_taken_back(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    at = timezone.now() - timedelta(days=9)
    with kostrzyn:
        User.objects.update(phone="+48601000111", phone_verified_at=at)
    anna.post("/moje-dane/email/", {"email": "zly@zly.example", "password": PASSWORD})
    anna.post(post_of(kostrzyn)[-1].link("/moje-dane/email/potwierdz/"))
    told = (
        Browser(kostrzyn)
        .post(post_of(kostrzyn)[-1].link("/moje-dane/email/cofnij/"), follow=True)
        .content.decode()
    )
    assert "W międzyczasie" not in told
    with kostrzyn:
        assert User.objects.get().phone == "+48601000111"
