"""`{% load look %}`: colours of the theme for places that a style sheet does not reach, and the language of a text."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from tenants.profile.colour import contrast
from tenants.profile.schema import LocalisedText, Profile
from tenants.profile.schema.types import LocalisedFile
from tenants.profile.theme import TEXT_RATIO, Branding, derive_theme

register = template.Library()


@register.filter
def colour(branding: Branding, token: str) -> str:
    """One colour of the light scheme: `{{ profile.branding|colour:"brand" }}`, safe to put white words on."""
    return derive_theme(branding).light[token]


@register.filter
def dark_header(branding: Branding) -> bool:
    """Whether the header is dark on a light page too, so that the mark for dark surfaces belongs on it."""
    return branding.header == "coloured" and contrast(branding.primary, "#ffffff") >= TEXT_RATIO


@register.filter
def mark_alternative(profile: Profile) -> str:
    """What the logo says, or nothing when the utility's name beside it says the same already."""
    said = str(profile.branding.logo_text)
    return "" if said == str(profile.office.short_name) else said


@register.filter
def tongue(text: LocalisedText | LocalisedFile) -> str:
    """`<article {{ page.text|tongue }}>`: lang="pl" where the utility has not written it in the page's language."""
    here = (get_language() or "pl")[:2]
    spoken = text.tongue(here)
    return "" if spoken == here else format_html('lang="{}"', spoken)
