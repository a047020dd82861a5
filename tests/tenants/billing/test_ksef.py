"""KSeF numbers and the address of KOD I, against the Ministry's own vectors."""

import base64
import hashlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.billing.ksef import (
    KsefHost,
    checksum,
    is_collective_id,
    kod_i_url,
    make_ksef_number,
    parse_ksef_number,
)
from tenants.customers.identifiers import InvalidIdentifier


@pytest.mark.parametrize(
    "number",
    [
        "5265877635-20250826-0100001AF629-AF",
        "5265877635-20250626-010080DD2B5E-26",
        "5265877635-20250916-010040741B3E-46",
        "5265877635-20250916-0100C002FF3E-D5",
        "5265877635-20250925-010020A0A242-0A",
        "5555555555-20250828-010080615740-E4",
        "5265877635-20250729-01004014E040-00",
        "5265877635-20230729-010040-14E040-00",  # KSeF 1.0: 36 characters, no published checksum
    ],
)
def test_ksef_number_is_taken(number):
    assert parse_ksef_number(f" {number} ") == number


@pytest.mark.parametrize(
    "number",
    [
        "5555555555-20250808-9231003CA67B-BE",
        "9999999999-20230908-8BEF280C8D35-4D",
        "5265877635-20250826-0100001af629-AF",
        "5265877635-20250826-0100001AF629-A",
        "5265877635-20251326-0100001AF629-AF",
        "0265877635-20250826-0100001AF629-AF",
        "5265877635-20250826-0100001AF629xAF",
        "",
    ],
)
def test_wrong_ksef_number_is_refused_with_a_sentence(number):
    with pytest.raises(InvalidIdentifier, match=r"\.$"):
        parse_ksef_number(number)


def test_made_number_carries_its_checksum():
    made = make_ksef_number(nip="5265877635", day=date(2025, 8, 26), technical="0100001AF629")
    assert made == "5265877635-20250826-0100001AF629-AF"


def test_collective_identifier_is_told_from_a_ksef_number():
    body = "5265877635-IZ202611-0100001AF629"
    assert is_collective_id(f"{body}-{checksum(body)}")
    assert not is_collective_id(f"{body}-{'00' if checksum(body) != '00' else '01'}")
    assert not is_collective_id("5265877635-20250826-0100001AF629-AF")
    with pytest.raises(InvalidIdentifier):
        parse_ksef_number(f"{body}-{checksum(body)}")


def test_kod_i_is_the_one_of_the_documentation():
    url = kod_i_url(
        seller_nip="1111111111",
        issued_on=date(2026, 2, 1),
        xml_hash="UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE",
        host=KsefHost.TEST,
    )
    assert url == (
        "https://qr-test.ksef.mf.gov.pl/invoice/1111111111/01-02-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
    )


def test_kod_i_takes_bytes_base64_and_base64url_alike():
    digest = hashlib.sha256(b"<x/>").digest()
    forms = [digest, base64.b64encode(digest).decode(), base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    urls = {kod_i_url(seller_nip="5265877635", issued_on=date(2026, 2, 1), xml_hash=form) for form in forms}
    assert urls == {
        "https://qr.ksef.mf.gov.pl/invoice/5265877635/01-02-2026/KjH0TaS9fey70939GjeuBNAuxmXiwmiIFszGVjFYbtE"
    }


@pytest.mark.parametrize("xml_hash", [b"", b"x" * 31, "abc", "!" * 43, ""])
def test_hash_that_is_no_sha256_is_refused(xml_hash):
    with pytest.raises(InvalidIdentifier):
        kod_i_url(seller_nip="5265877635", issued_on=date(2026, 2, 1), xml_hash=xml_hash)


@given(st.binary(max_size=200))
def test_hash_in_the_address_has_only_letters_that_need_no_escaping(xml):
    url = kod_i_url(
        seller_nip="5265877635", issued_on=date(2026, 2, 1), xml_hash=hashlib.sha256(xml).digest()
    )
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", url.rpartition("/")[2])
