"""The QR text of a transfer, against the bank association's own examples."""

import pytest

from tenants.billing.zbp import transfer_text
from tenants.customers.identifiers import InvalidIdentifier

ACCOUNT = "92124012340001567890123456"


# The document's own NIP 1234567890 has a wrong check digit, so a right one stands in for it.
@pytest.mark.parametrize(
    ("nip", "amount", "recipient", "title", "expected"),
    [
        ("8567346215", 1200, "Odbiorca 1", "FV 1234/34/2012",
         f"8567346215|PL|{ACCOUNT}|001200|Odbiorca 1|FV 1234/34/2012|||"),
        ("8567346215", 0, "Odbiorca 1", "FV 1234/34/2012",
         f"8567346215|PL|{ACCOUNT}|000000|Odbiorca 1|FV 1234/34/2012|||"),
        ("", 1200, "Odbiorca 1", "Przelew ekspress", f"|PL|{ACCOUNT}|001200|Odbiorca 1|Przelew ekspress|||"),
        ("5265877635", 12345, "Wodociagi Testowe sp. z o.o.", "FV/2026/11/000123 klient 0012345",
         f"5265877635|PL|{ACCOUNT}|012345|Wodociagi Testowe sp|FV/2026/11/000123 klient 0012345|||"),
        ("", 1, "A|B", "x\ny „z”", f"|PL|{ACCOUNT}|000001|A B|x y z|||"),
    ],
)  # fmt: skip
def test_transfer_text(nip, amount, recipient, title, expected):
    text = transfer_text(
        recipient_nip=nip, account=ACCOUNT, amount_grosze=amount, recipient=recipient, title=title
    )
    assert text == expected
    assert len(text) <= 160


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient_nip": "1234567890"},
        {"account": "1" * 26},
        {"amount_grosze": -1},
        {"amount_grosze": 10**10},
    ],
)
def test_code_with_wrong_values_is_never_made(wrong):
    right = {"recipient_nip": "", "account": ACCOUNT, "amount_grosze": 1, "recipient": "A", "title": "B"}
    with pytest.raises(InvalidIdentifier):
        transfer_text(**(right | wrong))
