"""My login: another mailbox with a way back, a number for SMS, and devices that can be signed out from elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.identity.models import Device, User
from tenants.notifications.texting import SMS
from tenants.outbox.models import OutboxEntry
from tenants.registration.models import EmailChange, PhoneCheck
from tenants.registry.models import Tenant
from tests.cast import PASSWORD, Browser, make_user, post_of
from tests.customer_portal.test_documents import linked

ASKED = {"email": "Nowa@poczta.example", "password": PASSWORD}


def moved(tenant: Tenant) -> tuple[Browser, str]:
    """Anna after the move, and the link in her former mailbox."""
    anna = linked(tenant)
    assert "Wysłaliśmy link" in anna.post("/moje-dane/email/", ASKED).content.decode()
    letter = post_of(tenant)[-1]
    assert letter.to == "nowa@poczta.example"
    with tenant:
        assert User.objects.get().email == "anna@poczta.example", "nothing changes before the mailbox answers"
    path = letter.link("/moje-dane/email/potwierdz/")
    assert anna.get(path).status_code == 200
    assert anna.post(path).status_code == 302
    (notice,) = post_of(tenant)
    assert notice.to == "anna@poczta.example"
    return anna, notice.link("/moje-dane/email/cofnij/")


def signs_in(tenant: Tenant, email: str) -> bool:
    browser = Browser(tenant)
    browser.post("/konto/login/", {"login": email, "password": PASSWORD})
    return browser.get("/moje-dane/").status_code == 200


def test_a_login_moves_when_the_new_mailbox_answers(kostrzyn: Tenant) -> None:
    moved(kostrzyn)
    assert signs_in(kostrzyn, "nowa@poczta.example")
    assert not signs_in(kostrzyn, "anna@poczta.example")


def test_the_former_mailbox_takes_the_login_back_and_everybody_is_out(kostrzyn: Tenant) -> None:
    thief, undo = moved(kostrzyn)
    owner = Browser(kostrzyn)
    assert thief.get("/moje-dane/").status_code == 200
    assert owner.get(undo).status_code == 200
    assert owner.post(undo).headers["Location"] == "/konto/password/reset/"
    assert not signs_in(kostrzyn, "nowa@poczta.example")
    assert not signs_in(kostrzyn, "anna@poczta.example"), "the password somebody else may know is gone"
    with kostrzyn:
        assert User.objects.get().email == "anna@poczta.example"
    assert "został już wykorzystany" in owner.get(undo).content.decode()


def test_the_way_back_stays_open_for_a_week(kostrzyn: Tenant) -> None:
    _, undo = moved(kostrzyn)
    with kostrzyn:
        EmailChange.objects.update(confirmed_at=timezone.now() - timedelta(days=7, minutes=1))
    assert "stracił ważność" in Browser(kostrzyn).get(undo).content.decode()


def test_a_later_move_by_the_thief_does_not_close_the_way_back(kostrzyn: Tenant) -> None:
    thief, undo = moved(kostrzyn)
    thief.post("/moje-dane/email/", {"email": "dalej@poczta.example", "password": PASSWORD})
    thief.post(post_of(kostrzyn)[-1].link("/moje-dane/email/potwierdz/"))
    second_undo = post_of(kostrzyn)[-1].link("/moje-dane/email/cofnij/")
    assert Browser(kostrzyn).post(undo).status_code == 302
    with kostrzyn:
        assert User.objects.get().email == "anna@poczta.example"
    assert "został już wykorzystany" in Browser(kostrzyn).get(second_undo).content.decode()


def test_the_page_does_not_tell_that_somebody_else_has_the_address(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        make_user("zajety@poczta.example")
    free = anna.post("/moje-dane/email/", {"email": "wolny@poczta.example", "password": PASSWORD})
    taken = anna.post("/moje-dane/email/", {"email": "zajety@poczta.example", "password": PASSWORD})
    secret = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    told = [secret.sub("", answer.content.decode()) for answer in (free, taken)]
    assert told[0].replace("wolny", "zajety") == told[1]
    letters = post_of(kostrzyn)
    assert [letter.subject.split(" – ")[0] for letter in letters if letter.to == "zajety@poczta.example"] == [
        "Takie konto już istnieje"
    ]
    with kostrzyn:
        assert EmailChange.objects.count() == 1


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        (ASKED | {"password": "nie to"}, "To nie jest Twoje hasło"),
        (ASKED | {"email": "anna@poczta.example"}, "To już jest Twój adres"),
        (ASKED | {"email": "nie-adres"}, "To nie jest pełny adres"),
    ],
)
def test_a_move_is_refused_at_the_field_that_is_wrong(
    kostrzyn: Tenant, posted: dict[str, str], said: str
) -> None:
    assert said in linked(kostrzyn).post("/moje-dane/email/", posted).content.decode()


def sms_code(tenant: Tenant) -> str:
    with tenant:
        entry = OutboxEntry.objects.filter(kind=SMS).latest("id")
        assert entry.payload["to"] == "+48600100200"
        found = re.search(r"\d{6}", entry.payload["text"])
        assert found
        return found[0]


def test_a_number_counts_when_its_code_was_typed_in(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    assert (
        anna.post("/moje-dane/telefon/", {"phone": "600 100 200"}).headers["Location"]
        == "/moje-dane/telefon/kod/"
    )
    with kostrzyn:
        assert User.objects.get().phone_verified_at is None
    code = sms_code(kostrzyn)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert "To nie jest kod" in anna.post("/moje-dane/telefon/kod/", {"code": wrong}).content.decode()
    assert anna.post("/moje-dane/telefon/kod/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    with kostrzyn:
        user = User.objects.get()
        assert (user.phone, user.phone_verified_at is not None) == ("+48600100200", True)
        assert not PhoneCheck.objects.exists()
    anna.post("/moje-dane/telefon/", {"forget": "1"})
    with kostrzyn:
        assert User.objects.get().phone == ""


def test_a_code_is_guessed_five_times_and_sent_three_times_an_hour(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    anna.post("/moje-dane/telefon/", {"phone": "600100200"})
    code = sms_code(kostrzyn)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        anna.post("/moje-dane/telefon/kod/", {"code": wrong})
    assert anna.post("/moje-dane/telefon/kod/", {"code": code}).headers["Location"] == "/moje-dane/telefon/"
    for _ in range(2):
        anna.post("/moje-dane/telefon/", {"phone": "600100200"})
    assert "za dużo kodów" in anna.post("/moje-dane/telefon/", {"phone": "600100200"}).content.decode()


def test_where_the_utility_sends_no_sms_the_page_says_so(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    assert "/moje-dane/telefon/" not in anna.get("/moje-dane/").content.decode()
    assert (
        "nie wysyła jeszcze SMS" in anna.post("/moje-dane/telefon/", {"phone": "600100200"}).content.decode()
    )
    with rzeszow:
        assert not PhoneCheck.objects.exists()


def sign_in(tenant: Tenant, agent: str) -> Browser:
    browser = Browser(tenant)
    answer = browser.post(
        "/konto/login/", {"login": "anna@poczta.example", "password": PASSWORD}, headers={"user-agent": agent}
    )
    assert answer.status_code == 302
    return browser


def test_a_device_is_signed_out_from_another(kostrzyn: Tenant) -> None:
    linked(kostrzyn)
    here, there = sign_in(kostrzyn, "Firefox/140 Windows"), sign_in(kostrzyn, "Chrome/140 Android")
    page = here.get("/moje-urzadzenia/").content.decode()
    assert "Firefox, Windows" in page and "Chrome, Android" in page
    other = re.search(r'name="device" value="(\d+)"', page)
    assert other
    assert here.post("/moje-urzadzenia/", {"device": other[1]}).status_code == 302
    assert there.get("/moje-dane/").status_code == 302
    assert here.get("/moje-dane/").status_code == 200


def test_nobody_signs_out_somebody_elses_device(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        stranger = make_user("obcy@poczta.example")
    Browser(kostrzyn).enter(stranger)
    with kostrzyn:
        device = Device.objects.get(user=stranger)
    anna.post("/moje-urzadzenia/", {"device": str(device.pk)})
    with kostrzyn:
        assert Device.objects.filter(pk=device.pk).exists()


def test_all_others_are_signed_out_at_once(kostrzyn: Tenant) -> None:
    linked(kostrzyn)
    here, one, two = (sign_in(kostrzyn, agent) for agent in ("a", "b", "c"))
    here.post("/moje-urzadzenia/", {"all": "1"})
    assert [browser.get("/moje-dane/").status_code for browser in (here, one, two)] == [200, 302, 302]
