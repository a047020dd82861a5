"""A thief who holds the login for a while: whatever they did there, the owner of the former mailbox gets it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.cases.models import CaseEvent, EventKind
from tenants.customers.models import Access, AccessRole
from tenants.customers.services import change_access, grant_access
from tenants.identity.models import User
from tenants.legal.models import ConsentEvent, ConsentRequest, RequestState
from tenants.metering.models import SentBy, SubmissionState, SubmittedReading
from tenants.privacy.models import Closing
from tenants.privacy.services import erase_closed
from tenants.registration.models import EmailChange
from tenants.registration.services.login import UNDO_WITHIN
from tenants.registry.models import Tenant
from tests import acting
from tests.case_world import filed
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of
from tests.customer_portal.test_documents import linked, republish
from tests.water import make_meter, make_point

CLOSE = "/moje-konto/zamknij/"
NO_DAYS = ("  closing_undo_days: 14\n", "  closing_undo_days: 0\n")
ONE_DAY = ("  closing_undo_days: 14\n", "  closing_undo_days: 1\n")


def stolen(tenant: Tenant, thief: Browser) -> str:
    """Move Anna's login to another mailbox; the path by which she takes it back."""
    thief.post("/moje-dane/email/", {"email": "zly@zly.example", "password": PASSWORD})
    thief.post(post_of(tenant)[-1].link("/moje-dane/email/potwierdz/"))
    return post_of(tenant)[-1].link("/moje-dane/email/cofnij/")


def taken_back(tenant: Tenant, undo: str) -> str:
    """What the owner is told after the link."""
    return Browser(tenant).post(undo, follow=True).content.decode()


def test_a_thief_who_closes_the_account_does_not_keep_it_closed(kostrzyn: Tenant) -> None:
    thief = linked(kostrzyn)
    undo = stolen(kostrzyn, thief)
    assert "jest zamknięte" in thief.post(CLOSE, {"password": PASSWORD}).content.decode()
    post_of(kostrzyn)
    assert "W międzyczasie zamknięto konto" in taken_back(kostrzyn, undo)
    with kostrzyn:
        user = User.objects.get()
        assert (user.email, user.is_active) == ("anna@poczta.example", True)
        assert Access.objects.filter(user=user, revoked_at=None).count() == 1
        assert Closing.objects.get().undone_at is not None
        assert erase_closed(at=timezone.now() + timedelta(days=60)) == 0
    Browser(kostrzyn).post("/konto/password/reset/", {"email": "anna@poczta.example"})
    (letter,) = post_of(kostrzyn)
    assert letter.to == "anna@poczta.example"
    assert "/konto/password/reset/key/" in letter.text, "she sets a new password, as the page asked her to"


@pytest.mark.parametrize("days", [NO_DAYS, ONE_DAY])
def test_a_login_that_can_be_taken_back_is_not_erased_before(kostrzyn: Tenant, days: tuple[str, str]) -> None:
    thief = linked(kostrzyn)
    republish(kostrzyn, "kostrzyn", days)
    undo = stolen(kostrzyn, thief)
    assert "Twój login jest usunięty" not in thief.post(CLOSE, {"password": PASSWORD}).content.decode()
    with kostrzyn:
        moved = EmailChange.objects.get().confirmed_at
        assert moved is not None
        assert Closing.objects.get().erase_at == moved + UNDO_WITHIN
        assert erase_closed(at=moved + UNDO_WITHIN - timedelta(seconds=1)) == 0
    assert "W międzyczasie zamknięto konto" in taken_back(kostrzyn, undo)


