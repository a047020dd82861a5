"""What a person asks of their data through the doors: who saw it, all of it in a package, and to be forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tenants.billing.models import InvoiceFile
from tenants.customers.models import Access, AccessDay, Customer
from tenants.customers.services import note_use
from tenants.identity.models import AuditEvent, Device, StaffRole, User
from tenants.legal.models import Acceptance, ConsentEvent
from tenants.outbox.services import dispatch
from tenants.privacy.models import Closing, DataExport, ExportState
from tenants.privacy.services import erase_closed, forget_exports
from tenants.registry.models import Tenant
from tests.acting import GUEST, access_of, let_in, owner
from tests.architecture.water import with_meter
from tests.cast import PASSWORD, Browser, make_clerk, post_of
from tests.customer_portal.test_documents import linked, republish

LOOKS, EXPORTS, CLOSE = "/kto-widzial-moje-dane/", "/moje-dane/paczka/", "/moje-konto/zamknij/"


def test_days_of_people_and_hours_of_staff_are_listed(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    for _ in range(3):
        guest.get("/faktury/")
    with kostrzyn:
        clerk = make_clerk(StaffRole.CLERK)
    desk = Browser(kostrzyn).enter(clerk)
    for _ in range(3):
        assert desk.get("/biuro/klienci/0012345/").status_code == 200
    page = anna.get(LOOKS).content.decode()
    assert "Gustaw Gościnny" in page and "pracownik biura" in page and "Celina Clerk" not in page
    with kostrzyn:
        assert AccessDay.objects.filter(access__user__email=GUEST).count() == 1, "once a day, however often"
        assert AuditEvent.objects.filter(action="customers.see").count() == 1, "once an hour, however often"
    republish(kostrzyn, "kostrzyn", ("  staff_names: false\n", "  staff_names: true\n"))
    assert "Celina Clerk" in anna.get(LOOKS).content.decode()
    assert guest.get(LOOKS).status_code == 404


def test_an_ended_access_stays_in_the_list(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    let_in(kostrzyn, anna)
    anna.post(f"/osoby/{access_of(kostrzyn).pk}/zakoncz/")
    assert "Gustaw Gościnny" in anna.get(LOOKS).content.decode()
    assert (
        "Gustaw Gościnny"
        not in linked(kostrzyn, "0054321", "obca@poczta.example").get(LOOKS).content.decode()
    )


def test_nobody_can_change_the_days(kostrzyn: Tenant) -> None:
    owner(kostrzyn).get("/faktury/")
    with kostrzyn:
        for statement in ("DELETE FROM tenants_accessday", "UPDATE tenants_accessday SET day = day"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("days", [3, 30])
def test_the_list_is_paged_and_costs_the_same(
    kostrzyn: Tenant, days: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = owner(kostrzyn)
    with kostrzyn:
        access = Access.objects.get()
        for back in range(1, days + 1):
            note_use(access=access, day=timezone.localdate() - timedelta(days=back))
    anna.get(LOOKS)
    with django_assert_num_queries(7):
        anna.get(LOOKS)


def ordered(tenant: Tenant, browser: Browser) -> tuple[str, str]:
    """The path of a package that a worker has made, and the mail's text."""
    assert browser.post(EXPORTS).status_code == 302
    assert browser.post(EXPORTS).status_code == 302, "a second click"
    with tenant:
        assert DataExport.objects.filter(state=ExportState.ORDERED).count() == 1
        dispatch(limit=100, clock=timezone.now)
        made = DataExport.objects.latest("pk")
        assert made.state == ExportState.READY
    return f"{EXPORTS}{made.public_id}/", str(made.public_id)


