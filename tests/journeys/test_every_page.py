"""Every page of both offices, and of one in colours that fight with legibility, at 360 and 1280 px: nothing for axe to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Stage, sign_in
from tests.journeys.crawling import walk

pytestmark = pytest.mark.journey
# Pale yellow and pale pink: neither can carry words or stand beside white without help.
DIFFICULT = {"primary": "#FFF176", "accent": "#F8BBD0"}


@pytest.fixture
def visitor(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser window as wide as the test says."""
    context = chromium.new_context(locale="pl-PL", viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


def look(stage: Stage, page: Page, utility: str, email: str = "") -> None:
    starts = ["/", "/awarie/", "/jakosc-wody/", "/e-faktura/", "/szukaj/?q=faktura", "/offline/"]
    if email:
        sign_in(page, stage, utility, email)
        starts = ["/przeglad/", "/moje-konto/", "/moje-dane/", *starts]
    seen = walk(page, stage.url(utility, ""), *starts)
    assert seen.wrong == []
    assert len(seen.visited) > (30 if email else 12), seen.visited


@pytest.mark.parametrize("visitor", [360, 1280], indirect=True)
@pytest.mark.parametrize("utility", ["rzeszow", "kostrzyn"])
@pytest.mark.parametrize("who", ["", "odbiorca"])
def test_every_page_is_accessible_light_and_as_wide_as_its_window(
    stage: Stage, visitor: Page, utility: str, who: str
) -> None:
    look(stage, visitor, utility, f"{who}@{utility}.example" if who else "")


@pytest.mark.parametrize("visitor", [360, 1280], indirect=True)
def test_no_brand_can_break_legibility(stage: Stage, visitor: Page, tmp_path: Path) -> None:
    utility = "kostrzyn"
    kept, painted = tmp_path / "kept", tmp_path / "painted"
    for folder in (kept, painted):
        stage.ebok("profile", "export", "--tenant", utility, str(folder))
    profile = (painted / "profile.yaml").read_text()
    for token, colour in DIFFICULT.items():
        line = next(one for one in profile.splitlines() if one.startswith(f"  {token}: "))
        profile = profile.replace(line, f'  {token}: "{colour}"')
    (painted / "profile.yaml").write_text(profile)
    stage.ebok("profile", "apply", str(painted), "--tenant", utility)
    try:
        look(stage, visitor, utility, f"odbiorca@{utility}.example")
    finally:
        stage.ebok("profile", "apply", str(kept), "--tenant", utility)
