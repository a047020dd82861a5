"""Powers of attorney: sent by whoever acts, decided by staff, told to everybody it concerns, and nothing before that."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.customers.models import Access, AccessRole
from tenants.delegation.models import Mandate, MandateState
from tenants.files.models import StoredFile
from tenants.identity.models import StaffRole
from tenants.registry.models import Tenant
from tests.acting import in_days
from tests.case_forms import picture
from tests.cast import Browser, make_clerk, make_customer, make_user, post_of
from tests.customer_portal.test_documents import linked

NEW = "/pelnomocnictwa/nowe/"


def paper(name: str = "pismo.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture().read() if content is None else content, "image/jpeg")


def wish(**changed: Any) -> dict[str, Any]:
    return {
        "customer_number": "0054321", "customer_name": "Maria Mama", "role": "delegate",
        "scope": ["see_invoices", "see_balance"], "file": paper(),
    } | changed  # fmt: skip


@pytest.fixture
def anna(kostrzyn: Tenant) -> Browser:
    """Anna, who acts for her mother; the mother is a customer without a login."""
    with kostrzyn:
        make_customer("0054321", "Maria Mama")
    return linked(kostrzyn)


@pytest.fixture
def clerk(kostrzyn: Tenant) -> Browser:
    with kostrzyn:
        user = make_clerk(StaffRole.CLERK)
    return Browser(kostrzyn).enter(user)


def sent(tenant: Tenant) -> Mandate:
    with tenant:
        return Mandate.objects.select_related("user").latest("pk")


def test_approved_it_opens_what_it_covers_until_its_day(
    kostrzyn: Tenant, anna: Browser, clerk: Browser
) -> None:
    with kostrzyn:
        brother = make_user("brat@poczta.example", name="Brat")
    assert anna.post(NEW, wish()).status_code == 302
    letter = post_of(kostrzyn)[-1]
    assert (letter.to, "0054321" in letter.text) == ("anna@poczta.example", True)
    assert "czeka na nas" in anna.get("/pelnomocnictwa/").content.decode()
    found = sent(kostrzyn)
    assert "Maria Mama" in clerk.get("/biuro/pelnomocnictwa/").content.decode()
    page = clerk.get(f"/biuro/pelnomocnictwa/{found.public_id}/").content.decode()
    assert "oglądać i pobierać rachunki" in page and "pismo.jpg" in page
    assert (
        clerk.get(f"/biuro/pelnomocnictwa/{found.public_id}/pismo/").headers["Content-Type"] == "image/jpeg"
    )
    form = {"customer": "0054321", "until": in_days(90), "decision": "approve"}
    address = f"/biuro/pelnomocnictwa/{found.public_id}/"
    assert clerk.post(address, form).status_code == 302
    assert clerk.post(address, form).status_code in (200, 302), "a second click changes nothing"
    with kostrzyn:
        access = Access.objects.get(customer__number="0054321")
        assert (access.role, access.scope) == (AccessRole.DELEGATE, ["see_balance", "see_invoices"])
        assert access.evidence["mandate"] == str(found.public_id)
        assert StoredFile.objects.filter(pk=access.evidence["file"]).exists(), "the paper stays as evidence"
    assert any("zatwierdzone" in one.subject for one in post_of(kostrzyn))
    anna.post("/konto-odbiorcy/", {"access": str(access.pk)})
    assert "FV/0054321/2" in anna.get("/faktury/").content.decode()
    assert anna.get("/wodomierze/").status_code == 302
    assert Browser(kostrzyn).enter(brother).get("/faktury/").status_code == 302


def test_refused_it_says_why_and_opens_nothing(kostrzyn: Tenant, anna: Browser, clerk: Browser) -> None:
    anna.post(NEW, wish())
    address = f"/biuro/pelnomocnictwa/{sent(kostrzyn).public_id}/"
    assert clerk.post(address, {"decision": "refuse", "reason": ""}).status_code == 200
    assert clerk.post(address, {"decision": "refuse", "reason": "Brak podpisu."}).status_code == 302
    letter = post_of(kostrzyn)[-1]
    assert "Brak podpisu." in letter.text and "odmowa" in letter.subject
    assert "Brak podpisu." in anna.get("/pelnomocnictwa/").content.decode()
    with kostrzyn:
        assert Access.objects.count() == 1
        assert Mandate.objects.get().state == MandateState.REFUSED


def test_the_answer_is_the_same_for_a_number_nobody_has(kostrzyn: Tenant, anna: Browser) -> None:
    known, unknown = anna.post(NEW, wish()), anna.post(NEW, wish(customer_number="999999"))
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    texts = [one.text.replace("0054321", "N").replace("999999", "N") for one in post_of(kostrzyn)[-2:]]
    assert texts[0] == texts[1]


def test_a_double_click_sends_once_and_five_a_day_are_enough(kostrzyn: Tenant, anna: Browser) -> None:
    for _ in range(2):
        assert anna.post(NEW, wish()).status_code == 302
    with kostrzyn:
        assert Mandate.objects.count() == 1
    for number in range(4):
        assert anna.post(NEW, wish(customer_number=f"77{number}")).status_code == 302
    assert "już pięć" in anna.post(NEW, wish(customer_number="778")).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"customer_number": ""}, "Podaj numer"),
        ({"file": ""}, "Dołącz podpisane pismo"),
        ({"file": paper("x.exe", b"MZ" + b"0" * 50)}, "PDF, JPEG"),
        ({"file": paper("pusty.pdf", b"")}, "plik jest pusty"),
        ({"file": paper("uszkodzony.pdf", b"%PDF-1.7 bez konca")}, "PDF jest uszkodzony"),
        ({"scope": []}, "Wybierz przynajmniej jedną rzecz"),
        ({"role": "owner"}, "Wybierz"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    kostrzyn: Tenant, anna: Browser, changed: dict[str, Any], said: str
) -> None:
    page = anna.post(NEW, wish(**changed)).content.decode()
    assert said.lower() in page.lower()
    assert "Maria Mama" in page, "what was typed stays"
    with kostrzyn:
        assert not Mandate.objects.exists()


def test_one_takes_back_ones_own_and_nobody_elses(kostrzyn: Tenant, anna: Browser, clerk: Browser) -> None:
    anna.post(NEW, wish())
    found = sent(kostrzyn)
    other = linked(kostrzyn, "0099999", "obca@poczta.example")
    assert other.post(f"/pelnomocnictwa/{found.public_id}/wycofaj/").status_code == 404
    for _ in range(2):
        assert anna.post(f"/pelnomocnictwa/{found.public_id}/wycofaj/").status_code == 302
    form = {"customer": "0054321", "until": in_days(9), "decision": "approve"}
    clerk.post(f"/biuro/pelnomocnictwa/{found.public_id}/", form)
    with kostrzyn:
        assert Access.objects.filter(customer__number="0054321").count() == 0


@pytest.mark.parametrize("day", [-1, 366 * 3 + 40])
def test_staff_approve_for_no_longer_than_the_profile_says(
    kostrzyn: Tenant, anna: Browser, clerk: Browser, day: int
) -> None:
    anna.post(NEW, wish(role="manager", scope=[]))
    form = {"customer": "0054321", "until": in_days(day), "decision": "approve"}
    page = clerk.post(f"/biuro/pelnomocnictwa/{sent(kostrzyn).public_id}/", form)
    assert "Wybierz dzień od dzisiaj" in page.content.decode()


def test_where_it_is_off_there_is_no_such_page(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    assert [anna.get(path).status_code for path in ("/pelnomocnictwa/", NEW)] == [404, 404]
    assert anna.post(NEW, wish()).status_code == 404
    assert "/pelnomocnictwa/" not in anna.get("/moje-konto/").content.decode()
