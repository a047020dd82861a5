"""A meter in a cellar: the form opens without a connection, what is typed stays, and is sent when the connection is back."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Stage, sign_in
from tests.journeys.test_water import last_values

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


def _typed(page: Page, stage: Stage, value: str) -> str:
    """A state typed into the first form for readings and not sent; returns the form's address."""
    page.goto(stage.url("kostrzyn", "/odczyty/"))
    page.get_by_role("link", name="Podaj odczyt").first.click()
    page.locator("main input[inputmode=decimal]").first.fill(value)
    return page.url


def test_a_draft_outlives_a_session_that_ran_out_even_while_being_sent(
    stage: Stage, context: BrowserContext, page: Page
) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    form = _typed(page, stage, "1234")
    context.clear_cookies()
    page.locator("main form[data-draft] button").first.click()
    page.wait_for_load_state()
    page.goto(stage.url("kostrzyn", "/"))
    assert page.evaluate("caches.has('ebok-drafts')") is False
    assert page.locator("[data-drafts]:visible").count() == 0, "nobody is signed in: nobody's drafts"
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/przeglad/"))
    expect(page.locator("[data-drafts] a")).to_have_attribute(
        "href", form.removeprefix(stage.url("kostrzyn", ""))
    )
    page.locator("[data-drafts] a").click()
    expect(page.locator("main input[inputmode=decimal]").first).to_have_value("1234")


def test_another_person_at_the_same_browser_never_sees_it(
    stage: Stage, context: BrowserContext, page: Page
) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    form = _typed(page, stage, "4321")
    context.clear_cookies()
    sign_in(page, stage, "kostrzyn", "firma@kostrzyn.example")
    for address in (stage.url("kostrzyn", "/przeglad/"), form):
        page.goto(address)
        assert page.locator("[data-drafts]:visible").count() == 0
        assert "4321" not in page.content()
    context.set_offline(True)
    page.goto(form)
    expect(page.locator("main")).to_contain_text("Nie ma połączenia")
    assert page.locator("[data-drafts]:visible").count() == 0
    context.set_offline(False)
    context.clear_cookies()
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.goto(form)
    expect(page.locator("main input[inputmode=decimal]").first).to_have_value("4321")


def test_what_the_office_has_is_no_longer_waiting(stage: Stage, page: Page) -> None:
    """Typed, left, found again with its day, checked and sent: then nothing waits any more."""
    sign_in(page, stage, "rzeszow", "zarzadca@rzeszow.example")
    page.goto(stage.url("rzeszow", "/odczyty/"))
    page.get_by_role("link", name="Podaj odczyt").last.click()
    form, day = page.url, page.locator("main input[name=taken_on]")
    today, before = day.input_value(), last_values(page)
    yesterday = str(date.fromisoformat(today) - timedelta(days=1))
    for box, value in zip(page.locator("main input[name^=m]").all(), before, strict=True):
        box.fill(f"{value + 2:05d}")
    day.fill(yesterday)
    page.goto(stage.url("rzeszow", "/przeglad/"))
    page.goto(form)
    expect(day).to_have_value(yesterday)
    expect(page.locator("[data-draft-restored]")).to_be_visible()
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('ebok-draft:')).length"
    assert page.evaluate(drafts) == 1
    page.get_by_role("button", name="Sprawdź, co to oznacza").click()
    page.get_by_role("button", name="Wyślij odczyt").click()
    expect(page.locator("main")).to_contain_text("Dziękujemy, mamy odczyt.")
    assert page.evaluate(drafts) == 0
    page.goto(stage.url("rzeszow", "/przeglad/"))
    assert page.locator("[data-drafts]:visible").count() == 0


def test_nothing_of_the_last_person_stays_after_signing_out(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(stage.url("kostrzyn", "/odczyty/"))
    page.get_by_role("link", name="Podaj odczyt").first.click()
    page.locator("main input[inputmode=decimal]").first.fill("77")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ebok-draft:')).length") == 1
    page.get_by_text("Moje konto").first.click()
    page.get_by_role("button", name="Wyloguj").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert page.evaluate("caches.has('ebok-drafts')") is False
