"""Bar charts drawn by the server as SVG: month by month, this year beside the last.

No inline style and no script: classes carry the colours, so the utility's theme and both schemes apply, and
the page's content security policy holds. Each month is one stop for the keyboard and says its figures; the
same figures stand in a table behind the chart (templates/cotton/chart.html), which is the accessible
original.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 14, 30
NICE_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True)
class Series:
    """One year's figures; None where there is none yet. `estimated` marks figures nobody has read off a
    meter.
    """

    name: str
    values: Sequence[Decimal | int | None]
    estimated: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Level:
    """A line across the chart to compare with; `name` says its figure."""

    name: str
    value: Decimal


@dataclass(frozen=True)
class Row:
    """A line of the table behind the chart."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What `<c-chart>` shows."""

    id: str
    title: str
    category_name: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    svg: SafeString
    level: Level | None = None

    @property
    def has_estimates(self) -> bool:
        """Whether the legend must explain the estimated bars."""
        return any(series.estimated for series in self.series)


def yearly_bars(
    *,
    id: str,
    title: str,
    category_name: str,
    labels: Sequence[tuple[str, str]],
    this_year: Series,
    last_year: Series | None,
    show: Callable[[Decimal | int], str],
    level: Level | None = None,
) -> Chart:
    """A chart of one or two years, with a line to compare with where `level` is given.

    `labels` are (short for the axis, full for the ear and the table), one per value; `show` writes a figure
    with its unit. `id` is unique on the page.
    """
    series = (this_year,) if last_year is None else (this_year, last_year)
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"{one.name!r} has {len(one.values)} values for {len(labels)} labels")
    rows = tuple(
        Row(full, tuple("–" if one.values[at] is None else show(one.values[at] or 0) for one in series))
        for at, (_short, full) in enumerate(labels)
    )
    svg = _draw(f"{id}-title", labels, series, rows, level)
    return Chart(
        id=id, title=title, category_name=category_name, series=series, rows=rows, svg=svg, level=level
    )


def _draw(
    titled_by: str,
    labels: Sequence[tuple[str, str]],
    series: tuple[Series, ...],
    rows: tuple[Row, ...],
    level: Level | None,
) -> SafeString:
    values = [value for one in series for value in one.values if value is not None]
    step, top = _scale(max([*values, *([level.value] if level else [])], default=0))
    plot_height = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)

    def y(value: Decimal | int) -> float:
        return TOP + plot_height * (1 - float(value) / float(top))

    lines = format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                "axis" if mark == 0 else "grid-line",
                LEFT,
                WIDTH - RIGHT,
                _p(y(mark)),
                _p(y(mark)),
                LEFT - 8,
                _p(y(mark) + 4),
                mark,
            )
            for mark in range(0, top + 1, step)
        ),
    )
    across = (
        format_html(
            '<line class="chart-level" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            LEFT,
            WIDTH - RIGHT,
            _p(y(level.value)),
            _p(y(level.value)),
        )
        if level
        else ""
    )
    groups = format_html_join(
        "",
        '<g role="img" tabindex="0" aria-label="{}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" fill="none" '
        'pointer-events="all"/>{}<text x="{}" y="{}" text-anchor="middle" aria-hidden="true">{}</text></g>',
        (
            (
                _said(rows[at], series),
                _said(rows[at], series),
                _p(LEFT + at * slot),
                TOP,
                _p(slot),
                plot_height,
                _bars(LEFT + at * slot, slot, at, series, y),
                _p(LEFT + (at + 0.5) * slot),
                HEIGHT - 8,
                short,
            )
            for at, (short, _full) in enumerate(labels)
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-labelledby="{}"><g aria-hidden="true">{}</g>{}'
        '<g aria-hidden="true">{}</g></svg>',
        WIDTH,
        HEIGHT,
        titled_by,
        lines,
        groups,
        across,
    )


def _bars(
    left: float, slot: float, at: int, series: tuple[Series, ...], y: Callable[[Decimal | int], float]
) -> SafeString:
    """The bars of one month: last year's hollow one at the left, this year's full one at the right."""
    ordered = list(reversed(list(enumerate(series, start=1))))
    width = min(22.0, slot * 0.7 / len(series))
    start = left + (slot - width * len(series) - 3 * (len(series) - 1)) / 2
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (
                "estimated" if at in one.estimated else f"bar-{number}",
                _p(start + place * (width + 3)),
                _p(y(one.values[at] or 0)),
                _p(width),
                _p(y(0) - y(one.values[at] or 0)),
            )
            for place, (number, one) in enumerate(ordered)
            if one.values[at]
        ),
    )


def _said(row: Row, series: tuple[Series, ...]) -> str:
    return f"{row.label}: " + ", ".join(
        f"{one.name} {value}" for one, value in zip(series, row.values, strict=True)
    )


def _scale(largest: Decimal | int) -> tuple[int, int]:
    """A round step of the axis and its end, for three to six lines."""
    wanted = max(float(largest), 1.0) / 4
    step = next((nice for nice in NICE_STEPS if nice >= wanted), int(-(-wanted // 1000) * 1000))
    return step, max(step * -(-int(-(-float(largest) // 1)) // step), step)


def _p(value: float) -> str:
    """A coordinate with one decimal and a point, whatever the language of the page."""
    return f"{value:.1f}"
