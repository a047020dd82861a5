"""Every component renders, keeps its promises to people who do not see the page, and stays light."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from lxml import html

from tests.screens import sample

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "cotton").glob("*.html"))
OURS = [
    *COMPONENTS,
    *(
        path
        for folder in ("layouts", "errors", "styleguide")
        for path in sorted((TEMPLATES / folder).glob("*.html"))
    ),
]
PAGE_WEIGHT = 60_000


def rendered(
    template: str, language: str = "pl", cookies: dict[str, str] | None = None, **more: object
) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    context = (
        sample.context() | {"request": request, "LANGUAGE_CODE": language, "theme_version": "abc"} | more
    )
    with override(language):
        return render_to_string(template, context)


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(rendered("styleguide/index.html"))


def test_every_component_stands_in_the_style_guide_or_in_a_layout() -> None:
    used = "".join(path.read_text() for path in OURS)
    missing = [path.stem for path in COMPONENTS if f"<c-{path.stem.replace('_', '-')}" not in used]
    assert missing == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_says_what_it_is_for(path: Path) -> None:
    assert re.match(r"{% comment %}\n.{20,}", path.read_text())


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_style_or_script_is_written_into_a_page(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    if path.name != "standalone.html":
        assert "<style" not in text


def test_no_tag_is_left_unrendered(page: html.HtmlElement) -> None:
    text = html.tostring(page, encoding="unicode")
    assert not re.search(r"<c-|{%|{{|\bNone\b", text)


def test_ids_are_unique_and_every_reference_leads_somewhere(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for value in page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids), (attribute, value)


def test_every_control_has_a_name(page: html.HtmlElement) -> None:
    labelled = set(page.xpath("//label/@for"))
    controls = page.xpath("//input[not(@type='hidden')]|//select|//textarea")
    assert controls
    assert [control.get("id") for control in controls if control.get("id") not in labelled] == []


def test_an_error_is_said_at_the_field_and_above_the_form(page: html.HtmlElement) -> None:
    field = page.get_element_by_id("id_number")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_number_helptext id_number_error"
    assert "Podaj ID Odbiorcy." in page.get_element_by_id("id_number_error").text_content()
    summary = page.find_class("error-summary")[0]
    assert [link.get("href") for link in summary.iter("a")] == ["#id_number", "#id_terms"]


def test_icons_are_all_in_the_sprite(page: html.HtmlElement) -> None:
    sprite = Path(finders.find("icons/sprite.svg")).read_text()
    known = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    wanted = {use.get("href").partition("#")[2] for use in page.iter("use")}
    written = set(
        re.findall(r'(?:c-icon name|icon)="([a-z][a-z0-9-]+)"', "".join(path.read_text() for path in OURS))
    )
    assert (wanted | written) - known == set()


def test_what_people_write_stays_text() -> None:
    hostile = '<img src=x onerror=alert(1)>"\'{{ 7|add:7 }}{% now "Y" %}'
    form = sample.form()
    form.data = form.data | {"remarks": hostile}
    events = [
        {"title": hostile, "at": sample.context()["at"], "text": hostile, "icon": "info", "tone": "info"}
    ]
    rows = [{"label": hostile, "left": hostile, "right": hostile, "match": "different"}]
    crumbs = [{"label": hostile, "url": "#"}]
    made = rendered("styleguide/index.html", form=form, events=events, comparison=rows, crumbs=crumbs)
    assert "<img src=x" not in made
    assert made.count("&lt;img src=x onerror=alert(1)&gt;") == 7
    assert "14" not in re.findall(r"alert\(1\)&gt;&quot;&#x27;(.{2})", made)


def test_switches_kept_in_a_cookie_are_drawn_by_the_server() -> None:
    made = rendered("styleguide/index.html", cookies={"ebok_contrast": "more", "ebok_text": "large"})
    assert re.search(r'<html lang="pl" data-contrast="more" data-text="large">', made)
    forged = rendered("styleguide/index.html", cookies={"ebok_contrast": '"><script>', "ebok_text": "huge"})
    assert '<html lang="pl">' in forged


def test_a_page_is_light() -> None:
    """HTML, styles, scripts and icons of a whole page, compressed, without the font."""
    files = [
        "css/base.css",
        "css/components.css",
        "css/neutral.css",
        "css/print.css",
        "js/first.js",
        "js/ui.js",
        "icons/sprite.svg",
    ]
    portal = sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files)
    portal += len(gzip.compress(rendered("styleguide/index.html").encode()))
    assert portal < PAGE_WEIGHT / 2
    office = [finders.find("css/office.css"), finders.find("django_htmx/htmx-2.min.js")]
    assert portal + sum(len(gzip.compress(Path(path).read_bytes())) for path in office) < PAGE_WEIGHT


@pytest.mark.parametrize("layout", ["portal", "form_page", "office", "console"])
def test_layouts_have_one_main_a_skip_link_and_a_title(layout: str) -> None:
    tree = html.document_fromstring(rendered(f"layouts/{layout}.html", form=sample.SampleForm()))
    assert len(tree.xpath("//main[@id='main']")) == 1
    assert tree.xpath("//body/a[1]/@href") == ["#main"]
    assert tree.get("lang") == "pl"
    assert tree.findtext(".//title")


def test_a_page_without_a_utility_uses_the_neutral_look() -> None:
    made = rendered(
        "layouts/portal.html", profile=None, theme_version="", nav=[], user=None, footer_links=[], accesses=[]
    )
    assert "css/neutral.css" in made
    assert "MPWiK" not in made


def test_error_pages_say_it_plainly_and_offer_help() -> None:
    for name in ("400", "403", "404", "413", "429", "stale_form"):
        tree = html.document_fromstring(rendered(f"errors/{name}.html"))
        assert len(tree.xpath("//h1")) == 1
        assert sample.profile("rzeszow").contacts.phones[0].number in tree.xpath("string(//main)")
        assert "Wystąpił błąd" not in tree.text_content()


@pytest.mark.parametrize("name", ["421", "500", "503", "suspended", "unknown_host"])
def test_pages_for_the_worst_moments_need_nothing_and_name_nobody(name: str) -> None:
    bare = render_to_string(f"errors/{name}.html")
    assert bare == rendered(f"errors/{name}.html")
    tree = html.document_fromstring(bare)
    assert not tree.xpath("//script|//img")
    rules = (
        (TEMPLATES / "errors" / "standalone.html")
        .read_text()
        .partition("<style>")[2]
        .partition("</style>")[0]
    )
    kept = Path(finders.find("css/standalone.css")).read_text().strip()
    # 500 alone passes our policy, which allows no style in a page: it links the same rules
    assert kept == rules
    assert tree.xpath("//link/@href") == (["/static/css/standalone.css"] if name == "500" else [])
    assert {node.get("lang") for node in tree.xpath("//*[@lang]")} == {"pl", "en", "uk"}
    assert not re.search(r"eBOK|iBOK|MPWiK|MZK|Wystąpił błąd", bare)
