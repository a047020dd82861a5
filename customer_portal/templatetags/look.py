"""`{% load look %}`: colours of the theme for places that a style sheet does not reach, such as e-mails."""

from django import template

from tenants.profile.theme import Branding, derive_theme

register = template.Library()


@register.filter
def colour(branding: Branding, token: str) -> str:
    """One colour of the light scheme: `{{ profile.branding|colour:"brand" }}`, safe to put white words on."""
    return derive_theme(branding).light[token]