def test_when_nobody_may_take_it_back_any_more_it_is_erased(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    republish(kostrzyn, "kostrzyn", NO_DAYS)
    undo = stolen(kostrzyn, anna)
    page = anna.get(CLOSE).content.decode()
    assert "właściciel poprzedniej skrzynki" in page and "usuwamy od razu" not in page
    page = anna.post(CLOSE, {"password": PASSWORD}).content.decode()
    assert "właściciel poprzedniej skrzynki" in page
    with kostrzyn:
        assert erase_closed(at=Closing.objects.get().erase_at) == 1
        assert User.objects.get().email.endswith("@erased.invalid")
    assert Browser(kostrzyn).get(undo).status_code == 404


def test_a_mailbox_moved_after_the_closing_holds_the_erasing_back(kostrzyn: Tenant) -> None:
    thief = linked(kostrzyn)
    republish(kostrzyn, "kostrzyn", ONE_DAY)
    thief.post("/moje-dane/email/", {"email": "zly@zly.example", "password": PASSWORD})
    confirm = post_of(kostrzyn)[-1].link("/moje-dane/email/potwierdz/")
    thief.post(CLOSE, {"password": PASSWORD})
    post_of(kostrzyn)
    Browser(kostrzyn).post(confirm)
    undo = post_of(kostrzyn)[-1].link("/moje-dane/email/cofnij/")
    with kostrzyn:
        assert erase_closed(at=timezone.now() + timedelta(days=2)) == 0
    assert "W międzyczasie zamknięto konto" in taken_back(kostrzyn, undo)
    with kostrzyn:
        assert User.objects.get().is_active


DAUGHTER = "corka@poczta.example"
WIDE = {"role": "delegate", "scope": ["see_balance", "see_invoices", "see_meters", "manage_consents"]}


def with_daughter(tenant: Tenant) -> tuple[Browser, Access]:
    """Somebody else in Anna's open session, and the access of the daughter whom Anna let in before."""
    anna = linked(tenant)
    acting.let_in(tenant, anna, email=DAUGHTER)
    return anna, acting.access_of(tenant, DAUGHTER)


def test_what_a_delegate_may_is_again_as_it_was(kostrzyn: Tenant) -> None:
    thief, before = with_daughter(kostrzyn)
    undo = stolen(kostrzyn, thief)
    for days in (60, 20):
        answer = thief.post(f"/osoby/{before.pk}/", WIDE | {"until": acting.in_days(days)})
        assert answer.status_code == 302
    post_of(kostrzyn)
    told = taken_back(kostrzyn, undo)
    assert "zmieniono uprawnienia 1 osoby" in told and "odebrano" not in told
    now = acting.access_of(kostrzyn, DAUGHTER)
    assert (now.pk, now.role, now.scope, now.valid_to) == (
        before.pk,
        before.role,
        before.scope,
        before.valid_to,
    )
    assert [one.to for one in post_of(kostrzyn)].count(DAUGHTER) == 1, "told once"


def test_a_last_day_brought_forward_that_has_passed_is_put_back(kostrzyn: Tenant) -> None:
    thief, before = with_daughter(kostrzyn)
    undo = stolen(kostrzyn, thief)
    with kostrzyn:
        user = User.objects.get(email="zly@zly.example")
        soon = timezone.now() + timedelta(milliseconds=1)
        change_access(
            access=before, role=AccessRole.VIEWER, scope=["see_invoices"], valid_to=soon, by=user, at=before.valid_from
        )  # fmt: skip
    daughter = acting.access_of(kostrzyn, DAUGHTER).user
    assert Browser(kostrzyn).enter(daughter).get("/faktury/").status_code == 302
    assert "zmieniono uprawnienia 1 osoby" in taken_back(kostrzyn, undo)
    with kostrzyn:
        last_day = Access.objects.get(pk=before.pk).valid_to
    assert last_day is not None and last_day > timezone.now() + timedelta(days=1)
    assert Browser(kostrzyn).enter(daughter).get("/faktury/").status_code == 200


def test_what_another_owner_decided_after_the_thief_stays(kostrzyn: Tenant) -> None:
    thief, before = with_daughter(kostrzyn)
    undo = stolen(kostrzyn, thief)
    thief.post(f"/osoby/{before.pk}/", WIDE | {"until": acting.in_days(60)})
    with kostrzyn:
        husband = make_user("maz@poczta.example")
        grant_access(
            user=husband, customer=before.customer, role=AccessRole.OWNER, evidence={}, by="test", at=timezone.now()
        )  # fmt: skip
    decided = {"role": "viewer", "scope": ["see_balance"], "until": acting.in_days(5)}
    assert Browser(kostrzyn).enter(husband).post(f"/osoby/{before.pk}/", decided).status_code == 302
    assert "zmieniono uprawnienia" not in taken_back(kostrzyn, undo)
    assert acting.access_of(kostrzyn, DAUGHTER).scope == ["see_balance"]


def test_whom_the_thief_threw_out_is_in_again_as_before(kostrzyn: Tenant) -> None:
    thief, before = with_daughter(kostrzyn)
    undo = stolen(kostrzyn, thief)
    thief.post(f"/osoby/{before.pk}/", WIDE | {"until": acting.in_days(60)})
    assert thief.post(f"/osoby/{before.pk}/zakoncz/").status_code == 302
    assert Browser(kostrzyn).enter(before.user).get("/faktury/").status_code == 302
    told = taken_back(kostrzyn, undo)
    assert "odebrano 1 dostęp" in told and "zmieniono uprawnienia" not in told
    now = acting.access_of(kostrzyn, DAUGHTER)
    assert (now.pk, now.revoked_at, now.scope) == (before.pk, None, before.scope)
    assert Browser(kostrzyn).enter(before.user).get("/faktury/").status_code == 200


def test_whom_the_thief_let_in_and_threw_out_stays_out(kostrzyn: Tenant) -> None:
    thief = linked(kostrzyn)
    undo = stolen(kostrzyn, thief)
    acting.let_in(kostrzyn, thief, email="kolega@zly.example")
    friend = acting.access_of(kostrzyn, "kolega@zly.example")
    thief.post(f"/osoby/{friend.pk}/zakoncz/")
    assert "odebrano" not in taken_back(kostrzyn, undo)
    assert acting.access_of(kostrzyn, "kolega@zly.example").revoked_at is not None


def test_a_thief_who_lets_somebody_in_and_closes_leaves_nobody_behind(kostrzyn: Tenant) -> None:
    thief, daughter = with_daughter(kostrzyn)
    undo = stolen(kostrzyn, thief)
    friend = acting.let_in(kostrzyn, thief, email="kolega@zly.example")
    thief.post(CLOSE, {"password": PASSWORD})
    told = taken_back(kostrzyn, undo)
    assert "W międzyczasie zamknięto konto" in told and "zaproszono 1 osobę" in told
    assert friend.get("/faktury/").status_code == 302
    assert Browser(kostrzyn).enter(daughter.user).get("/faktury/").status_code == 200


def test_an_access_that_the_thief_gave_back_counts_again_and_its_owner_is_told(kostrzyn: Tenant) -> None:
    owner = linked(kostrzyn)
    acting.let_in(kostrzyn, owner)
    with kostrzyn:
        guest = User.objects.get(email=acting.GUEST)
        thief = Browser(kostrzyn).enter(guest)
    undo = stolen(kostrzyn, thief)
    given_back = {"access": str(acting.access_of(kostrzyn, "zly@zly.example").pk)}
    assert thief.post("/moj-dostep/oddaj/", given_back).status_code == 302
    assert acting.access_of(kostrzyn, "zly@zly.example").revoked_at is not None
    post_of(kostrzyn)
    assert "odebrano 1 dostęp" in taken_back(kostrzyn, undo)
    assert acting.access_of(kostrzyn).revoked_at is None
    told = [one.text for one in post_of(kostrzyn) if one.to == "anna@poczta.example"]
    assert len(told) == 1 and "znowu ma dostęp" in told[0]


@pytest.mark.parametrize("answered", [True, False])
def test_a_request_that_the_thief_left_waiting_is_refused(kostrzyn: Tenant, answered: bool) -> None:
    thief = linked(kostrzyn)
    thief.post("/zgody/faktura_elektroniczna/", {"email": "ksiegowa@firma.example", "agree": "on"})
    own = post_of(kostrzyn)[-1].link("/zgody/link/")
    undo = stolen(kostrzyn, thief)
    thief.post("/zgody/faktura_elektroniczna/", {"email": "inny@zly.example", "agree": "on"})
    path = post_of(kostrzyn)[-1].link("/zgody/link/")
    if answered:
        Browser(kostrzyn).post(path)
    assert "złożono 1 wniosek" in taken_back(kostrzyn, undo)
    Browser(kostrzyn).post(path)
    with kostrzyn:
        assert ConsentRequest.objects.get(email="inny@zly.example").state == RequestState.REFUSED
        assert not ConsentEvent.objects.exists()
        desk = Browser(kostrzyn).enter(make_clerk())
    assert "inny@zly.example" not in desk.get("/biuro/zgody/").content.decode()
    assert Browser(kostrzyn).get(own).status_code == 200, "what she asked for before still waits"


def test_cases_and_readings_stand_but_the_owner_and_staff_are_told(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        user = User.objects.get()
        customer = user.accesses.get().customer
        long_ago = filed(user, customer, at=timezone.now() - timedelta(days=9))
        written_in = filed(user, customer, at=timezone.now() - timedelta(days=8))
        other = make_user("inna@poczta.example")
        stranger = make_customer("0099999", "Zofia Druga")
    undo = stolen(kostrzyn, anna)
    with kostrzyn:
        user.refresh_from_db()
        mailbox, user.email = user.email, "dawna@poczta.example"
        new = filed(user, customer)  # a form begun under a mailbox of long before
        user.email = mailbox
        others = filed(other, stranger)
        meter = make_meter(make_point(customer))
        for state, by in (("accepted", user.email), ("withdrawn", user.email), ("rejected", other.email)):
            SubmittedReading.objects.create(
                meter=meter, customer=customer, first_m3=345, taken_on=timezone.localdate(), channel=SentBy.PORTAL,
                state=SubmissionState(state), sent_by=by, sent_at=timezone.now(),
            )  # fmt: skip
    anna.post(f"/sprawy/{written_in.uuid}/odpowiedz/", {"text": "Zmieniam zdanie."})
    told = taken_back(kostrzyn, undo)
    assert "w 2 sprawach ktoś coś złożył" in told
    assert "podano 1 odczyt." in told
    with kostrzyn:
        notes = CaseEvent.objects.filter(kind=EventKind.NOTE)
        assert {one.case_id for one in notes} == {new.pk, written_in.pk}
        assert all("w cudzych rękach" in one.text and not one.public for one in notes)
        assert {long_ago.pk, others.pk}.isdisjoint(one.case_id for one in notes)
        owner = Browser(kostrzyn).enter(User.objects.get(pk=user.pk))
        desk = Browser(kostrzyn).enter(make_clerk())
    assert "w cudzych rękach" in desk.get(f"/biuro/sprawy/{new.uuid}/").content.decode()
    assert "w cudzych rękach" not in owner.get(f"/sprawy/{new.uuid}/").content.decode()


def test_where_nothing_was_touched_the_owner_is_told_only_what_nobody_can_know(kostrzyn: Tenant) -> None:
    told = taken_back(kostrzyn, stolen(kostrzyn, linked(kostrzyn)))
    assert "W międzyczasie" not in told
    assert "sprawdź swoje imię i nazwisko, wybór wiadomości" in told
    with kostrzyn:
        assert not CaseEvent.objects.filter(kind=EventKind.NOTE).exists()
