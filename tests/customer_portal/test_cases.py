"""One case on the screen: what is shown to whom, notes that never leak, tracking, and lists that stay cheap."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tenants.cases import services
from tenants.cases.models import Case, CaseFile, Decision
from tenants.cases.services.answering import decide
from tenants.customers.models import Customer
from tenants.identity.models import User
from tenants.profile import selectors as profiles
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.case_forms import picture
from tests.case_world import filed
from tests.cast import Browser, make_clerk, make_customer, make_user, post_of

SECRET = "Klient kłamie – Zegzułka·7x9"


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    with rzeszow:
        customer, user = make_customer(), make_user("anna@poczta.example")
        link(user, customer)
        filed(user, customer)
        browser = Browser(rzeszow)
        browser.force_login(user)
    return browser


def case_of(tenant: Tenant) -> Case:
    with tenant:
        return Case.objects.get()


def test_an_internal_note_never_leaves_the_office(rzeszow: Tenant, anna: Browser) -> None:
    case = case_of(rzeszow)
    with rzeszow:
        clerk = make_clerk()
        other = make_user("drugi@bok.example", clerk.kind, clerk.staff_role, SECRET)
        services.note(case=case, by=clerk, at=timezone.now(), text=SECRET)
        services.hand_over(case=case, by=clerk, at=timezone.now(), to=other, unit="", reason=SECRET)
        services.write(
            case=case, profile=profiles.published(), by=other, at=timezone.now(), text="Dzień dobry"
        )
        decide(
            case=case,
            profile=profiles.published(),
            by=clerk,
            at=timezone.now(),
            decision=Decision.REFUSED,
            reasons="Nie.",
        )
        documents = [bytes(one.content) for one in case.documents.all()]
    here = f"/sprawy/{case.uuid}/"
    for path in (here, f"{here}zlozona/", "/sprawy/", "/api/v1/me/cases/", f"/api/v1/me/cases/{case.uuid}/"):
        answer = anna.get(path)
        assert answer.status_code == 200 and SECRET not in answer.content.decode(), path
        assert "Zegzułka" not in answer.content.decode() and "drugi@bok" not in answer.content.decode(), path
    for letter in post_of(rzeszow):
        assert SECRET not in letter.subject + letter.text + letter.html
    assert not any(SECRET.encode() in one for one in documents)
    desk = Browser(rzeszow).enter(clerk)
    assert SECRET in desk.get(f"/biuro/sprawy/{case.uuid}/").content.decode(), (
        "the bait is where staff see it"
    )


def test_a_strangers_case_looks_like_a_missing_one(rzeszow: Tenant, kostrzyn: Tenant, anna: Browser) -> None:
    case = case_of(rzeszow)
    with rzeszow:
        file, document = CaseFile.objects.get(), case.documents.get()
        other = make_customer("0054321", "Obcy")
        user = make_user("obcy@poczta.example")
        link(user, other)
        stranger = Browser(rzeszow).enter(user)
    with kostrzyn:
        foreigner = make_user("anna@poczta.example")
        link_there = Browser(kostrzyn).enter(foreigner)
    for path in ("", "zlozona/", f"plik/{file.uuid}/", f"dokument/{document.uuid}/", "wycofaj/"):
        assert anna.get(f"/sprawy/{case.uuid}/{path}").status_code == 200, path
        for browser in (stranger, Browser(rzeszow), link_there):
            assert browser.get(f"/sprawy/{case.uuid}/{path}").status_code == 404, path
    for path in ("odpowiedz/", "wycofaj/", "wznow/", "ocena/"):
        assert stranger.post(f"/sprawy/{case.uuid}/{path}", {"text": "x"}).status_code == 404
    assert anna.get(f"/sprawy/{case.uuid}/plik/{uuid4()}/").status_code == 404


def test_a_pin_opens_one_case_and_nothing_else(rzeszow: Tenant, anna: Browser) -> None:
    with rzeszow:
        first = filed(
            None,
            None,
            key="awaria",
            email="gosc@poczta.example",
            rodzaj="wyciek",
            miejsce="Polna",
            zalewa=False,
        )
        mine = Case.objects.exclude(pk=first.pk).get()
        from tenants.cases.signatures import pin_hash  # noqa: PLC0415

        Case.objects.filter(pk=first.pk).update(pin_hash=pin_hash(first.uuid, "123456"))
    guest = Browser(rzeszow)
    guest.post("/sprawy/sprawdz/", {"signature": first.signature, "pin": "123456"})
    assert guest.get(f"/sprawy/{first.uuid}/").status_code == 200
    assert guest.get(f"/sprawy/{mine.uuid}/").status_code == 404
    answer = guest.post(f"/sprawy/{first.uuid}/odpowiedz/", {"text": "Leje się dalej"})
    assert answer.status_code == 302
    with rzeszow:
        event = first.events.get(kind="message")
        assert (event.text, event.by) == ("Leje się dalej", "gosc@poczta.example")


def test_the_thread_goes_both_ways_on_the_screen(rzeszow: Tenant, anna: Browser) -> None:
    case = case_of(rzeszow)
    with rzeszow:
        desk = Browser(rzeszow).enter(make_clerk())
    there = f"/biuro/sprawy/{case.uuid}/"
    desk.post(f"{there}status/", {"to": "czeka_na_klienta", "message": "Dołącz zdjęcie."})
    page = anna.get(f"/sprawy/{case.uuid}/").content.decode()
    assert "Twój ruch" in page and "Dołącz zdjęcie." in page and "Co masz do zrobienia" in page

    anna.post(
        f"/sprawy/{case.uuid}/odpowiedz/", {"text": "Proszę bardzo.", "attachments": [picture("dowod.jpg")]}
    )

    assert case.signature in desk.get("/biuro/klienci/0012345/").content.decode()
    office = desk.get(there).content.decode()
    assert "Proszę bardzo." in office and "dowod.jpg" in office and "nasz ruch" in office
    desk.post(f"{there}decyzja/", {"decision": "accepted", "reasons": "Zgadzamy się."})
    page = anna.get(f"/sprawy/{case.uuid}/").content.decode()
    assert "uwzględniona" in page and "Odpowiedź w sprawie" in page
    anna.post(f"/sprawy/{case.uuid}/ocena/", {"stars": "5", "comment": "Dobrze"})
    anna.post(f"/sprawy/{case.uuid}/wznow/", {"text": "A jednak nie"})
    with rzeszow:
        case.refresh_from_db()
        assert (case.rating, case.open) == (5, True)


def test_an_empty_message_and_a_bad_file_are_said_at_the_field(rzeszow: Tenant, anna: Browser) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    here = f"/sprawy/{case_of(rzeszow).uuid}/odpowiedz/"
    assert "Napisz wiadomość albo dodaj plik." in anna.post(here, {"text": " "}).content.decode()
    page = anna.post(
        here, {"text": "Mój tekst", "attachments": [SimpleUploadedFile("x.exe", b"MZ..")]}
    ).content.decode()
    assert "x.exe: Wyślij plik PDF" in page or "x.exe:" in page
    assert "Mój tekst" in page
    with rzeszow:
        assert Case.objects.get().events.filter(kind="message").count() == 0, (
            "nothing is kept of a refused message"
        )


@pytest.mark.parametrize("on", [True, False])
def test_the_module_may_be_off(rzeszow: Tenant, anna: Browser, on: bool) -> None:
    if not on:
        from tenants.profile import canonical  # noqa: PLC0415
        from tenants.profile.services import apply_profile, edited  # noqa: PLC0415

        with rzeszow:
            profile = profiles.published()
            document = canonical.document(profile)
            document["access"]["modules"].remove("cases")
            version = profiles.version(profiles.published_number() or 0)
            apply_profile(
                source=edited(document=document, files=profiles.files_of(version)),
                by="t",
                at=version.created_at,
            )
    expected = 200 if on else 404
    for path in ("/sprawy/", "/sprawy/katalog/", "/sprawy/sprawdz/", "/sprawy/nowa/pytanie/"):
        assert anna.get(path).status_code == expected, path
    assert ('href="/sprawy/"' in anna.get("/przeglad/").content.decode()) is on


# --- lists stay cheap ----------------------------------------------------------------------------------------


@pytest.fixture
def many(rzeszow: Tenant, anna: Browser) -> Any:
    def more(count: int) -> None:
        with rzeszow:
            customer, user = Customer.objects.get(), User.objects.get(email="anna@poczta.example")
            model = Case.objects.first()
            assert model is not None
            start = Case.objects.count()
            for number in range(count):
                Case.objects.create(
                    signature=f"M/{start + number}", type="pytanie", title="Pytanie", customer=customer, user=user,
                    status="przyjeta", filed_at=timezone.now(), changed_at=timezone.now(),
                )  # fmt: skip

    return more


@pytest.mark.parametrize("path", ["/sprawy/", "/biuro/sprawy/", "/api/v1/me/cases/"])
def test_a_list_takes_as_many_statements_for_thirty_rows_as_for_three(
    rzeszow: Tenant, anna: Browser, many: Any, path: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    browser = anna
    if path.startswith("/biuro"):
        with rzeszow:
            browser = Browser(rzeszow).enter(make_clerk())
    many(2)
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        assert browser.get(path).status_code == 200
    wanted = len(few)
    assert wanted >= 5
    many(27)
    browser.get(path)  # a session writes its clock now and then
    with django_assert_num_queries(wanted):
        assert browser.get(path).status_code == 200


def test_one_case_takes_as_many_statements_for_a_long_thread(
    rzeszow: Tenant, anna: Browser, django_assert_num_queries: Any
) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    case = case_of(rzeszow)

    def say(count: int) -> None:
        with rzeszow:
            for _message in range(count):
                services.reply(case=case, profile=profiles.published(), by="a", at=timezone.now(), text="x", files=[("a.jpg", picture().read())])  # fmt: skip

    say(3)
    anna.get(f"/sprawy/{case.uuid}/")
    with CaptureQueriesContext(connection) as few:
        anna.get(f"/sprawy/{case.uuid}/")
    wanted = len(few)
    assert wanted >= 5
    say(27)
    anna.get(f"/sprawy/{case.uuid}/")
    with django_assert_num_queries(wanted):
        assert anna.get(f"/sprawy/{case.uuid}/").status_code == 200
