"""Rzeszów's iBOK in a real browser: from registration to the customer's own invoice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, download, qr_in, sign_in

pytestmark = pytest.mark.journey

EMAIL = "zbigniew.cwik@poczta.example"
SECRET = "Trzy kaczki na Wisłoku"


def test_a_customer_registers_signs_form_a_and_sees_an_invoice(stage: Stage, page: Page, desk: Page) -> None:
    page.goto(stage.url("rzeszow"))
    page.get_by_role("navigation").get_by_role("link", name="Rejestracja").click()
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=full_name]").fill("Zbigniew Ćwik")
    page.locator("input[name=customer_number]").fill("10000005")
    page.locator("input[name=password]").fill(SECRET)
    page.locator("input[name=accept_regulamin_ibok]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(EMAIL)

    mail = stage.mail_to(EMAIL)
    assert "Formularz" in mail.text
    kind, pdf = download(page, mail.link("/formularz/"))
    assert kind == "application/pdf"
    (code,) = qr_in(pdf)
    page.goto(mail.link("/potwierdz/"))
    page.locator("main form button[type=submit]").first.click()
    sign_in(page, stage, "rzeszow", EMAIL, SECRET)
    page.goto(stage.url("rzeszow", "/faktury/"))
    expect(page).to_have_url(re.compile("/moje-konto/"))
    expect(page.locator("main")).to_contain_text("Formularz A")

    sign_in(desk, stage, "rzeszow", "administrator@rzeszow.example")
    expect(desk).to_have_url(re.compile("/biuro/"))
    desk.locator("input[name=kod]").fill(code)
    desk.locator("input[name=kod]").press("Enter")
    expect(desk.locator("main")).to_contain_text("Zbigniew Ćwik")
    desk.locator("input[name=customer][value='10000005']").check()
    desk.locator("input[name=consent_korzystanie_z_ibok]").check()
    desk.locator("input[name=scan]").set_input_files(
        files=[{"name": "formularz-a.pdf", "mimeType": "application/pdf", "buffer": pdf}]
    )
    desk.locator("form[enctype] button[type=submit]").click()
    expect(desk).to_have_url(re.compile("/biuro/$"))

    activated = stage.mail_to(EMAIL, "aktywne")
    assert "10000005" in activated.text
    page.goto(stage.url("rzeszow", "/przeglad/"))
    expect(page.locator("main")).to_contain_text("Zbigniew Ćwik")
    page.goto(stage.url("rzeszow", "/faktury/"))
    page.locator("main table a").first.click()
    expect(page.locator("main")).to_contain_text("zł")
    assert download(page, f"{page.url}pdf/")[0] == "application/pdf"


def test_registration_is_reached_from_below_the_sign_in_box(stage: Stage, page: Page) -> None:
    page.goto(stage.url("rzeszow", "/konto/login/"))

    page.locator("main").get_by_role("link", name="Zarejestruj się").click()

    expect(page).to_have_url(re.compile("/rejestracja/$"))


def test_an_old_account_comes_in_by_zresetuj_haslo(stage: Stage, page: Page) -> None:
    address = "jakub.nowak.stare@poczta.example"
    accounts = stage.home / "accounts.csv"
    accounts.write_text(
        f"email,customer_number,full_name\n{address},10000101,Dawny Klient\n", encoding="utf-8"
    )
    assert "1 imported" in stage.ebok("tenant", "import-accounts", "rzeszow", str(accounts))

    page.goto(stage.url("rzeszow"))
    expect(page.locator("main")).to_contain_text(
        "Należy zresetować hasło klikając w odnośnik „Zresetuj hasło”"
    )
    page.goto(stage.url("rzeszow", "/konto/login/"))
    page.get_by_role("link", name="Zresetuj hasło").first.click()
    page.locator("input[type=email]").fill(address)
    page.locator("main form button[type=submit]").first.click()
    page.goto(stage.mail_to(address).link("/password/reset/key/"))
    for field in page.locator("input[type=password]").all():
        field.fill(SECRET)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    sign_in(page, stage, "rzeszow", address, SECRET)

    page.goto(stage.url("rzeszow", "/faktury/"))  # nobody goes on here before accepting the regulations
    page.locator("main form input[type=checkbox]").check()
    page.get_by_role("button", name="Akceptuję, dalej").click()
    page.goto(stage.url("rzeszow", "/faktury/"))
    expect(page.locator("main table tbody tr").first).to_contain_text("zł")
