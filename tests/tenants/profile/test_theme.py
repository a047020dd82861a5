"""No brand can make a page unreadable, and nothing but colours, radii and known typefaces reaches a style
sheet.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenants.profile.colour import contrast, to_hex, to_oklch
from tenants.profile.theme import (
    HEADERS,
    NEUTRAL,
    RADII,
    STRONG_PAIRS,
    STRONG_RATIO,
    TEXT_PAIRS,
    TEXT_RATIO,
    TYPEFACES,
    UI_PAIRS,
    UI_RATIO,
    InvalidBranding,
    Tokens,
    derive_theme,
    theme_css,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TOKENS = st.builds(
    Tokens,
    primary=COLOURS,
    accent=COLOURS,
    radius=st.sampled_from(sorted(RADII)),
    typeface=st.sampled_from(sorted(TYPEFACES)),
    header=st.sampled_from(HEADERS),
)
GIVEN = Tokens(primary="#0a5ca8", accent="#c43b00")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ffffff", "#ffffff", 1.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    there_and_back = to_hex(*to_oklch(colour))
    assert all(
        abs(int(colour[at : at + 2], 16) - int(there_and_back[at : at + 2], 16)) <= 1 for at in (1, 3, 5)
    )


@given(TOKENS)
@example(Tokens(primary="#ffff00", accent="#ffffff", header="coloured"))
@example(Tokens(primary="#000000", accent="#000000", header="coloured"))
@example(Tokens(primary="#808080", accent="#808080", header="coloured"))
@example(Tokens(primary="#ff0000", accent="#00ff00"))
def test_contrast_holds_for_every_brand_in_both_schemes(tokens: Tokens) -> None:
    theme = derive_theme(tokens)
    for scheme in (theme.light, theme.dark):
        for pairs, least in ((TEXT_PAIRS, TEXT_RATIO), (UI_PAIRS, UI_RATIO), (STRONG_PAIRS, STRONG_RATIO)):
            broken = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in pairs}
            assert {pair: ratio for pair, ratio in broken.items() if ratio < least} == {}


@given(TOKENS)
def test_a_style_sheet_holds_custom_properties_and_nothing_else(tokens: Tokens) -> None:
    css = theme_css(derive_theme(tokens))
    value = r"(#[0-9a-f]{6}|\d+px|(\"[A-Za-z ]+\"|[A-Za-z-]+)(, ?(\"[A-Za-z ]+\"|[A-Za-z-]+))*)"
    properties = rf"(--[a-z0-9-]+:{value};)+"
    assert re.fullmatch(
        rf":root{{{properties}}}\n@media \(prefers-color-scheme:dark\){{:root{{{properties}}}}}\n", css
    )


@pytest.mark.parametrize("token", ["primary", "accent"])
@pytest.mark.parametrize(
    "value",
    [
        "red",
        "#fff",
        "#12345g",
        "#123456;}body{display:none",
        "#123456\n",
        " #123456",
        "url(//evil)",
        "",
        None,
        0x123456,
    ],
)
def test_only_a_six_digit_colour_is_a_colour(token: str, value: object) -> None:
    with pytest.raises(InvalidBranding, match=token):
        derive_theme(replace(GIVEN, **{token: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["radius", "typeface", "header"])
@pytest.mark.parametrize("value", ["", "soft;}", "Comic Sans", "expression(alert(1))"])
def test_shape_tokens_are_one_of_a_few(token: str, value: str) -> None:
    with pytest.raises(InvalidBranding, match=token):
        derive_theme(replace(GIVEN, **{token: value}))


def test_a_legible_brand_is_left_alone_and_a_pale_one_is_explained() -> None:
    legible = derive_theme(GIVEN)
    assert legible.light["brand"] == GIVEN.primary
    assert legible.light["accent"] == GIVEN.accent
    pale = derive_theme(Tokens(primary="#ffd500", accent="#ffee88", header="coloured"))
    assert pale.light["header"] == "#ffd500"
    assert len(pale.adjustments) == 2
    assert all("#ffd500" in said or "#ffee88" in said for said in pale.adjustments)
    assert pale.light["brand"] in pale.adjustments[0]


def test_the_version_follows_the_style_sheet() -> None:
    assert derive_theme(GIVEN).version == derive_theme(replace(GIVEN)).version
    assert derive_theme(GIVEN).version != derive_theme(replace(GIVEN, radius="round")).version


def test_the_neutral_style_sheet_in_the_static_files_is_the_derived_one() -> None:
    kept = Path(__file__).parents[3] / "customer_portal" / "static" / "css" / "neutral.css"
    assert kept.read_text() == theme_css(derive_theme(NEUTRAL))
