"""Walks through an office as its visitor does: every page that links lead to, one of each kind, looked at closely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
# What is no page, ends the visit, or belongs to somebody else's room.
_SKIPPED = re.compile(
    r"\.(pdf|zip|csv|xlsx|xml|css|svg|png|js|webmanifest)$|/(pdf|xml|zip)/$|/pobierz/|/szablon/|/jezyk/|/konto/logout/"
    r"|/zdjecie/|/dokument/|/plik/[^/]+/$|/zalacznik|/protokol/$|/potwierdzenie/|/zestawienie|/moj-kran/karta/$|^/api/|^/operator/|^/w/"
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/)[A-Za-z0-9_-]{20,}(?=/)")
LARGEST = 60_000


@dataclass
class Walk:
    """What was seen: kinds of pages visited, and what was wrong with them."""

    visited: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    heaviest: int = 0


def walk(
    page: Page, base: str, *starts: str, most: int = 150, also: Callable[[Page], Iterator[str]] | None = None
) -> Walk:
    """Visit one page of each kind that links lead to from `starts`, at the width the page has; `also` looks too."""
    seen, waiting = Walk(), list(starts)
    while waiting and len(seen.visited) < most:
        path = waiting.pop(0)
        kind = _ID.sub("•", urlsplit(path).path)
        if kind in seen.visited or _SKIPPED.search(urlsplit(path).path):
            continue
        seen.visited[kind] = path
        answer = page.goto(base + path)
        if answer is None or answer.status != 200:
            seen.wrong.append(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        found = [*faults(page), *(also(page) if also else ())]
        seen.wrong += [f"{path}: {fault}" for fault in found]
        seen.heaviest = max(seen.heaviest, weight(page))
        waiting += links(page)
    return seen


def links(page: Page) -> list[str]:
    """Addresses within the office, as they stand on the page."""
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/']", "anchors => anchors.map(anchor => anchor.getAttribute('href'))"
    )
    return [address.split("#")[0] for address in found if not address.startswith("//")]


def faults(page: Page) -> Iterator[str]:
    """What a machine can find wrong: axe, sideways scrolling, headings, title, weight."""
    found = _AXE.run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    for violation in found.response["violations"]:
        where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {violation['help']} ({where})"
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "scrolls sideways"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} first headings"
    if " – " not in page.title():
        yield f"its title does not say whose page it is: {page.title()!r}"
    if (heavy := weight(page)) > LARGEST:
        yield f"weighs {heavy} bytes"


def weight(page: Page) -> int:
    """Bytes of the page and all it asks for as a proxy sends them, gzipped; fonts aside: those come once and are swapped in."""
    return int(
        page.evaluate(
            """async () => {
                 const asked = performance.getEntriesByType('resource').map(one => one.name.split('#')[0]);
                 let sum = 0;
                 for (const address of new Set([location.href, ...asked])) {
                   if (address.includes('.woff2') || !address.startsWith(location.origin)) continue;
                   const body = (await fetch(address, { cache: 'force-cache' })).body;
                   const packed = new Response(body.pipeThrough(new CompressionStream('gzip')));
                   sum += (await packed.arrayBuffer()).byteLength;
                 }
                 return sum;
               }"""
        )
    )
