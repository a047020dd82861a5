"""Who may act, in a real browser: Kostrzyn lets somebody in and ends it; Rzeszów says that it does not."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.acting import in_days
from tests.journeys.conftest import PASSWORD, Stage, sign_in

pytestmark = pytest.mark.journey
BOTH = (
    "/moje-konto/",
    "/osoby/",
    "/kto-widzial-moje-dane/",
    "/moje-dane/paczka/",
    "/moje-konto/zamknij/",
    "/moi-odbiorcy/",
)
KOSTRZYN = (*BOTH, "/osoby/zapros/", "/pelnomocnictwa/", "/pelnomocnictwa/nowe/")


def clean(page: Page) -> None:
    """No violation that a machine can find, and nothing that must be scrolled sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("utility", "paths"), [("rzeszow", BOTH), ("kostrzyn", KOSTRZYN)])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible(
    stage: Stage, page: Page, utility: str, paths: tuple[str, ...], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    for path in paths:
        page.goto(stage.url(utility, path))
        expect(page.locator("main h1")).to_be_visible()
        clean(page)


def test_somebody_is_let_in_looks_and_is_out_again(stage: Stage, page: Page, desk: Page) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/moje-konto/"))
    page.get_by_role("link", name="Kto ma dostęp").click()
    page.get_by_role("link", name="Udostępnij konto").click()
    page.get_by_label("Adres e-mail tej osoby").fill("corka@poczta.example")
    page.get_by_label("podgląd: może tylko oglądać").check()
    page.get_by_label("oglądać i pobierać rachunki").check()
    page.get_by_label("Do kiedy? Ostatni dzień").fill(in_days(30))
    page.get_by_role("button", name="Wyślij zaproszenie").click()
    expect(page.locator("main")).to_contain_text("corka@poczta.example")

    desk.goto(stage.mail_to("corka@poczta.example").link("/zaproszenie-do-konta/"))
    expect(desk.locator("main")).to_contain_text("oglądać i pobierać rachunki")
    clean(desk)
    desk.get_by_label("Imię i nazwisko").fill("Celina Córka")
    desk.get_by_label("Hasło", exact=True).fill(PASSWORD)
    desk.locator("input[type=checkbox]").first.check()
    desk.get_by_role("button", name="Załóż login i przyjmij").click()
    sign_in(desk, stage, "kostrzyn", "corka@poczta.example")
    desk.goto(stage.url("kostrzyn", "/faktury/"))
    expect(desk.locator("#list table tbody tr").first).to_be_visible()
    desk.goto(stage.url("kostrzyn", "/wodomierze/"))
    expect(desk.locator("main")).to_contain_text("nie udostępnił Ci tej części")
    clean(desk)

    page.goto(stage.url("kostrzyn", "/osoby/"))
    page.get_by_role("link", name=re.compile("Zakończ dostęp.*Celina Córka")).click()
    page.get_by_role("button", name="Tak, zakończ teraz").click()
    expect(page.locator("main")).to_contain_text("Dostęp zakończony")
    desk.goto(stage.url("kostrzyn", "/faktury/"))
    expect(desk.locator("main h1")).to_contain_text("Moje konto")
    page.goto(stage.url("kostrzyn", "/kto-widzial-moje-dane/"))
    expect(page.locator("main")).to_contain_text("Celina Córka")


def test_a_manager_takes_bills_of_all_away(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "zarzadca@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/moi-odbiorcy/"))
    expect(page.locator("table tbody tr")).to_have_count(8)
    page.locator("table input[type=checkbox]").first.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Pobierz paczkę").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_without_javascript_somebody_is_invited_too(stage: Stage, context: BrowserContext) -> None:
    assert context.browser is not None
    plain = context.browser.new_context(locale="pl-PL", java_script_enabled=False)
    try:
        page = plain.new_page()
        sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
        page.goto(stage.url("kostrzyn", "/osoby/zapros/"))
        page.get_by_role("button", name="Wyślij zaproszenie").click()
        expect(page.get_by_role("heading", name="Sprawdź te odpowiedzi")).to_be_visible()
    finally:
        plain.close()


def test_where_nobody_is_let_in_it_says_so(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "rzeszow", "odbiorca@rzeszow.example")
    page.goto(stage.url("rzeszow", "/osoby/"))
    expect(page.locator("main")).to_contain_text("każdy ma własne")
    expect(page.get_by_role("link", name="Udostępnij konto")).to_have_count(0)
