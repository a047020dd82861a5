"""Streets and house numbers as staff and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.network.places import House, NumbersUnreadable, house_in, same_street, spans_of, touches


def holds(numbers: str, house: str) -> bool:
    found = house_in(f"ul. Lipowa {house}")
    assert found
    return any(span.holds(found) for span in spans_of(numbers))


@pytest.mark.parametrize(
    ("numbers", "inside", "outside"),
    [
        ("1–15", ["1", "8", "15", "15b"], ["16", "20"]),
        ("1-15 nieparzyste", ["1", "7a", "15"], ["2", "14", "17"]),
        ("2–20 parzyste, 25", ["2", "20", "25", "25c"], ["3", "22", "24"]),
        ("20a", ["20a"], ["20", "20b"]),
        ("6a–10b", ["6a", "6c", "7", "10", "10b"], ["6", "10c", "11"]),
        ("3 ; 5; 7", ["3", "5", "7"], ["4", "6"]),
        ("1-9 odd", ["9"], ["8"]),
    ],
)
def test_numbers_hold_the_houses_they_name(numbers: str, inside: list[str], outside: list[str]) -> None:
    assert [house for house in inside if not holds(numbers, house)] == []
    assert [house for house in outside if holds(numbers, house)] == []


@pytest.mark.parametrize("numbers", ["od lewej", "15-1", "1–", "12345", "7 i dalej"])
def test_what_cannot_be_read_is_refused(numbers: str) -> None:
    with pytest.raises(NumbersUnreadable):
        spans_of(numbers)


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("ul. Lipowa 4/2", House(4)),
        ("ul. 3 Maja 12b", House(12, "b")),
        ("os. Słowiańskie 5 m. 3", House(5)),
        ("os. Słowiańskie 5 m 3", House(5)),
        ("ul. Żołnierzy I Armii WP 7 A", House(7, "a")),
        ("Rynek", None),
    ],
)
def test_the_house_is_found_in_an_address(address: str, house: House | None) -> None:
    assert house_in(address) == house


def test_a_street_is_the_same_whatever_stands_before_it_and_however_it_is_spelt() -> None:
    assert same_street("ul. Żołnierzy I Armii WP 7", "Żołnierzy I Armii WP")
    assert same_street("LIPOWA 4/2", "ul. Lipowa")
    assert not same_street("ul. Lipowa Boczna 3", "ul. Lipowa Nowa")
    assert not same_street("ul. Długa 3", "Lipowa")


@pytest.mark.parametrize(
    ("place", "touched"),
    [
        (("Rzeszów", "ul. Lipowa", "1–5"), True),
        (("Rzeszów", "ul. Lipowa", ""), True),
        (("Rzeszów", "", ""), True),
        (("Rzeszów", "ul. Lipowa", "6–9"), False),
        (("Kostrzyn nad Odrą", "ul. Lipowa", "1–5"), False),
        (("Rzeszów", "ul. Długa", ""), False),
    ],
)
def test_a_place_touches_an_address(place: tuple[str, str, str], touched: bool) -> None:
    assert touches(place=place, city="Rzeszów", address="ul. Lipowa 4/2") is touched


@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["", "nieparzyste", "parzyste"]),
)
def test_a_range_holds_exactly_the_houses_between(first: int, last: int, house: int, which: str) -> None:
    low, high = sorted((first, last))
    right = low <= house <= high and (low == high or not which or house % 2 == (which == "nieparzyste"))
    assert holds(f"{low}–{high} {which}", str(house)) is right
