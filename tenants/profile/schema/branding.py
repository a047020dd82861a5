"""Theme `branding`: a handful of typed tokens; every shade on the screen is derived from them."""

from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import HexColour, LocalisedText, Section, SideFile


class Branding(Section):
    """The utility's look: colours, marks, shape, typeface, and the phrase customers know its mail by."""

    primary: HexColour = Field(description="Main colour: header, buttons, links.")
    accent: HexColour = Field(description="Second colour: highlights and charts.")
    logo: SideFile = Field(description="Logo for light surfaces (SVG).")
    logo_dark: SideFile | None = Field(
        default=None, description="Logo for dark surfaces (SVG); none: the light one."
    )
    logo_text: LocalisedText = Field(description="What the logo says to those who cannot see it.")
    favicon: SideFile | None = Field(
        default=None, description="Small mark in the browser's tab (SVG, PNG or ICO)."
    )
    radius: Literal["square", "soft", "round"] = Field(default="soft", description="Shape of corners.")
    typeface: Literal["system", "inter"] = Field(default="inter", description="Typeface of the screens.")
    header: Literal["plain", "coloured"] = Field(
        default="plain", description="A white header or one in the main colour."
    )
    phishing_phrase: LocalisedText = Field(
        description="A sentence in every e-mail that says what the utility never asks for."
    )
