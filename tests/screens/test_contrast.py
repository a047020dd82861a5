"""A brand of difficult colours in a real browser: WCAG contrast reckoned from what is painted, not from what was meant.

Every visible text against the first ground below it that is not transparent, every focus ring against the ground around it.
Run by `make journeys`, with the stage of test_browser.
"""

from __future__ import annotations

from typing import Any

import pytest

from tenants.profile.theme import Tokens
from tests.screens.test_browser import browser, opened, playwright

__all__ = ["browser"]
pytestmark = pytest.mark.journey

DIFFICULT = {
    "yellow on white": Tokens(primary="#ffe600", accent="#ffff66", header="coloured"),
    "almost white": Tokens(primary="#fdfdfb", accent="#ffffff", header="coloured"),
    "pale, in a plain header": Tokens(primary="#a8d8ff", accent="#ffd9ec", header="plain"),
    "black": Tokens(primary="#000000", accent="#000000", header="coloured"),
    "middle grey": Tokens(primary="#777777", accent="#808080", header="coloured"),
}
# The formula of WCAG 2.2, written anew so that it vouches for the one the themes are made with.
RECKONING = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = (colour) => channels(colour).slice(0, 3).map((c) => c / 255)
  .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
const seen = (colour) => colour.startsWith("rgb") && (channels(colour)[3] ?? 1) > 0;
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const painted = getComputedStyle(at).backgroundColor;
    if (seen(painted)) return painted;
  }
  return "rgb(255, 255, 255)";
};
"""
TEXTS = (
    "() => {"
    + RECKONING
    + """
  const found = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("svg, script, style, option, .visually-hidden, [disabled], [aria-disabled=true]")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const got = ratio(style.color, ground(element));
    looked += 1;
    if (got < (large ? 3 : 4.5)) found.push([element.className || element.tagName, walker.currentNode.data.trim().slice(0, 30), got.toFixed(2)]);
  }
  return [looked, found];
}"""
)
RING = (
    "() => {"
    + RECKONING
    + """
  const element = document.activeElement, style = getComputedStyle(element);
  if (element === document.body) return null;
  const inside = parseFloat(style.outlineOffset) < 0;
  return [element.className || `${element.tagName} ${element.type || ""}`, parseFloat(style.outlineWidth), style.outlineStyle,
    ratio(style.outlineColor, ground(inside ? element : element.parentElement))];
}"""
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tokens", DIFFICULT.values(), ids=DIFFICULT)
def test_every_text_and_every_focus_ring_can_be_seen(browser: Any, tokens: Tokens, scheme: str) -> None:  # noqa: F811 -- the fixture of test_browser
    page: playwright.Page = opened(browser, "rzeszow", scheme=scheme, tokens=tokens)
    looked, pale = page.evaluate(TEXTS)
    assert looked > 200, "the style guide has more to read than that"
    assert pale == []
    rings = []
    for _press in range(60):
        page.keyboard.press("Tab")
        if ring := page.evaluate(RING):
            rings.append(ring)
    assert len(rings) > 40
    assert [ring for ring in rings if ring[1] < 2 or ring[2] != "solid" or ring[3] < 3] == []
    page.context.close()
