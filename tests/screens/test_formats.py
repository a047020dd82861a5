"""Figures are written as people here write them, with spaces that do not break."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from tenants.profile import formats


@pytest.mark.parametrize(
    ("grosze", "written"),
    [
        (123456, "1\u00a0234,56\u00a0zł"),
        (0, "0,00\u00a0zł"),
        (5, "0,05\u00a0zł"),
        (-5, "−0,05\u00a0zł"),
        (-12345, "−123,45\u00a0zł"),
        (123456789012, "1\u00a0234\u00a0567\u00a0890,12\u00a0zł"),
    ],
)
def test_zl(grosze: int, written: str) -> None:
    assert formats.zl(grosze) == written


@pytest.mark.parametrize(
    ("volume", "written"),
    [
        (Decimal("12.000"), "12\u00a0m³"),
        (Decimal("12.345"), "12,345\u00a0m³"),
        (Decimal("0.5"), "0,500\u00a0m³"),
        (Decimal("-1.25"), "−1,250\u00a0m³"),
        (Decimal("0.0005"), "0,001\u00a0m³"),
        (1234, "1\u00a0234\u00a0m³"),
    ],
)
def test_m3(volume: Decimal | int, written: str) -> None:
    assert formats.m3(volume) == written


def test_price_keeps_parts_of_a_grosz() -> None:
    assert formats.price(Decimal("512.34")) == "5,1234\u00a0zł/m³"
    assert formats.price(860, "mies.") == "8,60\u00a0zł/mies."


@pytest.mark.parametrize(
    ("language", "written"),
    [("pl", "20\u00a0listopada 2026"), ("en", "20\u00a0November 2026"), ("uk", "20\u00a0листопада 2026")],
)
def test_date_in_a_sentence_follows_the_language(language: str, written: str) -> None:
    with override(language):
        assert formats.date_text(date(2026, 11, 20)) == written


def test_moments_are_shown_on_a_warsaw_clock() -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert formats.date_table(late) == "01.07.2026"
    assert formats.time_text(late) == "01.07.2026,\u00a000:30"
    assert formats.as_of(late) == "stan na 01.07.2026,\u00a000:30"
    assert formats.as_of(date(2026, 11, 20)) == "stan na 20.11.2026"


def test_english_pages_have_a_decimal_point() -> None:
    with override("en"):
        assert formats.zl(123456) == "1,234.56\u00a0zł"
        assert formats.m3(Decimal("1234.5")) == "1,234.500\u00a0m³"


@pytest.mark.parametrize(
    ("account", "written"),
    [
        ("92124012340001567890123456", "92 1240 1234 0001 5678 9012 3456"),
        ("PL92 1240 1234 0001 5678 9012 3456", "92 1240 1234 0001 5678 9012 3456"),
        ("12345", "12345"),
        ("9212401234000156789012345x", "9212401234000156789012345x"),
    ],
)
def test_nrb(account: str, written: str) -> None:
    assert formats.nrb(account).replace(formats.NBSP, " ") == written


def test_filters_are_silent_about_a_missing_value() -> None:
    page = Template("{% load formats %}[{{ none|zl }}|{{ none|date_text }}|{{ none|nrb }}|{{ amount|zl }}]")
    assert page.render(Context({"none": None, "amount": 100})) == "[|||1,00\u00a0zł]"


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (("mon", "tue", "wed", "thu", "fri"), "Pon–Pt"),
        (("mon",), "Pon"),
        (("sat", "sun"), "So, Nd"),
        (("mon", "wed", "thu", "fri"), "Pon, Śr–Pt"),
    ],
)
def test_opening_days(days: tuple[str, ...], written: str) -> None:
    page = Template("{% load formats %}{{ days|opening_days }}")
    assert page.render(Context({"days": days})).casefold().replace(".", "") == written.casefold()


@pytest.mark.parametrize(
    ("number", "link"),
    [("95 727 96 51", "+48957279651"), ("994", "994"), ("+48 17 850 96 00", "+48178509600")],
)
def test_telephone_links(number: str, link: str) -> None:
    assert Template("{% load formats %}{{ number|tel }}").render(Context({"number": number})) == link
