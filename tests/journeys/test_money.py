"""Money in a real browser, in both utilities: filters, the ledger, one bill explained, the check of an account."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Stage, download, qr_in, sign_in

pytestmark = pytest.mark.journey
UTILITIES = ["rzeszow", "kostrzyn"]


def clean(page: Page) -> None:
    """No violation that a machine can find, and nothing that must be scrolled sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_money_are_accessible(stage: Stage, page: Page, utility: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    for path in ("/faktury/", "/faktury/?od=31.02.2026", "/do-zaplaty/", "/operacje/", "/sprawdz-konto/"):
        page.goto(stage.url(utility, path))
        clean(page)
    for group in ("invoices", "corrections", "interest_notes", "demands"):
        page.goto(stage.url(utility, f"/faktury/?rodzaj={group}"))
        page.locator("#list table a").first.click()
        expect(page.locator("main h1")).to_be_visible()
        clean(page)


@pytest.mark.parametrize("utility", UTILITIES)
def test_a_customer_finds_a_bill_and_learns_why_it_differs(stage: Stage, page: Page, utility: str) -> None:
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    page.goto(stage.url(utility, "/faktury/"))
    page.get_by_label("Stan").select_option("overdue")  # the list answers at once, without a new page
    expect(page.locator("#list table tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("stan=overdue"))
    page.locator("#list table a").first.click()

    main = page.locator("main")
    expect(main.get_by_role("heading", name="Skąd taka kwota")).to_be_visible()
    expect(main).to_contain_text("niż poprzednio")
    expect(main.get_by_role("heading", name="Odczyty do tego rachunku")).to_be_visible()
    expect(main).to_contain_text("Odsetki na dziś")
    kind, pdf = download(page, page.url + "pdf/")
    assert kind == "application/pdf"
    assert any("|PL|" in text for text in qr_in(pdf)), "the code to pay is in the PDF too"

    page.goto(stage.url(utility, "/operacje/?rodzaj=credits"))
    expect(page.locator("#list table")).to_contain_text("Wpłata")
    kind, book = download(page, stage.url(utility, "/operacje/pobierz/xlsx/?rodzaj=credits"))
    assert "spreadsheetml" in kind
    assert book.startswith(b"PK")


@pytest.mark.parametrize("utility", UTILITIES)
def test_the_list_works_without_javascript(stage: Stage, context: BrowserContext, utility: str) -> None:
    plain = context.browser.new_context(locale="pl-PL", java_script_enabled=False)
    try:
        page = plain.new_page()
        sign_in(page, stage, utility, f"odbiorca@{utility}.example")
        page.goto(stage.url(utility, "/faktury/"))
        page.get_by_label("Rodzaj").select_option("corrections")
        page.get_by_role("button", name="Pokaż").click()
        expect(page.locator("#list table tbody tr")).to_have_count(1)
        page.locator("#list table a").first.click()
        expect(page.locator("main")).to_contain_text("Co zmienia korekta")
    finally:
        plain.close()


@pytest.mark.parametrize("utility", UTILITIES)
def test_anybody_may_ask_whether_an_account_is_ours(
    stage: Stage, page: Page, desk: Page, utility: str
) -> None:
    sign_in(desk, stage, utility, f"odbiorca@{utility}.example")
    desk.goto(stage.url(utility, "/do-zaplaty/"))
    account = desk.locator(".copy code").first.inner_text()

    page.goto(stage.url(utility, "/sprawdz-konto/"))
    for number, answer in (
        (account, "Tak, to nasze konto"),
        ("61 1090 1014 0000 0712 1981 2874", "Nie potwierdzamy tego konta"),
    ):
        page.locator("input[name=numer]").fill("10000001")
        page.locator("input[name=konto]").fill(number)
        page.get_by_role("button", name="Sprawdź").click()
        expect(page.locator("main")).to_contain_text(answer)
        clean(page)
