"""A meter in a cellar: the form opens without a connection, what is typed stays, and is sent when the connection is back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Stage, sign_in

pytestmark = pytest.mark.journey


def test_a_reading_typed_without_a_connection_waits_and_is_sent(
    stage: Stage, context: BrowserContext, page: Page
) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(stage.url("kostrzyn", "/odczyty/"))
    page.get_by_role("link", name="Podaj odczyt").first.click()
    form = page.url
    expect(page.locator("main form[data-draft]")).to_be_visible()

    context.set_offline(True)
    page.goto(form)
    value = page.locator("main input[inputmode=decimal]").first
    name = value.get_attribute("name")
    value.fill("1234")
    page.goto(stage.url("kostrzyn", "/faktury/"))
    expect(page.locator("main")).to_contain_text("Nie ma połączenia")
    expect(page.locator("[data-drafts] a")).to_have_attribute("href", re.compile("/odczyty/podaj/"))

    context.set_offline(False)
    page.goto(stage.url("kostrzyn", "/przeglad/"))
    page.locator("[data-drafts] a").click()
    expect(page.locator(f"main input[name={name}]")).to_have_value("1234")
    expect(page.locator("[data-draft-restored]")).to_be_visible()


def test_nothing_of_the_last_person_stays_after_signing_out(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(stage.url("kostrzyn", "/odczyty/"))
    page.get_by_role("link", name="Podaj odczyt").first.click()
    page.locator("main input[inputmode=decimal]").first.fill("77")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.get_by_text("Moje konto").first.click()
    page.get_by_role("button", name="Wyloguj").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert page.evaluate("caches.has('ebok-drafts')") is False
