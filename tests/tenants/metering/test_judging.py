"""What may be typed: digits of this dial, whole or with parts, as the utility's rules and the meter say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenants.metering.judging import parse_value
from tenants.metering.models import Dial, Meter
from tenants.metering.problems import WrongValue
from tenants.profile import presets

WHOLE = presets.source("rzeszow").profile.readings
PARTS = WHOLE.model_copy(update={"whole_cubic_metres": False})
PLAIN, FINE = Meter(digits=5), Meter(digits=5, decimals=3)


@pytest.mark.parametrize(
    ("text", "value"),
    [("00123", 123), (" 1 234 ", 1234), ("0", 0), ("99999", 99999), ("12,000", 12), ("12.0", 12)],
)
def test_digits_are_read_as_people_type_them(text: str, value: int) -> None:
    assert parse_value(text, meter=PLAIN, rules=WHOLE) == value


def test_parts_of_a_cubic_metre_count_where_the_dial_and_the_utility_have_them() -> None:
    assert parse_value("123,456", meter=FINE, rules=PARTS) == Decimal("123.456")
    for meter, rules in ((FINE, WHOLE), (PLAIN, PARTS)):
        with pytest.raises(WrongValue, match="czerwonych"):
            parse_value("123,456", meter=meter, rules=rules)


@pytest.mark.parametrize(
    "text", ["", "12a", "-1", "+1", "1e3", "1,2,3", "0x1", "१२३", "NaN", "1.2345", "9" * 10, "12\n3x"]
)
def test_anything_else_is_no_state(text: str) -> None:
    with pytest.raises(WrongValue):
        parse_value(text, meter=PLAIN, rules=WHOLE)


@pytest.mark.parametrize(("dial", "words"), [(Dial.BLACK, "tylko czarne"), (Dial.ALL, "wszystkie")])
def test_too_many_digits_are_explained_by_the_dial(dial: Dial, words: str) -> None:
    with pytest.raises(WrongValue, match=words):
        parse_value("123456", meter=Meter(digits=5, dial=dial), rules=WHOLE)


@pytest.mark.parametrize(
    ("dial", "typed", "said"),
    [(Dial.BLACK, "01238", "Pomiń czerwone."), (Dial.ALL, "01238", "Wpisz wszystkie 5 cyfr.")],
)
def test_the_picture_says_in_words_which_digits_to_type(dial: Dial, typed: str, said: str) -> None:
    from customer_portal.water.dials import dial_of

    picture = dial_of(Meter(digits=5, dial=dial), whole_only=True)
    assert (picture.typed, said in picture.alt) == (typed, True)
    assert [cell.typed for cell in picture.cells].count(True) == 5
