"""Kostrzyn's eBOK in a real browser: online with a bill in hand, and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, sign_in

pytestmark = pytest.mark.journey

SECRET = "Warta i Odra w Kostrzynie"


def bill_of(desk: Page, stage: Stage, number: str) -> tuple[str, str]:
    """Number and gross amount of a customer's latest invoice, as staff read it off the screen: a demand is none."""
    desk.goto(stage.url("kostrzyn", f"/biuro/klienci/{number}/"))
    row = desk.locator("main table tbody tr").filter(has_not_text="WZ/").first
    return row.locator("th").inner_text().strip(), row.locator("td").nth(1).inner_text().strip()


def test_a_customer_registers_and_sees_an_invoice(stage: Stage, page: Page, desk: Page) -> None:
    address = "zbigniew.cwik@kostrzyn.example"
    page.goto(stage.url("kostrzyn"))
    page.get_by_role("navigation").get_by_role("link", name="Załóż konto").click()
    page.locator("input[name=email]").fill(address)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/rejestracja/kod/"))
    expect(page.locator("main")).to_contain_text("SPAM")
    expect(page.locator("main")).to_contain_text("95 727 96 51")
    page.goto(stage.mail_to(address).link("/adres/"))
    page.locator("main form button[type=submit]").first.click()
    page.locator("input[name=full_name]").fill("Zbigniew Ćwik")
    page.locator("input[name=customer_number]").fill("10000005")
    page.locator("input[name=password]").fill(SECRET)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/konto/login/"))
    sign_in(page, stage, "kostrzyn", address, SECRET)
    page.goto(stage.url("kostrzyn", "/moje-konto/"))
    page.locator("main").get_by_role("link", name=re.compile("rachun|faktur", re.IGNORECASE)).first.click()

    sign_in(desk, stage, "kostrzyn", "administrator@kostrzyn.example")
    number, amount = bill_of(desk, stage, "10000005")
    page.locator("input[name=invoice_number]").fill(number.lower().replace("/", " / "))
    page.locator("input[name=gross_amount]").fill(amount)
    page.locator("main form button[type=submit]").first.click()

    expect(page).to_have_url(re.compile("/przeglad/"))
    page.goto(stage.url("kostrzyn", "/faktury/"))
    page.locator("main table a", has_text=number).click()
    expect(page.locator("main")).to_contain_text(amount)


def test_staff_enter_the_paper_form(stage: Stage, page: Page, desk: Page) -> None:
    address = "wspolnota@kostrzyn.example"
    sign_in(desk, stage, "kostrzyn", "pracownik@kostrzyn.example")
    desk.goto(stage.url("kostrzyn", "/biuro/rejestracje/papierowa/"))
    desk.locator("input[name=email]").fill(address)
    desk.locator("input[name=full_name]").fill("Piekarnia Złoty Kłos")
    desk.locator("input[name=customer]").fill("10000003")
    for box in desk.locator("main form input[type=checkbox]").all():
        box.check()
    desk.locator("main form button[type=submit]").click()
    expect(desk.get_by_role("alert")).to_contain_text("gdzie leży")  # a signature must be found again
    desk.locator("input[name=paper_kept]").fill("Segregator 7")
    desk.locator("main form button[type=submit]").click()
    expect(desk).to_have_url(re.compile("/biuro/$"))

    page.goto(stage.mail_to(address).link("/zaproszenie/"))
    page.locator("input[name=password]").fill(SECRET)
    page.locator("main form button[type=submit]").first.click()
    sign_in(page, stage, "kostrzyn", address, SECRET)
    page.goto(stage.url("kostrzyn", "/faktury/"))
    expect(page.locator("main table tbody tr").first).to_contain_text("zł")
    page.locator("main table a").first.click()
    expect(page.locator("main")).to_contain_text("KSeF")
