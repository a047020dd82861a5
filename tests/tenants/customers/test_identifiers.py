"""Polish identifiers: what is taken, what is refused, and that the refusal is a sentence."""

from datetime import date

import pytest

from tenants.customers.identifiers import (
    InvalidIdentifier,
    birth_date,
    grouped_account,
    make_account,
    parse_account,
    parse_nip,
    parse_pesel,
    parse_phone,
    parse_postal_code,
    parse_regon,
)

RIGHT = [
    (parse_nip, "8567346215", "8567346215"),
    (parse_nip, "5261040828", "5261040828"),
    (parse_nip, "5265877635", "5265877635"),
    (parse_nip, "1234563218", "1234563218"),
    (parse_nip, "1111111111", "1111111111"),
    (parse_nip, " PL 856-734-62-15 ", "8567346215"),
    (parse_pesel, "44051401359", "44051401359"),
    (parse_pesel, "02070803628", "02070803628"),
    (parse_pesel, "92032100157", "92032100157"),
    (parse_pesel, "05262012345", "05262012345"),
    (parse_pesel, "00210101234", "00210101234"),
    (parse_pesel, "99810101236", "99810101236"),
    (parse_pesel, "85123199996", "85123199996"),
    (parse_regon, "192598184", "192598184"),
    (parse_regon, "123456785", "123456785"),
    (parse_regon, "12345678512347", "12345678512347"),
    (parse_account, "61109010140000071219812874", "61109010140000071219812874"),
    (parse_account, "27114020040000300201355387", "27114020040000300201355387"),
    (parse_account, "24160000035175530643314956", "24160000035175530643314956"),
    (parse_account, "92124012340001567890123456", "92124012340001567890123456"),
    (parse_account, "73111111111111111111111111", "73111111111111111111111111"),
    (parse_account, "PL61 1090 1014 0000 0712 1981 2874", "61109010140000071219812874"),
    (parse_postal_code, "00-001", "00-001"),
    (parse_postal_code, " 35-055 ", "35-055"),
    (parse_phone, "+48221234567", "+48221234567"),
    (parse_phone, "17 123 45 67", "+48171234567"),
    (parse_phone, "0048 601-234-567", "+48601234567"),
    (parse_phone, "+49 30 901820", "+4930901820"),
]
WRONG = [
    (parse_nip, "8567346216"),
    (parse_nip, "1234567890"),
    (parse_nip, "1234560020"),
    (parse_nip, "0000000000"),
    (parse_nip, "856734621"),
    (parse_nip, "85673462l5"),
    (parse_nip, "٨٥٦٧٣٤٦٢١٥"),
    (parse_nip, ""),
    (parse_pesel, "44051401358"),
    (parse_pesel, "85071412346"),
    (parse_pesel, "00000000000"),
    (parse_pesel, "85133199990"),
    (parse_regon, "192598183"),
    (parse_regon, "146271233"),
    (parse_regon, "999999999"),
    (parse_regon, "1925981840"),
    (parse_account, "62109010140000071219812874"),
    (parse_account, "41249000050000400075212326"),
    (parse_account, "6110901014000007121981287"),
    (parse_account, "6110901014000007121981287A"),
    (parse_postal_code, "00001"),
    (parse_postal_code, "0-001"),
    (parse_phone, "12345678"),
    (parse_phone, "+4822123456"),
    (parse_phone, "telefon"),
]


@pytest.mark.parametrize(("parse", "text", "canonical"), RIGHT)
def test_identifier_is_made_canonical(parse, text, canonical):
    assert parse(text) == canonical


@pytest.mark.parametrize(("parse", "text"), WRONG)
def test_wrong_identifier_is_refused_with_a_sentence(parse, text):
    with pytest.raises(InvalidIdentifier) as refusal:
        parse(text)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("pesel", "born"),
    [
        ("44051401359", date(1944, 5, 14)),
        ("05262012345", date(2005, 6, 20)),
        ("00210101234", date(2000, 1, 1)),
        ("99810101236", date(1899, 1, 1)),
        ("85123199996", date(1985, 12, 31)),
    ],
)
def test_pesel_carries_the_date_of_birth(pesel, born):
    assert birth_date(pesel) == born


def test_individual_account_is_made_from_bank_and_client_number():
    assert make_account("10901014" + "1234" + "000000012345") == "86109010141234000000012345"


def test_account_is_grouped_with_spaces_that_do_not_break():
    assert grouped_account("86109010141234000000012345") == "86 1090 1014 1234 0000 0001 2345".replace(
        " ", "\u00a0"
    )
