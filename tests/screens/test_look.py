"""The mark on the header is the one drawn for the surface it stands on."""

import pytest
from django.template import Context, Template

from tenants.profile.theme import Tokens, contrast, derive_theme
from tests.screens import sample


@pytest.mark.parametrize("primary", ["#0e6a63", "#ffd500", "#000000", "#ffffff", "#767676", "#777777"])
@pytest.mark.parametrize("header", ["plain", "coloured"])
def test_a_dark_header_is_one_with_light_words(primary: str, header: str) -> None:
    tokens = Tokens(primary=primary, accent="#000000", header=header)
    shown = Template("{% load look %}{{ tokens|dark_header }}").render(Context({"tokens": tokens}))
    theme = derive_theme(tokens)
    light_words = contrast(theme.light["header-text"], "#000000") > contrast(
        theme.light["header-text"], "#ffffff"
    )
    assert shown == str(light_words)


def test_the_mark_is_silent_when_the_name_beside_it_says_the_same() -> None:
    profile = sample.profile("rzeszow")
    page = Template("{% load look %}{{ profile|mark_alternative }}")
    assert page.render(Context({"profile": profile})) == str(profile.branding.logo_text)
    same = profile.model_copy(
        update={"branding": profile.branding.model_copy(update={"logo_text": profile.office.short_name})}
    )
    assert page.render(Context({"profile": same})) == ""
