"""From one amount to another by the parts between, drawn by the server as SVG: bars that begin where the last one ended.

Like the other charts: no inline style and no script, each bar one stop for the keyboard that says its figure, and the same
figures in a table behind (templates/cotton/waterfall.html). A line of words stands above each bar, so that it can be read
at the width of a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW, BAR, TEXT = 300, 46, 16, 16


@dataclass(frozen=True)
class Step:
    """A part: its name, the amount by which it moves the sum, and the amount as it is written."""

    name: str
    amount: int
    shown: str


@dataclass(frozen=True)
class Waterfall:
    """What `<c-waterfall>` shows; `steps` begin with the first whole and end with the last."""

    id: str
    title: str
    steps: tuple[Step, ...]
    svg: SafeString


def waterfall(*, id: str, title: str, first: Step, parts: Sequence[Step], last: Step) -> Waterfall:
    """A chart from `first` by `parts` to `last`. `id` is unique on the page. Amounts are of any one unit."""
    ends = [first.amount]
    for part in parts:
        ends.append(ends[-1] + part.amount)
    if ends[-1] != last.amount:
        raise ValueError(f"parts lead from {first.amount} to {ends[-1]}, not to {last.amount}")
    bars = [(first, 0, first.amount, "bar-1")]
    bars += [
        (part, begun, ended, "rise" if part.amount > 0 else "fall")
        for part, begun, ended in zip(parts, ends, ends[1:], strict=False)
    ]
    bars.append((last, 0, last.amount, "bar-1"))
    return Waterfall(id, title, (first, *parts, last), _draw(f"{id}-title", bars))


def _draw(titled_by: str, bars: Sequence[tuple[Step, int, int, str]]) -> SafeString:
    lowest = min(0, *(min(begun, ended) for _step, begun, ended, _kind in bars))
    highest = max(1, *(max(begun, ended) for _step, begun, ended, _kind in bars))

    def x(amount: int) -> float:
        return (amount - lowest) * (WIDTH - 2) / (highest - lowest) + 1

    height = ROW * len(bars)
    rows = format_html_join(
        "",
        '<g role="img" tabindex="0" aria-label="{}: {}"><rect x="0" y="{}" width="{}" height="{}" fill="none"'
        ' pointer-events="all"/><text x="1" y="{}" aria-hidden="true">{}</text><text x="{}" y="{}" text-anchor="end"'
        ' aria-hidden="true">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/></g>',
        (
            (
                step.name, step.shown, at * ROW, WIDTH, ROW - 4, at * ROW + TEXT, step.name, WIDTH - 1,
                at * ROW + TEXT, step.shown, kind, _p(min(x(begun), x(ended))), at * ROW + TEXT + 6,
                _p(max(abs(x(ended) - x(begun)), 2)), BAR,
            )
            for at, (step, begun, ended, kind) in enumerate(bars)
        ),
    )  # fmt: skip
    axis = format_html(
        '<line class="axis" x1="{}" x2="{}" y1="0" y2="{}" aria-hidden="true"/>', _p(x(0)), _p(x(0)), height
    )
    return format_html(
        '<svg class="chart waterfall" viewBox="0 0 {} {}" role="group" aria-labelledby="{}">{}{}</svg>',
        WIDTH,
        height,
        titled_by,
        axis,
        rows,
    )


def _p(value: float) -> str:
    """A coordinate with one decimal and a point, whatever the language of the page."""
    return f"{value:.1f}"
