"""Kostrzyn's eBOK in a real browser: online and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, sign_in

pytestmark = pytest.mark.journey

SECRET = "Warta i Odra w Kostrzynie"


def test_a_customer_registers_and_sees_an_invoice(stage: Stage, page: Page, desk: Page) -> None:
    address = "zbigniew.cwik@kostrzyn.example"
    page.goto(stage.url("kostrzyn", "/rejestracja/"))
    page.locator("input[name=email]").fill(address)
    page.locator("main form button[type=submit]").first.click()
    page.goto(stage.mail_to(address).link("/adres/"))
    page.locator("main form button[type=submit]").click()
    page.locator("input[name=full_name]").fill("Zbigniew Ćwik")
    page.locator("input[name=customer_number]").fill("10000005")
    page.locator("input[name=password]").fill(SECRET)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    sign_in(page, stage, "kostrzyn", address, SECRET)
    page.goto(stage.url("kostrzyn", "/moje-konto/"))

    page.screenshot(path=str(stage.home / "kostrzyn.png"), full_page=True)
    expect(page.locator("main")).to_contain_text("Twój")
