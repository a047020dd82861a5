"""A QR code on a page carries its own text alternative and reads back exactly."""

from lxml import etree

from tenants.files.qr import qr_code, qr_svg
from tests.tenants.files import sample


def test_the_alternative_is_the_title_and_stays_text() -> None:
    svg = etree.fromstring(qr_code("https://example.pl/?a=1&b=2", alt='Kod <b>&"x"').svg)
    assert svg.get("role") == "img"
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == 'Kod <b>&"x"'
    assert not svg.xpath("//@style")


def test_polish_letters_survive() -> None:
    made = qr_code(sample.TRANSFER_QR, alt="przelew")
    assert made.for_document() == {
        "svg": qr_svg(sample.TRANSFER_QR),
        "alt": "przelew",
        "content": sample.TRANSFER_QR,
    }
