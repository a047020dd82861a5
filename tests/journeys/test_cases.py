"""Cases in a real browser: a complaint with a conditional question, the office's answer, a guest's failure report."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, sign_in

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_a_complaint_is_filed_answered_and_rated(stage: Stage, page: Page, desk: Page, utility: str) -> None:
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    page.goto(stage.url(utility, "/sprawy/katalog/"))
    page.get_by_role("link", name=re.compile("^Reklamacja")).click()
    expect(page.locator("main")).to_contain_text("14 dni")
    page.get_by_role("button", name="Zacznij").click()
    page.get_by_label("Jakość wody").check()
    expect(page.get_by_label("Ulica i numer")).to_be_visible()
    page.get_by_label("Obsługa").check()
    expect(page.get_by_label("Ulica i numer")).to_have_count(0)
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Okoliczności").fill("Telefon nie był odbierany przez dwa dni.")
    page.get_by_label("Wyjaśnienia").check()
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("button", name="Dalej").click()
    expect(page.locator("main")).to_contain_text("Telefon nie był odbierany")
    page.get_by_role("button", name="Złóż sprawę").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"/RK/\d{4}/\d{4}"))
    signature = re.search(r"\w+/RK/\d{4}/\d{4}", page.locator("main").inner_text())
    assert signature is not None
    page.get_by_role("link", name="Otwórz sprawę").click()
    expect(page.locator("main")).to_contain_text("Nasz ruch")

    sign_in(desk, stage, utility, f"administrator@{utility}.example")
    desk.goto(stage.url(utility, f"/biuro/sprawy/?szukaj={signature[0]}"))
    desk.get_by_role("link", name=signature[0]).click()
    desk.get_by_text("Odpowiedz i zamknij").click()
    desk.get_by_label("uwzględniona", exact=True).check()
    desk.get_by_label("Odpowiedź z uzasadnieniem").fill("Przepraszamy. Zwiększyliśmy obsadę infolinii.")
    desk.get_by_role("button", name="Rozpatrz i powiadom klienta").click()
    expect(desk.locator("main")).to_contain_text("Rozpatrzona")

    page.reload()
    expect(page.locator("main")).to_contain_text("Przepraszamy.")
    page.get_by_label("5 – bardzo dobrze").check()
    page.locator("form[action$='/ocena/'] button").click()
    expect(page.locator("main")).to_contain_text("5 z 5")


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_a_guest_reports_a_failure_and_tracks_it(stage: Stage, page: Page, utility: str) -> None:
    address = f"przechodzien@{utility}.example"
    page.goto(stage.url(utility, "/sprawy/nowa/awaria/"))
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Wyślij kod i zacznij").click()
    page.goto(stage.mail_to(address).link("/sprawy/dalej/"))
    page.locator("main form button").first.click()
    page.get_by_label("Imię i nazwisko").fill("Piotr Przechodzień")
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Wyciek wody").check()
    page.get_by_label("Gdzie").fill("ul. Lipowa 4, przy hydrancie")
    page.get_by_label("nie", exact=True).check()
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("button", name="Złóż sprawę").click()
    said = page.locator("main").inner_text()
    signature, pin = re.search(r"\w+/AW/\d{4}/\d{4}", said), re.search(r"PIN: (\d{6})", said)
    assert signature is not None and pin is not None
    page.context.clear_cookies()
    page.goto(stage.url(utility, "/sprawy/sprawdz/"))
    page.get_by_label("Sygnatura sprawy").fill(signature[0])
    page.get_by_label("PIN", exact=True).fill(pin[1])
    page.get_by_role("button", name="Pokaż sprawę").click()
    expect(page.locator("main")).to_contain_text("przy hydrancie")
