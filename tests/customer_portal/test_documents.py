"""Regulations and consents through the doors: accepted before going on, given and taken back, and for guests too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from tenants.customers.models import Access
from tenants.identity.models import StaffRole, User
from tenants.legal.models import Acceptance, ConsentEvent, ConsentRequest
from tenants.profile import loading, presets
from tenants.profile.services import apply_profile
from tenants.registry.models import Tenant
from tests.architecture.world import link
from tests.cast import Browser, make_clerk, make_customer, make_user, post_of

A11Y = [
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-kontakt",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-data-sporzadzenie",
    "a11y-architektura",
    "a11y-komunikacja",
]


def linked(tenant: Tenant, number: str = "0012345", email: str = "anna@poczta.example") -> Browser:
    with tenant:
        user = make_user(email)
        if not Access.objects.filter(user=user).exists():
            link(user, make_customer(number, f"Anna {number}"))
    return Browser(tenant).enter(user)


def republish(
    tenant: Tenant, preset: str, *changes: tuple[str, str], files: dict[str, bytes] | None = None
) -> None:
    """The preset with some of its words replaced, in force."""
    source = loading.load(presets.folder(preset))
    text = source.text.decode()
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    with tenant:
        checked = loading.check(text.encode(), {**source.files, **(files or {})})
        apply_profile(source=checked, by="test", at=timezone.now())


NEW_TERMS = (
    "        - { number: 1, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }\n",
    "        - { number: 1, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }\n"
    "        - { number: 2, effective_from: 2026-01-03, material: true, text: texts/nowy.md, note: Nowe terminy. }\n",
)


@pytest.fixture
def changed_terms(kostrzyn: Tenant) -> Callable[[], None]:
    def publish() -> None:
        old = dict(loading.load(presets.folder("kostrzyn")).files)["texts/regulamin-ebok.md"]
        new = old + b"\n\nOdpowiadamy w 7 dni.\n"
        republish(kostrzyn, "kostrzyn", NEW_TERMS, files={"texts/nowy.md": new})

    return publish


def test_a_material_change_is_accepted_before_anything_else_opens(
    kostrzyn: Tenant, changed_terms: Callable[[], None]
) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        User.objects.update(created_at=timezone.now() - timedelta(days=900))
    assert anna.get("/przeglad/").status_code == 200
    changed_terms()
    for path in ("/przeglad/", "/faktury/", "/zgody/", "/moje-konto/"):
        answer = anna.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/akceptacja/?dalej={path.replace('/', '%2F')}",
        )
    page = anna.get("/akceptacja/?dalej=/faktury/").content.decode()
    assert "Nowe terminy." in page
    assert "checked" not in page, "nothing is ticked beforehand"
    differences = re.search(r"/dokumenty/regulamin_ebok/zmiany/1/2/", page)
    assert differences and "Odpowiadamy w 7 dni." in anna.get(differences[0]).content.decode()
    refused = anna.post("/akceptacja/?dalej=/faktury/", {})
    assert refused.status_code == 200 and "Aby przejść dalej" in refused.content.decode()
    done = anna.post("/akceptacja/?dalej=/faktury/", {"regulamin_ebok": "on"})
    assert done.headers["Location"] == "/faktury/"
    assert anna.get("/faktury/").status_code == 200
    with kostrzyn:
        acceptance = Acceptance.objects.get()
        assert (acceptance.version, acceptance.email) == (2, "anna@poczta.example")
    assert anna.get("/akceptacja/").status_code == 302


def test_machines_of_the_person_wait_for_the_acceptance_too(
    kostrzyn: Tenant, changed_terms: Callable[[], None]
) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        User.objects.update(created_at=timezone.now() - timedelta(days=900))
    paths = [f"/api/v1/me/{name}/" for name in ("invoices", "cases", "meters", "messages", "consents")]
    assert [anna.get(path).status_code for path in paths] == [200] * len(paths)
    changed_terms()
    for path in paths:
        answer = anna.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json"), path
        assert answer.json()["type"] == "urn:ebok:problem:terms-to-accept"
        assert "/akceptacja/" in answer.json()["detail"]
    anna.post("/akceptacja/", {"regulamin_ebok": "on"})
    assert [anna.get(path).status_code for path in paths] == [200] * len(paths)


def test_leading_on_after_accepting_stays_in_this_office(
    kostrzyn: Tenant, changed_terms: Callable[[], None]
) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        User.objects.update(created_at=timezone.now() - timedelta(days=900))
    changed_terms()
    done = anna.post("/akceptacja/?dalej=//zly.example/", {"regulamin_ebok": "on"})
    assert done.headers["Location"] == "/"


def test_a_consent_is_given_changed_and_taken_back_with_its_proof(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    page = anna.get("/zgody/faktura_elektroniczna/").content.decode()
    assert "checked" not in page
    missed = anna.post("/zgody/faktura_elektroniczna/", {"email": "anna@poczta.example"})
    assert missed.status_code == 200 and "Zaznacz treść zgody" in missed.content.decode()
    assert (
        anna.post("/zgody/faktura_elektroniczna/", {"email": "anna@poczta.example", "agree": "on"}).headers[
            "Location"
        ]
        == "/zgody/"
    )
    with kostrzyn:
        event = ConsentEvent.objects.get()
        assert (event.customer_number, event.delivery_email, event.address) == (
            "0012345", "anna@poczta.example", "127.0.0.1",
        )  # fmt: skip
    assert anna.get(f"/zgody/potwierdzenie/{event.pk}/").content.startswith(b"%PDF")
    stranger = linked(kostrzyn, "0054321", "obcy@poczta.example")
    assert stranger.get(f"/zgody/potwierdzenie/{event.pk}/").status_code == 404
    anna.post("/zgody/faktura_elektroniczna/", {"withdraw": "1"})
    with kostrzyn:
        assert [one.action for one in ConsentEvent.objects.order_by("id")] == ["granted", "withdrawn"]
    history = anna.get("/zgody/").content.decode()
    assert history.count("/zgody/potwierdzenie/") == 2
    assert "0012345" not in stranger.get("/zgody/").content.decode()


def test_another_mailbox_must_answer_before_invoices_go_there(kostrzyn: Tenant) -> None:
    anna = linked(kostrzyn)
    anna.post("/zgody/faktura_elektroniczna/", {"email": "ksiegowa@firma.example", "agree": "on"})
    with kostrzyn:
        assert not ConsentEvent.objects.exists()
    letter = post_of(kostrzyn)[-1]
    assert letter.to == "ksiegowa@firma.example"
    path = letter.link("/zgody/link/")
    elsewhere = Browser(kostrzyn).get(path).content.decode()
    assert "Zaloguj" in elsewhere and "ksiegowa" not in elsewhere
    assert anna.post(path).headers["Location"] == "/zgody/"
    with kostrzyn:
        event = ConsentEvent.objects.get()
        assert (event.delivery_email, event.customer_number) == ("ksiegowa@firma.example", "0012345")


GUEST = {
    "action": "granted", "customer_number": "0012345", "name": "Anna 0012345", "place": "ul. Lipowa 4/2, Rzeszów",
    "email": "gosc@poczta.example", "agree": "on",
}  # fmt: skip


def test_a_guest_is_answered_the_same_whether_the_customer_exists_or_not(kostrzyn: Tenant) -> None:
    with kostrzyn:
        make_customer("0012345", "Anna 0012345")
    browser = Browser(kostrzyn)
    known = browser.post("/e-faktura/", GUEST)
    unknown = Browser(kostrzyn).post("/e-faktura/", GUEST | {"customer_number": "999"})
    without = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert without.sub("", known.content.decode()) == without.sub("", unknown.content.decode())


def test_a_guests_way_ends_at_a_clerk_who_sees_what_agrees_and_what_does_not(kostrzyn: Tenant) -> None:
    with kostrzyn:
        make_customer("0012345", "Jan Inny")
        clerk = make_clerk(StaffRole.CLERK)
    guest, office = Browser(kostrzyn), Browser(kostrzyn).enter(clerk)
    assert guest.post("/e-faktura/", GUEST).status_code == 200
    assert "Kolejka jest pusta" in office.get("/biuro/zgody/").content.decode()
    path = post_of(kostrzyn)[-1].link("/zgody/link/")
    assert guest.get(path).status_code == 200
    assert "biuro porówna" in guest.post(path).content.decode()
    queue = office.get("/biuro/zgody/").content.decode()
    item = re.search(r"/biuro/zgody/[0-9a-f-]{36}/", queue)
    assert item and "gosc@poczta.example" in queue
    page = office.get(item[0]).content.decode()
    assert "Jan Inny" in page and "różne" in page
    silent = office.post(item[0], {"decision": "refuse", "reason": ""})
    assert silent.status_code == 200 and "Napisz dlaczego" in silent.content.decode()
    assert office.post(item[0], {"decision": "approve", "customer": "0012345"}).status_code == 302
    with kostrzyn:
        assert ConsentEvent.objects.get().recorded_by == clerk.email


def test_what_a_guest_must_not_leave_out_is_said_at_its_field_and_what_was_typed_stays(
    kostrzyn: Tenant,
) -> None:
    browser = Browser(kostrzyn)
    page = browser.post("/e-faktura/", GUEST | {"action": "changed", "agree": "", "email": "nie-adres"})
    text = page.content.decode()
    assert "To nie jest pełny adres" in text and "Podaj adres, na który faktury przychodziły" in text
    assert 'value="0012345"' in text and 'value="nie-adres"' in text
    with kostrzyn:
        assert not ConsentRequest.objects.exists()


def test_where_consents_are_given_on_paper_the_page_says_so_and_takes_nothing(rzeszow: Tenant) -> None:
    anna = linked(rzeszow)
    page = anna.get("/zgody/e_faktura/").content.decode()
    assert "składa się na papierze" in page and "/moje-druki/formularz_b.pdf" in page
    assert anna.post("/zgody/e_faktura/", {"email": "a@b.example", "agree": "on"}).status_code == 404
    assert Browser(rzeszow).post("/e-faktura/", GUEST).status_code == 404
    assert "/druki/formularz_b.pdf" in Browser(rzeszow).get("/e-faktura/").content.decode()
    assert anna.get("/moje-druki/formularz_b.pdf").content.startswith(b"%PDF")


def test_a_signed_paper_consent_needs_its_scan_or_its_place(rzeszow: Tenant) -> None:
    with rzeszow:
        make_customer("0012345")
        office = Browser(rzeszow).enter(make_clerk(StaffRole.CLERK))
    entered = {
        "consent": "e_faktura",
        "action": "granted",
        "customer": "0012345",
        "email": "anna@poczta.example",
    }
    assert "Dołącz skan" in office.post("/biuro/zgody/papierowa/", entered).content.decode()
    assert office.post("/biuro/zgody/papierowa/", entered | {"paper_kept": "segregator 7"}).status_code == 302
    with rzeszow:
        event = ConsentEvent.objects.get()
        assert (event.channel, event.paper_kept, event.customer_number) == (
            "paper",
            "segregator 7",
            "0012345",
        )


def test_the_saving_is_shown_only_where_the_profile_has_one(kostrzyn: Tenant) -> None:
    assert "Oszczędzisz" not in Browser(kostrzyn).get("/e-faktura/").content.decode()
    saves = "      in_force_after_days: 7\n"
    fees = "      fee_difference: { without_grosze: 918, with_grosze: 616, periods_per_year: 12 }\n"
    republish(kostrzyn, "kostrzyn", (saves, saves + fees))
    assert "Oszczędzisz 36,24\u00a0zł rocznie" in Browser(kostrzyn).get("/e-faktura/").content.decode()


@pytest.mark.parametrize("slug", ["rzeszow", "kostrzyn"])
def test_the_declaration_has_every_id_once_and_the_laws_order(
    tenant_named: Callable[[str], Tenant], slug: str
) -> None:
    page = html.fromstring(Browser(tenant_named(slug)).get("/deklaracja-dostepnosci/").content.decode())
    for name in A11Y:
        assert len(page.xpath(f'//*[@id="{name}"]')) == 1, name
    assert page.xpath("//h1/text()") == ["Deklaracja dostępności"]
    headings = [heading.text_content() for heading in page.xpath("//article//h2")]
    wanted = [
        "Stan dostępności cyfrowej", "Niedostępne treści", "Przygotowanie deklaracji dostępności",
        "Udogodnienia, ograniczenia i inne informacje", "Skróty klawiszowe", "Informacje zwrotne i dane kontaktowe",
        "Obsługa wniosków i skarg związanych z dostępnością", "Pozostałe informacje",
    ]  # fmt: skip
    assert headings == [one for one in wanted if slug == "rzeszow" or one != "Niedostępne treści"]
    for moment in page.xpath("//article//time/@datetime"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", moment)
    assert page.xpath('//*[@id="a11y-email"]/@href')[0].startswith("mailto:")


@pytest.mark.parametrize("path", ["/", "/konto/login/", "/druki/", "/nie-ma-takiej/"])
def test_every_page_leads_to_the_declaration_even_one_that_does_not_exist(rzeszow: Tenant, path: str) -> None:
    page = Browser(rzeszow).get(path).content.decode()
    assert re.search(r'<a href="/deklaracja-dostepnosci/">Deklaracja dostępności</a>', page)
    assert '<meta name="deklaracja-dostępności"' in page


def test_a_wording_can_be_kept_as_a_pdf(rzeszow: Tenant) -> None:
    answer = Browser(rzeszow).get("/dokumenty/regulamin_ibok/wersja/1/pdf/")
    assert answer.content.startswith(b"%PDF") and answer.headers["Content-Type"] == "application/pdf"


def test_a_case_is_filed_after_accepting_too(kostrzyn: Tenant, changed_terms: Callable[[], None]) -> None:
    anna = linked(kostrzyn)
    with kostrzyn:
        User.objects.update(created_at=timezone.now() - timedelta(days=900))
    changed_terms()
    for path in ("/sprawy/katalog/", "/sprawy/nowa/pytanie/"):
        answer = anna.get(path)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/akceptacja/"), path
    assert Browser(kostrzyn).get("/sprawy/katalog/").status_code == 200, "guests have accepted nothing"
