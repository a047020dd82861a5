"""The title of a split payment: its fields, their limits, and the KSeF number once it must be quoted."""

from __future__ import annotations

from datetime import date

import pytest

from tenants.billing.models import Invoice
from tenants.billing.split_payment import AmountTooLarge, split_payment_title

TODAY = date(2026, 11, 20)
KSEF = "5265877635-20250826-0100001AF629-AF"


def invoice(**fields: object) -> Invoice:
    values = {
        "number": "PM1253/2018", "seller_nip": "5231242681", "vat_grosze": 2300, "gross_grosze": 12300,
        "to_pay_grosze": 12300, "left_grosze": 12300, "ksef_number": "",
    }  # fmt: skip
    return Invoice(**values | fields)


def test_the_banks_own_example() -> None:
    title = split_payment_title(invoice(), today=TODAY, text="woda")
    assert title == "/VAT/23,00/IDC/5231242681/INV/PM1253/2018/TXT/woda"


def test_without_words_there_is_no_field_for_them() -> None:
    assert split_payment_title(invoice(), today=TODAY, text=" ").endswith("/INV/PM1253/2018")


def test_a_part_payment_carries_its_part_of_the_vat() -> None:
    assert split_payment_title(invoice(left_grosze=6150), today=TODAY, text="").startswith("/VAT/11,50/")
    assert split_payment_title(invoice(left_grosze=1), today=TODAY, text="").startswith("/VAT/0,00/")


def test_fields_are_cut_to_their_limits() -> None:
    title = split_payment_title(invoice(number="N" * 60), today=TODAY, text="t" * 60)
    assert title == f"/VAT/23,00/IDC/5231242681/INV/{'N' * 35}/TXT/{'t' * 33}"


def test_the_ksef_number_takes_the_place_of_the_number_from_2027() -> None:
    numbered = invoice(ksef_number=KSEF)
    assert "/INV/PM1253/2018" in split_payment_title(numbered, today=date(2026, 12, 31), text="")
    assert split_payment_title(numbered, today=date(2027, 1, 1), text="x").endswith(f"/INV/{KSEF}/TXT/x")


def test_signs_that_banks_refuse_are_left_out() -> None:
    title = split_payment_title(invoice(number="FV|1;2"), today=TODAY, text="a\nb<c>")
    assert title.endswith("/INV/FV 1 2/TXT/a b c")


def test_vat_that_does_not_fit_is_refused() -> None:
    fits, too_large = 999_999_999_999, 10**13
    assert "/VAT/9999999999,99/" in split_payment_title(
        invoice(vat_grosze=fits, gross_grosze=fits, left_grosze=fits), today=TODAY, text=""
    )
    with pytest.raises(AmountTooLarge):
        split_payment_title(
            invoice(vat_grosze=too_large, gross_grosze=too_large, left_grosze=too_large), today=TODAY, text=""
        )
