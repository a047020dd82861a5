"""Colour arithmetic for the theme: sRGB, OKLCH (OKLab by Björn Ottosson) and WCAG contrast.

OKLCH because equal steps of lightness there look equal to the eye, so a hover is the same nudge on yellow and
navy. Colours are always '#rrggbb' strings on the way in and out, so contrast is measured on what a screen
really shows.
"""

import math
from collections.abc import Iterable
from functools import lru_cache


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two '#rrggbb' colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def until(
    start: float, chroma: float, hue: float, against: tuple[str, ...], ratio: float, *, darker: bool
) -> str:
    """The colour nearest to `start` in lightness that has `ratio` on everything in `against`."""
    step, lightness = (-0.01 if darker else 0.01), start
    while 0.0 < lightness < 1.0:
        colour = to_hex(lightness, chroma, hue)
        if holds(colour, against, ratio):
            return colour
        lightness += step
    return "#000000" if darker else "#ffffff"


def holds(colour: str, against: Iterable[str], ratio: float) -> bool:
    """Whether `colour` has at least `ratio` on every one of the others."""
    return all(contrast(colour, other) >= ratio for other in against)


def far_apart(one: str, other: str) -> bool:
    """Whether two colours can be told from one another at a glance."""
    a, b = to_oklab(one), to_oklab(other)
    return math.dist(a, b) > 0.12


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0..1, chroma 0..about 0.4, hue in degrees."""
    lightness, a, b = to_oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _to_linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The sRGB colour for an OKLCH one; chroma gives way first when the screen cannot show it."""
    lightness = min(max(lightness, 0.0), 1.0)
    if not _shown(_to_linear_rgb(lightness, chroma, hue)):
        low, high = 0.0, chroma
        for _round in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_to_linear_rgb(lightness, middle, hue)) else (low, middle)
        chroma = low
    return "#" + "".join(f"{_byte(value):02x}" for value in _to_linear_rgb(lightness, chroma, hue))


def _byte(linear: float) -> int:
    return round(_gamma(min(max(linear, 0.0), 1.0)) * 255)


def _shown(rgb: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in rgb)