def package(browser: Browser, path: str) -> zipfile.ZipFile:
    answer: Any = browser.post(path, {"password": PASSWORD})
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_package_holds_what_is_mine_and_nothing_of_others(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    linked(kostrzyn, "0054321", "obca@poczta.example")
    with kostrzyn:
        customer = Customer.objects.get(number="0012345")
        meter = with_meter(customer)
        meter.readings.create(taken_on=timezone.localdate(), value_m3=7, consumption_m3=2)
        invoice = customer.invoices.get(number="FV/0012345/1")
        InvoiceFile.objects.create(invoice=invoice, kind="xml", content=b"<faktura/>", sha256=b"0" * 32)
    path, _ = ordered(kostrzyn, anna)
    assert "hasło" in anna.get(path).content.decode()
    assert "To nie jest Twoje hasło" in anna.post(path, {"password": "zle haslo zle"}).content.decode()
    got = package(anna, path)
    names = set(got.namelist())
    assert {
        "login.json",
        "dostepy.json",
        "zgody.json",
        "powiadomienia.json",
        "sprawy.json",
        "rejestracje.json",
    } <= names
    folder = "odbiorca-0012345/"
    invoices = json.loads(got.read(f"{folder}faktury.json"))
    assert [(one["number"], one["gross_grosze"], len(one["lines"])) for one in invoices] == [
        ("FV/0012345/1", 12345, 1), ("FV/0012345/2", 20411, 1),
    ]  # fmt: skip
    assert json.loads(got.read(f"{folder}woda.json"))["readings"][0]["own_m3"] == "2.000"
    assert [got.read(name) for name in names if name.endswith(".xml")] == [b"<faktura/>"]
    everything = b"".join(got.read(name) for name in names).decode()
    assert "anna@poczta.example" in everything
    assert "0054321" not in everything and "obca@poczta.example" not in everything
    assert "argon2" not in everything and "token" not in everything, "no secrets"


def test_a_delegates_package_holds_nothing_of_the_owners(kostrzyn: Tenant) -> None:
    guest = let_in(kostrzyn, owner(kostrzyn), role="delegate", scope=["see_invoices"])
    got = package(guest, ordered(kostrzyn, guest)[0])
    everything = b"".join(got.read(name) for name in got.namelist()).decode()
    assert GUEST in everything and "FV/0012345" not in everything and "anna@poczta.example" not in everything


def test_a_package_is_its_owners_alone_and_goes_when_its_time_is_over(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path, public_id = ordered(kostrzyn, anna)
    stranger = linked(kostrzyn, "0054321", "obca@poczta.example")
    assert (stranger.get(path).status_code, stranger.post(path, {"password": PASSWORD}).status_code) == (
        404,
        404,
    )
    assert Browser(kostrzyn).get(path).status_code == 302
    with kostrzyn:
        made = DataExport.objects.get()
        assert made.file is not None and made.expires_at is not None
        forget_exports(at=made.expires_at)
        made.refresh_from_db()
        assert (made.state, made.file) == (ExportState.GONE, None)
    assert anna.get(path).status_code == 404


def test_only_three_packages_a_day(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    for _ in range(3):
        ordered(kostrzyn, anna)
    assert "już trzy paczki" in anna.post(EXPORTS, follow=True).content.decode()


def closed(tenant: Tenant, browser: Browser, **changed: str) -> str:
    """Close the account; the path of the way back."""
    answer = browser.post(CLOSE, {"password": PASSWORD} | changed)
    assert "jest zamknięte" in answer.content.decode(), answer.content.decode()
    letter = next(one for one in reversed(post_of(tenant)) if "zamknięte" in one.subject)
    return letter.link("/moje-konto/przywroc/")


def test_closing_says_everything_ends_everything_and_can_be_taken_back(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    page = anna.get(CLOSE).content.decode()
    assert "przepisy podatkowe" in page and "72 miesiące" in page and "tak długo, jak działa biuro" in page
    assert "To nie jest Twoje hasło" in anna.post(CLOSE, {"password": "zle haslo zle"}).content.decode()
    back = closed(kostrzyn, anna)
    assert anna.get("/faktury/").headers["Location"].startswith("/konto/login/")
    assert guest.get("/faktury/").status_code == 302, "whom she let in is out with her"
    signing = Browser(kostrzyn)
    signing.post("/konto/login/", {"login": "anna@poczta.example", "password": PASSWORD})
    assert signing.get("/faktury/").status_code == 302
    nobody = Browser(kostrzyn)
    assert nobody.get(back).status_code == 200, "looking changes nothing"
    assert nobody.post(back).status_code == 302
    assert nobody.post(back).status_code == 410, "a second click"
    signing.post("/konto/login/", {"login": "anna@poczta.example", "password": PASSWORD})
    assert signing.get("/faktury/").status_code == 200
    assert guest.get("/faktury/").status_code == 200


def test_after_its_days_the_login_is_erased_and_the_evidence_stays(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    with kostrzyn:
        user = User.objects.get()
        uuid, accesses = user.uuid, Access.objects.count()
        accepted, consents = Acceptance.objects.count(), ConsentEvent.objects.count()
    back = closed(kostrzyn, anna)
    with kostrzyn:
        end = Closing.objects.get().erase_at
        assert end - Closing.objects.get().closed_at == timedelta(days=14)
        assert erase_closed(at=end - timedelta(seconds=1)) == 0
        assert (erase_closed(at=end), erase_closed(at=end)) == (1, 0)
        user = User.objects.get(uuid=uuid)
        assert (user.email, user.full_name, user.phone, user.is_active) == (
            f"{uuid}@erased.invalid",
            "",
            "",
            False,
        )
        assert not user.has_usable_password()
        assert not EmailAddress.objects.exists() and not Device.objects.exists()
        assert Access.objects.count() == accesses, "who had access is the customer's evidence"
        assert (Acceptance.objects.count(), ConsentEvent.objects.count()) == (accepted, consents)
        assert Customer.objects.get().invoices.count() == 2
    assert Browser(kostrzyn).post(back).status_code == 410


def test_where_the_utility_gives_no_days_it_is_final_at_once(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    republish(kostrzyn, "kostrzyn", ("  closing_undo_days: 14\n", "  closing_undo_days: 0\n"))
    assert "Twój login jest usunięty" in anna.post(CLOSE, {"password": PASSWORD}).content.decode()
    with kostrzyn:
        assert User.objects.get().email.endswith("@erased.invalid")
        assert Closing.objects.get().erased_at is not None


@pytest.mark.parametrize(("choice", "left"), [("keep", True), ("stop", False)])
def test_e_invoices_are_asked_about_and_done_as_said(kostrzyn: Tenant, choice: str, left: bool) -> None:
    anna = owner(kostrzyn)
    anna.post("/zgody/faktura_elektroniczna/", {"agree": "on", "email": "anna@poczta.example"})
    with kostrzyn:
        assert ConsentEvent.objects.filter(delivery_email="anna@poczta.example").count() == 1
    assert "Wybierz, co zrobić z fakturami" in anna.post(CLOSE, {"password": PASSWORD}).content.decode()
    closed(kostrzyn, anna, e_invoices=choice)
    with kostrzyn:
        last = ConsentEvent.objects.order_by("pk").last()
        assert last is not None
        assert (last.action != "withdrawn") == left


def test_another_owner_keeps_the_account_and_the_people(kostrzyn: Tenant) -> None:
    from tenants.customers.models import AccessRole
    from tenants.customers.services import grant_access
    from tests.cast import make_user

    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    with kostrzyn:
        husband = make_user("maz@poczta.example")
        grant_access(
            user=husband, customer=Customer.objects.get(), role=AccessRole.OWNER, evidence={}, by="test",
            at=timezone.now(),
        )  # fmt: skip
    closed(kostrzyn, anna)
    assert guest.get("/faktury/").status_code == 200
    assert Browser(kostrzyn).enter(husband).get("/faktury/").status_code == 200


def test_passwords_given_again_are_counted(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    for _ in range(10):
        anna.post(CLOSE, {"password": "zle haslo zle"})
    anna.post(CLOSE, {"password": PASSWORD})
    with kostrzyn:
        assert not Closing.objects.exists()
