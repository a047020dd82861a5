"""The two parts of a mail say the same, and a mail shows who sent it and what that sender never asks for."""

import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from lxml import html

from tenants.profile.theme import contrast
from tests.screens import sample

PARAGRAPHS = [
    "Dzień dobry,",
    "otwórz poniższy link & potwierdź e-mail.\nMasz na to 3 dni.",
    "<b>Pozdrawiamy</b>",
]


def mail(brand: str = "rzeszow", *, action: bool = True, **branding: str) -> dict[str, object]:
    profile = sample.profile(brand)
    if branding:
        profile = profile.model_copy(update={"branding": profile.branding.model_copy(update=branding)})
    button = SimpleNamespace(label="Potwierdź e-mail", url="https://ibok.example.pl/potwierdz/?a=1&b=2")
    return {
        "profile": profile,
        "subject": "Potwierdź swój e-mail",
        "paragraphs": PARAGRAPHS,
        "action": button if action else None,
    }


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("action", [True, False])
def test_both_parts_say_the_same_in_the_same_order(action: bool) -> None:
    text = render_to_string("emails/message.txt", mail(action=action))
    page = html.document_fromstring(render_to_string("emails/message.html", mail(action=action)))
    shown = " ".join(page.find("body").itertext())
    helper = "Jeśli przycisk nie działa, skopiuj ten adres do przeglądarki:"
    assert words(shown.replace(helper, "")) == words(text)


def test_text_part_is_plain_text() -> None:
    text = render_to_string("emails/message.txt", mail())
    assert "link & potwierdź" in text
    assert "<b>Pozdrawiamy</b>" in text
    assert "https://ibok.example.pl/potwierdz/?a=1&b=2" in text
    assert "\n-- \n" in text


def test_html_part_escapes_has_one_action_and_loads_nothing() -> None:
    made = render_to_string("emails/message.html", mail())
    page = html.document_fromstring(made)
    assert "<b>Pozdrawiamy" not in made
    assert [link.get("href") for link in page.xpath("//a[starts-with(@href, 'http')]")] == [
        "https://ibok.example.pl/potwierdz/?a=1&b=2"
    ] * 2
    assert not page.xpath("//img|//script|//link|//table|//style")
    profile = sample.profile("rzeszow")
    assert str(profile.branding.phishing_phrase) in page.text_content()
    assert page.xpath("//a[starts-with(@href, 'tel:')]/text()") == [profile.contacts.phones[0].number]


def test_the_button_can_be_read_whatever_the_brand() -> None:
    made = render_to_string("emails/message.html", mail(primary="#ffe600"))
    background = re.search(r"background:(#[0-9a-f]{6});color:#ffffff", made)
    assert background is not None
    assert contrast(background.group(1), "#ffffff") >= 4.5
