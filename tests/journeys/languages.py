"""What of a page is still in Polish: its visible words beside the Polish catalogue, the utility's own texts aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from playwright.sync_api import Page

from infra import words

# Shorter ones are often the same word in two languages („Status”), or part of a name.
LONG = 12
_TEXTS = """() => {
  const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (seen.nextNode()) {
    const node = seen.currentNode, around = node.parentElement;
    if (!around || around.closest('script, style, template, :not(html)[lang="pl"]')) continue;
    texts.push(node.textContent);
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [alt], [placeholder]')) {
    if (one.closest(':not(html)[lang="pl"]')) continue;
    for (const name of ['aria-label', 'title', 'alt', 'placeholder']) texts.push(one.getAttribute(name) || '');
  }
  return [document.title, ...texts];
}"""


def visible(page: Page) -> list[str]:
    """Every text a person reads or hears on the page, outside of what is marked as Polish."""
    found: list[str] = page.evaluate(_TEXTS)
    return [text for text in (" ".join(one.split()) for one in found) if text]


def left_in_polish(page: Page, own: str, language: str) -> Iterator[str]:
    """Polish words of the interface on the page; `own` is all that the utility itself may say in Polish."""
    for text in visible(page):
        for msgid, pattern in _polish(language):
            if len(text) >= LONG and (found := pattern.search(text)) and found[0] not in own:
                yield f"still Polish: {found[0]!r} ({msgid!r})"


@cache
def _polish(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The Polish catalogue as patterns: what is filled in may be anything; what `language` says alike is left out."""
    other = words.read(language) if language in words.LANGUAGES else None
    patterns = []
    for message in words.read("pl"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        theirs = other.get(message.id, message.context) if other else None
        same = set(_forms(theirs.string)) if theirs else set(ids)
        for form in _forms(message.string):
            if form in same or len(re.sub(r"%\(\w+\)[sd]|\W", "", form)) <= LONG:
                continue
            pieces = re.split(r"%\(\w+\)[sd]|%[sd]|</?\w[^>]*>", " ".join(form.split()))
            longest = max(pieces, key=len).strip()
            if len(longest) > LONG:
                patterns.append((ids[0], re.compile(rf"(?<!\w){re.escape(longest)}(?!\w)")))
    return tuple(patterns)


def _forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
