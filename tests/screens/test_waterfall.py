"""The waterfall: each bar begins where the last one ended, and says its figure to the eye, the ear and the keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from customer_portal.waterfall import WIDTH, Step, Waterfall, waterfall

SVG = "{http://www.w3.org/2000/svg}"


def drawn(amounts: list[int]) -> Waterfall:
    first, *parts = amounts
    return waterfall(
        id="w", title="Od do", first=Step("przedtem", first, f"{first} gr"),
        parts=[Step(f"część {at}", part, f"{part:+} gr") for at, part in enumerate(parts)],
        last=Step("teraz", sum(amounts), f"{sum(amounts)} gr"),
    )  # fmt: skip


def bars(chart: Waterfall) -> list[tuple[str, float, float]]:
    """(class, left, right) of each bar."""
    root = etree.fromstring(chart.svg)
    rects = [rect for rect in root.iter("rect") if rect.get("class")]
    return [
        (
            str(one.get("class")),
            float(str(one.get("x"))),
            float(str(one.get("x"))) + float(str(one.get("width"))),
        )
        for one in rects
    ]


def test_bars_meet_and_show_their_direction() -> None:
    found = bars(drawn([10000, 5000, -3000]))
    assert [kind for kind, _left, _right in found] == ["bar-1", "rise", "fall", "bar-1"]
    before, rise, fall, after = found
    assert before[2] == pytest.approx(rise[1], abs=0.2)
    assert rise[2] == pytest.approx(fall[2], abs=0.2)
    assert fall[1] == pytest.approx(after[2], abs=0.2)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9))
def test_no_bar_leaves_the_picture(amounts: list[int]) -> None:
    for _kind, left, right in bars(drawn(amounts)):
        assert -0.1 <= left <= right <= WIDTH + 2


def test_every_bar_is_a_stop_of_the_keyboard_with_its_words() -> None:
    root = etree.fromstring(drawn([100, 20]).svg)
    groups = [one for one in root if one.tag == "g"]
    assert [(one.get("tabindex"), one.get("role"), one.get("aria-label")) for one in groups] == [
        ("0", "img", "przedtem: 100 gr"), ("0", "img", "część 0: +20 gr"), ("0", "img", "teraz: 120 gr"),
    ]  # fmt: skip
    tops = [float(str(one[0].get("y"))) for one in groups]
    assert all(after > before for before, after in pairwise(tops))


def test_names_are_text_whatever_they_hold() -> None:
    chart = waterfall(id="w", title="t", first=Step('<b>"x', 1, "1"), parts=[], last=Step("y", 1, "1"))
    assert "<b>" not in chart.svg


def test_parts_that_do_not_make_the_whole_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="not to 5"):
        waterfall(id="w", title="t", first=Step("a", 1, ""), parts=[Step("b", 2, "")], last=Step("c", 5, ""))
