"""Water and readings in a real browser, at both utilities: send one, staff doubt one, a leak is answered, a guest sends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stage, sign_in

pytestmark = pytest.mark.journey


def last_values(page: Page) -> list[int]:
    """What the meters on the form showed last, as their hints say."""
    hints = page.locator("main fieldset .hint").all_inner_texts()
    return [int(re.sub(r"\D", "", hint.partition(":")[2].partition("m³")[0])) for hint in hints]


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_a_customer_looks_at_the_water_and_answers_about_a_leak(
    stage: Stage, page: Page, utility: str
) -> None:
    sign_in(page, stage, utility, f"odbiorca@{utility}.example")
    page.goto(stage.url(utility, "/wodomierze/"))
    main = page.locator("main")
    expect(main).to_contain_text("Prognoza następnej faktury")
    expect(main.locator("svg.chart")).to_have_count(1)
    page.get_by_role("link", name="Rok po roku").click()
    expect(main).to_contain_text("Zużycie wody rok po roku")
    main.get_by_role("link", name=re.compile("Sprawdź i odpowiedz")).first.click()
    expect(main).to_contain_text("Zakręć wszystkie krany")
    page.get_by_label("Nie wiem, poszukam wycieku").check()
    page.get_by_role("button", name="Wyślij odpowiedź").click()
    expect(main).to_contain_text("szukasz przyczyny")


def test_both_meters_go_on_one_screen_with_the_cost_first(stage: Stage, page: Page) -> None:
    """Rzeszów takes readings on every day of the year; outside its days they make no invoice."""
    sign_in(page, stage, "rzeszow", "odbiorca@rzeszow.example")
    page.goto(stage.url("rzeszow", "/odczyty/"))
    page.get_by_role("link", name=re.compile("^Podaj odczyt")).first.click()
    expect(page.locator("main svg.dial")).to_have_count(2)
    before = last_values(page)
    boxes = page.locator("main input[name^=m]")
    boxes.nth(0).fill("1")
    page.get_by_role("button", name="Sprawdź, co to oznacza").click()
    expect(page.get_by_role("alert")).to_contain_text("nie może pokazywać mniej")
    for number, (value, more) in enumerate(zip(before, (9, 2), strict=True)):
        boxes.nth(number).fill(f"{value + more:05d}")
    page.get_by_role("button", name="Sprawdź, co to oznacza").click()
    main = page.locator("main")
    expect(main).to_contain_text("Ile kosztuje ta woda")
    expect(main).to_contain_text("Faktura nie będzie")
    page.get_by_role("button", name="Wyślij odczyt").click()
    expect(main).to_contain_text("Dziękujemy, mamy odczyt.")
    expect(main.locator("table tbody tr")).to_have_count(2)


def test_kostrzyn_takes_readings_on_its_days_only(stage: Stage, page: Page) -> None:
    sign_in(page, stage, "kostrzyn", "odbiorca@kostrzyn.example")
    page.goto(stage.url("kostrzyn", "/odczyty/"))
    main = page.locator("main")
    expect(main).to_contain_text(re.compile("odczyty przyjmujemy do|Odczyty przyjmujemy od"))
    page.goto(stage.url("kostrzyn", "/odczyt/"))
    expect(page).to_have_title(re.compile("Nie ma|nie ma"))  # no readings without signing in here


@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
def test_staff_reject_a_doubtful_reading_with_a_reason(
    stage: Stage, page: Page, desk: Page, utility: str
) -> None:
    sign_in(desk, stage, utility, f"pracownik@{utility}.example")
    desk.goto(stage.url(utility, "/biuro/odczyty/?stan=doubtful"))
    row = desk.locator("main table tbody tr").first
    expect(row).to_contain_text("dużo więcej niż zwykle")
    row.locator("a").first.click()
    expect(desk.locator("main img")).to_be_visible()
    desk.locator("main form input[type=radio]").first.check()
    desk.get_by_role("button", name="Odrzuć").click()
    expect(desk.locator("main")).to_contain_text("Odrzucono.")

    mail = stage.mail_to(f"zarzadca@{utility}.example", "Nie możemy przyjąć odczytu")
    assert "Powód: Cyfr nie da się odczytać na zdjęciu." in mail.text
    sign_in(page, stage, utility, f"zarzadca@{utility}.example")
    page.goto(mail.link("/w/"))  # a manager sees several customers: the mail leads to the right one
    page.goto(stage.url(utility, "/odczyty/"))
    expect(page.locator("main table")).to_contain_text("odrzucony")


def test_a_guest_sends_by_two_numbers(stage: Stage, page: Page, desk: Page) -> None:
    sign_in(desk, stage, "rzeszow", "audytor@rzeszow.example")
    desk.goto(stage.url("rzeszow", "/biuro/klienci/10000005/"))
    serial = desk.locator("#meters li").first.inner_text().split()[0]
    page.goto(stage.url("rzeszow", "/odczyt/"))
    page.locator("input[name=number]").fill("10000005")
    page.locator("input[name=serial]").fill("00000000")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_contain_text("nie pasują")
    page.locator("input[name=serial]").fill(serial)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/odczyt/wodomierz/"))
    expect(page.locator("main")).not_to_contain_text("Ćwik")
    page.locator("main input[name^=m][name$='_1']").fill("99999")
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/odczyt/dziekujemy/"))
