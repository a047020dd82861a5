"""Every page of an office in English and Ukrainian on a phone: nothing left in Polish, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tenants.profile import presets
from tests.journeys.conftest import Stage, sign_in
from tests.journeys.crawling import walk
from tests.journeys.languages import left_in_polish

pytestmark = pytest.mark.journey
# What stays as it was written down: operations as the billing system calls them, and a paper made in Polish.
KEPT = ("Nota odsetkowa", "Potwierdzenie przyjęcia")
UTILITY = "kostrzyn"


@pytest.fixture
def visitor(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone whose browser speaks the language of the test."""
    context = chromium.new_context(locale=request.param, viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


def own_words(value: Any) -> Iterator[str]:
    """Every text of a profile."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for part in value.values():
            yield from own_words(part)
    elif isinstance(value, list):
        for part in value:
            yield from own_words(part)


@pytest.mark.parametrize("visitor", ["en", "uk"], indirect=True)
@pytest.mark.parametrize("who", ["", "odbiorca"])
def test_no_word_of_the_interface_is_left_in_polish(
    stage: Stage, visitor: Page, who: str, request: pytest.FixtureRequest
) -> None:
    language: str = request.node.callspec.params["visitor"]
    profile = presets.source(UTILITY).profile.model_dump(mode="json")
    own = " ".join([*own_words(profile), *KEPT])
    starts = ["/", "/awarie/", "/jakosc-wody/", "/e-faktura/", "/szukaj/?q=eBOK", "/offline/"]
    if who:
        sign_in(visitor, stage, UTILITY, f"{who}@{UTILITY}.example")
        visitor.goto(stage.url(UTILITY, f"/jezyk/{language}/?dalej=/przeglad/"))
        starts = ["/przeglad/", "/moje-konto/", "/moje-dane/", *starts]

    def in_its_language(page: Page) -> Iterator[str]:
        if (spoken := page.evaluate("document.documentElement.lang")) != language:
            yield f"speaks {spoken!r}"
        yield from left_in_polish(page, own, language)

    try:
        seen = walk(visitor, stage.url(UTILITY, ""), *starts, also=in_its_language)
    finally:
        if who:
            visitor.goto(stage.url(UTILITY, "/jezyk/pl/"))

    assert seen.wrong == []
    assert len(seen.visited) > (30 if who else 12), seen.visited


def test_the_looking_itself_finds_polish(stage: Stage, chromium: Browser) -> None:
    """A page in Polish, read as if it were Ukrainian: the words of its menu and buttons are found."""
    context = chromium.new_context(locale="pl-PL")
    page = context.new_page()
    page.goto(stage.url(UTILITY, "/konto/login/"))
    found = list(left_in_polish(page, "", "uk"))
    context.close()
    assert len(found) > 5
    assert any("Nie pamiętasz hasła" in one or "Pomiń zawartość" in one for one in found)
