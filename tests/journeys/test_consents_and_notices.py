"""Consents, notices and one's own login in a real browser, in both utilities where both have them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, download, sign_in

pytestmark = pytest.mark.journey


def test_an_e_invoice_is_agreed_to_and_taken_back_with_proof(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "firma@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/zgody/"))
    page.get_by_role("link", name="Przeczytaj i zdecyduj").click()
    page.get_by_role("button", name="Wyrażam zgodę").click()
    expect(page.locator(".error-summary")).to_contain_text("Zaznacz treść zgody")
    page.get_by_label("Akceptuję wystawianie").check()
    page.get_by_role("button", name="Wyrażam zgodę").click()
    expect(page.locator("main")).to_contain_text("Zapisano")
    kind, proof = download(
        page, page.url.replace("/zgody/", page.locator("main table a").first.get_attribute("href") or "")
    )
    assert kind == "application/pdf" and proof.startswith(b"%PDF")
    page.get_by_role("link", name="Zmień albo wycofaj").click()
    page.get_by_role("button", name="Wycofaj zgodę").click()
    expect(page.locator("main table tbody tr")).to_have_count(2)
    assert "Zapisaliśmy zmianę zgody" in stage.mail_to("firma@kostrzyn.example", "Zapisaliśmy").subject


def test_somebody_without_an_account_asks_for_e_invoices_and_a_clerk_agrees(
    stage: Stage, page: Page, desk: Page
) -> None:
    page.goto(stage.url("kostrzyn", "/e-faktura/"))
    page.get_by_label("Chcę dostawać faktury e-mailem").check()
    page.get_by_label("Numer odbiorcy").fill("10000005")
    page.get_by_label("Imię i nazwisko lub nazwa").fill("Zbigniew Ćwik")
    page.get_by_label("Adres, pod którym").fill("ul. Kopernika 1")
    page.get_by_label("Adres e-mail", exact=True).fill("zbigniew@poczta.example")
    page.get_by_label("Akceptuję wystawianie").check()
    page.get_by_role("button", name="Wyślij").click()
    expect(page.locator("h1")).to_have_text("Sprawdź skrzynkę e-mail")
    page.goto(stage.mail_to("zbigniew@poczta.example").link("/zgody/link/"))
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.locator("main")).to_contain_text("biuro porówna")

    sign_in(desk, stage, "kostrzyn", "pracownik@kostrzyn.example")
    desk.goto(stage.url("kostrzyn", "/biuro/zgody/"))
    desk.get_by_role("link", name="Zbigniew Ćwik").click()
    desk.get_by_role("button", name=re.compile("To ten klient")).click()
    expect(desk.locator("main")).to_contain_text("Zapisano w rejestrze zgód")
    assert "Zapisaliśmy" in stage.mail_to("zbigniew@poczta.example", "Zapisaliśmy").subject


def test_where_consents_are_on_paper_the_form_comes_filled_in(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "rzeszow", "firma@rzeszow.example")
    page.goto(stage.url("rzeszow", "/zgody/e_faktura/"))
    expect(page.locator("main")).to_contain_text("składa się na papierze")
    kind, form = download(page, stage.url("rzeszow", "/moje-druki/formularz_b.pdf"))
    assert kind == "application/pdf" and form.startswith(b"%PDF")


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_a_burst_pipe_reaches_whom_it_touches(stage: Stage, page: Page, desk: Page, utility: str) -> None:
    street, city = {"rzeszow": ("Beskidzka", "Rzeszów"), "kostrzyn": ("Drzewicka", "Kostrzyn nad Odrą")}[
        utility
    ]
    page.goto(stage.url(utility, "/awarie/"))
    page.get_by_role("link", name="Powiadamiaj mnie o awariach").click()
    page.get_by_label("Ulica").fill(street)
    page.get_by_label("Numer domu").fill("5")
    page.get_by_label("Miejscowość").fill(city)
    page.get_by_label("Adres e-mail").fill(f"sasiad@{utility}.example")
    page.get_by_role("button", name="Wyślij").click()
    page.goto(stage.mail_to(f"sasiad@{utility}.example").link("/awarie/powiadom/"))
    page.get_by_role("button", name="Tak, piszcie").click()

    sign_in(desk, stage, utility, f"pracownik@{utility}.example")
    desk.goto(stage.url(utility, "/biuro/awarie/nowa/"))
    desk.get_by_label("Tytuł").fill(f"Brak wody: {street}")
    desk.get_by_label("Gdzie").fill(f"{city}; ul. {street}; 1–9 nieparzyste")
    desk.get_by_role("button", name="Zapisz i sprawdź").click()
    expect(desk.locator("main")).to_contain_text("Kogo dotyczy")
    desk.get_by_role("button", name="Opublikuj").click()
    letter = stage.mail_to(f"sasiad@{utility}.example", "Brak wody")
    assert f"{street} 5" in letter.text

    page.goto(stage.url(utility, f"/awarie/?ulica={street}&numer=5"))
    expect(page.locator("main")).to_contain_text(f"Brak wody: {street}")
    page.goto(stage.url(utility, f"/awarie/?ulica={street}&numer=6"))
    expect(page.locator("main")).not_to_contain_text(f"Brak wody: {street}")
    page.goto(letter.link("/awarie/koniec/"))
    page.get_by_role("button", name="Tak, nie piszcie").click()
    expect(page.locator("h1")).to_have_text("Gotowe: koniec wiadomości")


def test_a_number_is_confirmed_by_sms_and_topics_are_chosen(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "zarzadca@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/moje-dane/telefon/"))
    page.get_by_label("Telefon komórkowy").fill("600 100 200")
    page.get_by_role("button", name="Wyślij kod").click()
    code = re.search(r"\d{6}", stage.mail_to("+48600100200", "SMS").text)
    assert code
    page.get_by_label("Kod z SMS-a").fill(code[0])
    page.get_by_role("button", name="Potwierdź numer").click()
    expect(page.locator("main")).to_contain_text("potwierdzony")
    page.goto(stage.url("kostrzyn", "/powiadomienia/"))
    page.get_by_label("Nowa faktura: SMS").check()
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_label("Nowa faktura: SMS")).to_be_checked()


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_my_tap_and_the_declaration(stage: Stage, page: Page, utility: str) -> None:
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    page.goto(stage.url(utility, "/moj-kran/"))
    expect(page.locator("main")).to_contain_text("Zużycie przez ostatnie 12 miesięcy")
    page.get_by_role("link", name="Deklaracja dostępności").click()
    expect(page.locator("#a11y-status")).to_contain_text("zgodna")
