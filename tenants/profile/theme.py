"""A utility's look, derived from a handful of typed tokens so that no brand can break legibility.

A utility chooses five things (primary colour, accent colour, corner radius, typeface, header style).
Everything else on a page, light and dark, is computed here: shades in OKLCH, because equal steps there look
equal to the eye, and every colour that carries meaning is moved along its lightness until WCAG 2.2 contrast
holds on *every* surface it may stand on. What had to be moved is said in `Theme.adjustments`, in sentences
the office can show.

Pure: no clock, no settings, no database. The result is custom properties only; free CSS never enters.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from tenants.profile.colour import contrast, far_apart, holds, to_hex, to_oklch, until

Token = TypeVar("Token")

TEXT_RATIO = 4.5
UI_RATIO = 3.0
STRONG_RATIO = 7.0

RADII: Mapping[str, tuple[str, str]] = {  # controls, cards
    "square": ("0px", "0px"),
    "soft": ("6px", "10px"),
    "round": ("12px", "20px"),
}
SYSTEM_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
TYPEFACES: Mapping[str, str] = {"system": SYSTEM_FONT, "inter": f'"Inter Variable", "Inter Until", {SYSTEM_FONT}'}
HEADERS = ("plain", "coloured")

STATUS_HUES: Mapping[str, float] = {"info": 245.0, "success": 152.0, "warning": 70.0, "danger": 27.0}
SURFACES = ("page", "surface", "sunk", "brand-soft", *(f"{name}-soft" for name in STATUS_HUES))

# What must hold in every theme, as data: the derivation aims at it and the property tests prove it.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, on) for ink in ("text", "text-soft", "brand", "brand-hover", "danger") for on in SURFACES),
    *((name, on) for name in STATUS_HUES for on in ("page", "surface", "sunk", f"{name}-soft")),
    ("text-soft", "disabled"),
    *(("on-brand", on) for on in ("brand", "brand-hover", "brand-active")),
    *(("on-danger", on) for on in ("danger", "danger-hover")),
    *(("header-text", on) for on in ("header", "header-hover")),
    ("header-mark", "header"),
)
UI_PAIRS: tuple[tuple[str, str], ...] = (
    *((mark, on) for mark in ("line-strong", "focus", "accent", "chart-1", "chart-2") for on in SURFACES),
    ("header-focus", "header"),
    ("header-focus", "header-hover"),
)
STRONG_PAIRS: tuple[tuple[str, str], ...] = tuple(("brand-strong", on) for on in ("page", "surface", "sunk"))

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class InvalidBranding(ValueError):
    """A branding token is not one of the typed values; nothing of it may reach a style sheet."""


class Branding(Protocol):
    """What this module reads from a profile's branding; any object with these attributes will do."""

    @property
    def primary(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def radius(self) -> str: ...
    @property
    def typeface(self) -> str: ...
    @property
    def header(self) -> str: ...


@dataclass(frozen=True)
class Theme:
    """Colour tokens for both schemes, the shape tokens, and what was changed to keep the page legible."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    shape: Mapping[str, str]
    adjustments: tuple[str, ...]

    @property
    def version(self) -> str:
        """Changes exactly when the style sheet changes; goes into the link so browsers may keep it for a
        year.
        """
        return hashlib.sha256(theme_css(self).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Tokens:
    """The typed tokens on their own, for looks that belong to no utility."""

    primary: str
    accent: str
    radius: str = "soft"
    typeface: str = "inter"
    header: str = "plain"


# The platform's own pages and those without a tenant; kept ready as static/css/neutral.css (a test compares them).
NEUTRAL = Tokens(primary="#2f4b66", accent="#5b7c99")


def derive_theme(branding: Branding) -> Theme:
    """Derive the whole theme from typed tokens. Raises InvalidBranding for anything else than those
    tokens.
    """
    primary, accent = _colour(branding.primary, "primary"), _colour(branding.accent, "accent")
    radius, radius_card = _one_of(branding.radius, RADII, "radius")
    font = _one_of(branding.typeface, TYPEFACES, "typeface")
    if branding.header not in HEADERS:
        raise InvalidBranding(f"header must be one of {', '.join(HEADERS)}, not {branding.header!r}")
    coloured = branding.header == "coloured"
    light, dark = _light(primary, accent, coloured), _dark(primary, accent, coloured)
    shape = {"radius": radius, "radius-card": radius_card, "font": font}
    return Theme(
        light=MappingProxyType(light),
        dark=MappingProxyType(dark),
        shape=MappingProxyType(shape),
        adjustments=tuple(_adjustments(primary, accent, light, dark)),
    )


def theme_css(theme: Theme) -> str:
    """The theme as a style sheet: `:root` custom properties for light, and for dark where the system asks for
    it.
    """
    light = "".join(f"--c-{name}:{value};" for name, value in theme.light.items())
    dark = "".join(f"--c-{name}:{value};" for name, value in theme.dark.items())
    shape = "".join(f"--{name}:{value};" for name, value in theme.shape.items())
    return f":root{{{shape}{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


# --- the two schemes ---------------------------------------------------------------------------------------


def _light(primary: str, accent: str, coloured: bool) -> dict[str, str]:
    _l, chroma, hue = to_oklch(primary)
    tint = min(chroma, 0.1)  # greys borrow a breath of the brand's hue, so that nothing looks pasted in
    colours = {
        "page": to_hex(0.985, tint * 0.05, hue),
        "surface": "#ffffff",
        "sunk": to_hex(0.962, tint * 0.09, hue),
        "line": to_hex(0.905, tint * 0.12, hue),
        "disabled": to_hex(0.93, tint * 0.1, hue),
        "brand-soft": to_hex(0.95, tint * 0.3, hue),
    }
    for name, status_hue in STATUS_HUES.items():
        colours[f"{name}-soft"] = to_hex(0.962, 0.028, status_hue)
    return _finish(colours, primary, accent, coloured, darker=True)


def _dark(primary: str, accent: str, coloured: bool) -> dict[str, str]:
    _l, chroma, hue = to_oklch(primary)
    tint = min(chroma, 0.1)
    colours = {
        "page": to_hex(0.185, tint * 0.1, hue),
        "surface": to_hex(0.23, tint * 0.12, hue),
        "sunk": to_hex(0.155, tint * 0.09, hue),
        "line": to_hex(0.34, tint * 0.2, hue),
        "disabled": to_hex(0.29, tint * 0.18, hue),
        "brand-soft": to_hex(0.29, tint * 0.45, hue),
    }
    for name, status_hue in STATUS_HUES.items():
        colours[f"{name}-soft"] = to_hex(0.27, 0.042, status_hue)
    return _finish(colours, primary, accent, coloured, darker=False)


def _finish(
    colours: dict[str, str], primary: str, accent: str, coloured: bool, *, darker: bool
) -> dict[str, str]:
    """Add everything that must contrast with the surfaces already chosen; `darker` is the way to move."""
    lightness, chroma, hue = to_oklch(primary)
    grey = min(chroma, 0.1)
    step = -0.07 if darker else 0.06
    surfaces = [colours[name] for name in SURFACES]

    def solve(start: float, chroma: float, hue: float, against: Iterable[str], ratio: float) -> str:
        return until(start, chroma, hue, tuple(against), ratio, darker=darker)

    colours["text"] = solve(0.24 if darker else 0.95, grey * 0.25, hue, surfaces, STRONG_RATIO)
    colours["text-soft"] = solve(
        0.46 if darker else 0.77, grey * 0.3, hue, [*surfaces, colours["disabled"]], TEXT_RATIO
    )
    colours["line-strong"] = solve(0.62 if darker else 0.56, grey * 0.3, hue, surfaces, UI_RATIO)

    def at_least(start: float) -> float:
        return min(start, lightness) if darker else max(start, lightness)

    brand = (
        primary
        if holds(primary, surfaces, TEXT_RATIO)
        else solve(at_least(1.0 if darker else 0.0), chroma, hue, surfaces, TEXT_RATIO)
    )
    brand_lightness = to_oklch(brand)[0]
    colours["brand"] = brand
    colours["brand-hover"] = to_hex(brand_lightness + step, chroma, hue)
    colours["brand-active"] = to_hex(brand_lightness + 1.6 * step, chroma, hue)
    colours["brand-strong"] = solve(brand_lightness, chroma, hue, surfaces, STRONG_RATIO)
    colours["on-brand"] = (
        "#ffffff" if darker else until(0.2, grey * 0.3, hue, (brand,), TEXT_RATIO, darker=True)
    )
    colours["focus"] = brand

    for name, status_hue in STATUS_HUES.items():
        # danger is also the colour of words and buttons that stand anywhere; the others keep to their own notice
        against = (
            surfaces
            if name == "danger"
            else [colours[on] for on in ("page", "surface", "sunk", f"{name}-soft")]
        )
        colours[name] = solve(
            0.54 if darker else 0.78, 0.17 if darker else 0.14, status_hue, against, TEXT_RATIO
        )
    danger_lightness = to_oklch(colours["danger"])[0]
    colours["danger-hover"] = to_hex(danger_lightness + step, 0.14, STATUS_HUES["danger"])
    colours["on-danger"] = (
        "#ffffff"
        if darker
        else until(0.2, 0.03, STATUS_HUES["danger"], (colours["danger"],), TEXT_RATIO, darker=True)
    )

    accent_lightness, accent_chroma, accent_hue = to_oklch(accent)
    colours["accent"] = (
        accent
        if holds(accent, surfaces, UI_RATIO)
        else solve(accent_lightness, accent_chroma, accent_hue, surfaces, UI_RATIO)
    )
    colours["chart-1"] = brand
    # last year's bars are hollow: this is their outline, so the two years differ in shape, not only in hue
    colours["chart-2"] = colours["accent"] if far_apart(accent, primary) else colours["line-strong"]
    return colours | _header(colours, primary, coloured, darker=darker)


def _header(colours: Mapping[str, str], primary: str, coloured: bool, *, darker: bool) -> dict[str, str]:
    if not coloured:
        return {
            "header": colours["surface"],
            "header-text": colours["text"],
            "header-mark": colours["brand"],
            "header-hover": colours["sunk"],
            "header-line": colours["line"],
            "header-focus": colours["focus"],
        }
    lightness, chroma, hue = to_oklch(primary)
    # the brand's own colour stays true in the header, except that a dark page does not get a glaring bar on top
    bar = primary if darker or lightness <= 0.4 else to_hex(0.36, chroma, hue)
    bar_lightness = to_oklch(bar)[0]
    white = contrast("#ffffff", bar) >= TEXT_RATIO
    ink = "#ffffff" if white else until(0.25, 0.02, hue, (bar,), TEXT_RATIO, darker=True)
    hover = to_hex(bar_lightness + (-0.05 if white else 0.04), chroma, hue)
    return {
        "header": bar,
        "header-text": ink,
        "header-mark": ink,
        "header-hover": hover if contrast(ink, hover) >= TEXT_RATIO else bar,
        "header-line": bar,
        "header-focus": ink,
    }


def _adjustments(
    primary: str, accent: str, light: Mapping[str, str], dark: Mapping[str, str]
) -> Iterable[str]:
    if light["brand"] != primary:
        yield _(
            "The primary colour %(given)s is too light for links and buttons: %(used)s is used for them, so that they can be read."
        ) % {"given": primary, "used": light["brand"]}
    if dark["brand"] != primary:
        yield _(
            "On a dark screen links and buttons use %(used)s instead of %(given)s, so that they can be read."
        ) % {
            "given": primary,
            "used": dark["brand"],
        }
    if light["accent"] != accent:
        yield _("The accent colour %(given)s is too light on a white page: %(used)s is used instead.") % {
            "given": accent,
            "used": light["accent"],
        }
    if dark["accent"] != accent:
        yield _("On a dark screen the accent colour is %(used)s instead of %(given)s.") % {
            "given": accent,
            "used": dark["accent"],
        }


# --- checks of the tokens ----------------------------------------------------------------------------------


def _colour(value: object, token: str) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise InvalidBranding(f"{token} must be a colour like #1a5f7a, not {value!r}")
    return value.lower()


def _one_of(value: str, allowed: Mapping[str, Token], token: str) -> Token:
    if value not in allowed:
        raise InvalidBranding(f"{token} must be one of {', '.join(allowed)}, not {value!r}")
    return allowed[value]
