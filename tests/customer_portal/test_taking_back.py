"""A thief who holds the login for a while: whatever they did there, the owner of the former mailbox gets it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.customers.models import Access
from tenants.identity.models import User
from tenants.privacy.models import Closing
from tenants.privacy.services import erase_closed
from tenants.registration.models import EmailChange
from tenants.registration.services.login import UNDO_WITHIN
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, Browser, post_of
from tests.customer_portal.test_documents import linked, republish

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
