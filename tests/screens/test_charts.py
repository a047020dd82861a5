"""A chart is a picture of its table: the same figures, reachable by keyboard, without styles of its own."""

from decimal import Decimal

import pytest
from lxml import etree

from customer_portal.charts import Series, yearly_bars
from tenants.profile.formats import m3

LABELS = [("I", "styczeń"), ("II", "luty"), ("III", "<script>alert(1)</script>")]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(this: list[Decimal | int | None], last: list[Decimal | int | None] | None = None) -> etree._Element:
    chart = yearly_bars(
        id="c",
        title="Zużycie",
        category_name="Miesiąc",
        labels=LABELS,
        this_year=Series("2026", this, frozenset({1})),
        last_year=None if last is None else Series("2025", last),
        show=m3,
    )
    return etree.fromstring(f'<r xmlns="http://www.w3.org/2000/svg">{chart.svg}</r>')


def bars(tree: etree._Element, kind: str) -> list[float]:
    return [float(rect.get("height", "")) for rect in tree.iter(f"{SVG}rect") if rect.get("class") == kind]


def test_each_month_is_one_stop_that_says_its_figures() -> None:
    tree = drawn([12, Decimal("13.5"), None], [11, 10, 9])
    stops = [group for group in tree.iter(f"{SVG}g") if group.get("tabindex") == "0"]
    assert [stop.get("aria-label") for stop in stops] == [
        "styczeń: 2026 12\u00a0m³, 2025 11\u00a0m³",
        "luty: 2026 13,500\u00a0m³, 2025 10\u00a0m³",
        "<script>alert(1)</script>: 2026 –, 2025 9\u00a0m³",
    ]


def test_heights_are_in_proportion_and_estimates_look_different() -> None:
    tree = drawn([20, 10, None], [10, 5, 20])
    assert bars(tree, "bar-1") == [pytest.approx(bars(tree, "bar-2")[0] * 2, abs=0.2)]
    assert bars(tree, "estimated") == [pytest.approx(bars(tree, "bar-2")[0], abs=0.2)]
    assert len(bars(tree, "bar-2")) == 3


def test_no_style_and_no_script_gets_in() -> None:
    tree = drawn([1, 2, 3])
    assert not [
        node for node in tree.iter() if node.get("style") or node.tag in (f"{SVG}style", f"{SVG}script")
    ]


@pytest.mark.parametrize(
    "values", [[0, 0, 0], [None, None, None], [Decimal("0.001"), 0, None], [10**7, 1, 2]]
)
def test_any_figures_can_be_drawn_inside_the_frame(values: list[Decimal | int | None]) -> None:
    tree = drawn(values)
    for rect in tree.iter(f"{SVG}rect"):
        assert float(rect.get("y", "")) >= 0
        assert float(rect.get("height", "")) >= 0


def test_figures_must_fit_the_labels() -> None:
    with pytest.raises(ValueError, match="2 values for 3 labels"):
        drawn([1, 2])
