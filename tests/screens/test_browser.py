"""The style guide in a real browser: accessible by axe's measure, never wider than the screen, quiet under
our policy.

Run by `make journeys`. EBOK_CHROMIUM may name a browser that is already installed.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from customer_portal.doors import TenantRequest
from customer_portal.public.installed import service_worker
from tenants.profile.theme import Tokens, derive_theme, theme_css
from tests.screens import sample

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.journey

SITE = "http://guide.localhost"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=os.environ.get("EBOK_CHROMIUM") or None,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield chromium
        chromium.close()


def policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def asked(path: str, brand: str) -> TenantRequest:
    """A guest's request to the office of a brand."""
    request = RequestFactory().get(path)
    request.in_force = SimpleNamespace(profile=sample.profile(brand), number=1)
    return request


def opened(
    browser: "playwright.Browser",
    brand: str,
    *,
    width: int = 1280,
    scheme: str = "light",
    tokens: Tokens | None = None,
    **more: object,
) -> "playwright.Page":
    """The style guide of a brand, answered from memory with the platform's content security policy.

    `tokens` put other colours in the place of the brand's own.
    """
    profile = sample.profile(brand)
    if tokens:
        colours = {name: getattr(tokens, name) for name in ("primary", "accent", "header")}
        profile = profile.model_copy(update={"branding": profile.branding.model_copy(update=colours)})
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda message: (
            page.complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))

    def answer(route: "playwright.Route") -> None:
        path = route.request.url.removeprefix(SITE).split("?")[0]
        headers = {"content-security-policy": policy()}
        if path == "/theme.css":
            route.fulfill(
                body=theme_css(derive_theme(profile.branding)),
                content_type="text/css",
                headers=headers,
            )
        elif path.startswith("/marks/"):
            mark = sample.PRESETS / path.removeprefix("/marks/")
            route.fulfill(body=mark.read_bytes(), content_type=TYPES[mark.suffix], headers=headers)
        elif path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix], headers=headers)
        elif path == "/sw.js":
            made = service_worker(asked(path, brand))
            route.fulfill(body=made.content, content_type=made.headers["Content-Type"], headers=headers)
        else:
            request = RequestFactory().get(path)
            request.COOKIES.update({cookie["name"]: cookie["value"] for cookie in context.cookies()})
            with override("pl"):
                made = render_to_string(
                    "styleguide/index.html",
                    sample.context(brand) | {"theme_version": "1", "request": request, "profile": profile},
                )
            route.fulfill(body=made, content_type="text/html; charset=utf-8", headers=headers)

    # Of the whole context: the service worker's script and what it fetches belong to no page.
    context.route("**/*", answer)
    page.goto(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("brand", sample.BRANDS)
def test_no_violation_no_sideways_scrolling_no_complaint(
    browser: "playwright.Browser", brand: str, width: int, scheme: str
) -> None:
    page = opened(browser, brand, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found = axe.Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"]) for broken in found.response["violations"]] == []
    assert page.complaints == []
    page.context.close()


def test_high_contrast_and_large_text_are_legible_and_stay(browser: "playwright.Browser") -> None:
    page = opened(browser, "kostrzyn", width=360)
    page.get_by_role("button", name="Wysoki kontrast").click()
    page.get_by_role("button", name="Większy tekst").click()
    page.reload()
    assert page.evaluate("({...document.documentElement.dataset})") == {"contrast": "more", "text": "large"}
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe.Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Wysoki kontrast").click()
    assert page.evaluate("document.cookie") == "ebok_text=large"
    page.context.close()


def test_the_menu_opens_by_keyboard_and_everything_is_there_without_javascript(
    browser: "playwright.Browser",
) -> None:
    page = opened(browser, "rzeszow", width=360)
    link = page.locator("#menu").get_by_role("link", name="Wodomierze")
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    assert link.is_visible()
    page.context.close()
    plain = opened(browser, "rzeszow", width=360, java_script_enabled=False)
    assert plain.locator("#menu").get_by_role("link", name="Wodomierze").is_visible()
    assert plain.get_by_role("button", name=re.compile("Kopiuj|Kontrast|Menu")).count() == 0
    plain.context.close()


def test_an_error_summary_takes_the_focus_and_a_form_goes_once(browser: "playwright.Browser") -> None:
    page = opened(browser, "rzeszow")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    button = page.locator("form.form > button")
    page.evaluate(
        "addEventListener('submit', e => { window.stopped = e.defaultPrevented; e.preventDefault() })"
    )
    button.click()
    assert page.evaluate("window.stopped") is False
    assert button.get_attribute("aria-disabled") == "true"
    button.click(force=True)  # what an impatient second click does
    assert page.evaluate("window.stopped") is True
    page.context.close()
