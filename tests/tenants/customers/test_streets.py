"""The same street in the spellings of staff, billing and people; and streets that only look like it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.customers.streets import address_key, after_street, house_after, key_of_street, same_town

SAME = [
    ("ul. Żółkiewskiego 5", "ZOLKIEWSKIEGO"),
    ("LWOWSKA 12/4", "ul. Lwowska"),
    ("ulica  Lwowska  12", "ul.Lwowska"),
    ("ul.Lwowska12", "Lwowska"),
    ("al. Tadeusza Rejtana 20", "Aleja Tadeusza Rejtana"),
    ("ul. T. Rejtana 20", "al. Tadeusza Rejtana"),
    ("Pl. Wolności 3", "plac Wolności"),
    ("Wolności 3", "plac Wolności"),
    ("os. Słowiańskie 5 m. 3", "Osiedle Slowianskie"),
    ("ul. św. Marcina 7", "Świętego Marcina"),
    ("Św. Kingi 7", "ul. Świętej Kingi"),
    ("ul. gen. Władysława Andersa 14", "Generała Władysława Andersa"),
    ("Władysława Andersa 14", "ul. Gen. Władysława Andersa"),
    ("ul. Ks. Jerzego Popiełuszki 2", "Księdza J. Popiełuszki"),
    ("ul. ks. prof. Józefa Tischnera 1", "Józefa Tischnera"),
    ("płk. Lisa-Kuli 19", "Pułkownika Lisa Kuli"),
    ("ul. o. Kolbego 4", "Ojca Kolbego"),
    ("ul. Marii Curie – Skłodowskiej 8", "M. Curie-Skłodowskiej"),
    ("ul. 3 Maja 12b/4", "3-go Maja"),
    ("ul. 3Maja 12b", "3 Maja"),
    ("al. Jana Pawła II 5", "Jana Pawła 2"),
    ("ul. 1 Armii WP 7", "Żołnierzy I Armii WP".removeprefix("Żołnierzy ")),
    ("ul. Armii Krajowej 15", "AK"),
    ("os. Tysiąclecia 30", "Osiedle 1000-lecia"),
    ("ul. Nowo Wiejska 8", "Nowowiejska"),
    ("ul. Piłsudskiego dz. 123/4", "Piłsudskiego"),
    ("os. Nowe Miasto, ul. Podwisłocze 20", "Podwisłocze"),
    ("ul. Plac Wolności 3", "pl. Wolności"),
    ("ul. Boh. Getta 9", "Bohaterów Getta"),
]
OTHER = [
    ("ul. Lipowa Boczna 3", "Lipowa"),
    ("ul. Lipowa 3", "Lipowa Boczna"),
    ("ul. Nowa Lipowa 3", "Lipowa"),
    ("ul. Lipowa 3", "Lipowa B"),
    ("ul. Boczna 3", "Lipowa B"),
    ("ul. Lipowa Boczna 3", "Lipowa B"),
    ("pl. Wolności 3", "ul. Wolności"),
    ("os. Kwiatowe 3", "ul. Kwiatowa"),
    ("os. Zielone 3", "pl. Zielone"),
    ("ul. św. Jana 3", "Jana Pawła II"),
    ("ul. Jana Pawła II 3", "Jana"),
    ("ul. Jana 3", "Świętego Jana"),
    ("ul. Świętokrzyska 3", "św. Krzyża"),
    ("ul. 3 Maja 12", "Maja"),
    ("ul. 3 Maja 12", "1 Maja"),
    ("ul. 13 Maja 12", "3 Maja"),
    ("ul. Długosza 4", "Długa"),
    ("ul. Krótka 4", "Krótkowska"),
    ("ul. Jana Kochanowskiego 4", "J. Kilińskiego"),
    ("ul. Księżycowa 4", "ks. Ycowa"),
    ("ul. Osiedleńcza 4", "os. Leńcza"),
    ("ul. Placowa 4", "pl. Owa"),
    ("ul. Tadeusza Kościuszki 4", "Kościuszki"),
    ("Łąkowa 4", "Łanowa"),
    ("", "Lipowa"),
    ("ul. 4", "ul."),
]


@pytest.mark.parametrize(("address", "street"), SAME)
def test_a_street_is_the_same_however_it_is_written(address: str, street: str) -> None:
    for spelt in (address, address.upper(), unicodedata.normalize("NFD", address), f"  {address} "):
        assert after_street(spelt, street) is not None
        assert key_of_street(street) in address_key(spelt), "the database must find what Python would"


@pytest.mark.parametrize(("address", "street"), OTHER)
def test_a_street_that_looks_alike_is_another(address: str, street: str) -> None:
    assert after_street(address, street) is None


@pytest.mark.parametrize(
    ("address", "street", "house"),
    [
        ("ul. Lipowa 4/2", "Lipowa", (4, "")),
        ("ul. Lipowa nr 4 m. 2", "Lipowa", (4, "")),
        ("ul. 3 Maja 12b/4", "3 Maja", (12, "b")),
        ("ul. 1 Armii WP 7 A", "I Armii WP", (7, "a")),
        ("ul. 3 Maja", "3 Maja", None),
        ("os. 1000-lecia", "Tysiąclecia", None),
        ("ul. Lipowa dz. 123/4", "Lipowa", None),
        ("ul. Lipowa b/n", "Lipowa", None),
    ],
)
def test_the_house_is_what_follows_the_street(
    address: str, street: str, house: tuple[int, str] | None
) -> None:
    rest = after_street(address, street)
    assert rest is not None
    assert house_after(rest) == house


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kostrzyn nad Odrą", "KOSTRZYN NAD ODRA", True),
        ("Kostrzyn nad Odrą", "Kostrzyn n/O", True),
        ("Kostrzyn nad Odrą", "Kostrzyn", False),
        ("Łąka", "Laka", True),
        ("Boguchwała", "Bogucin", False),
    ],
)
def test_towns_are_compared_as_people_write_them(one: str, other: str, same: bool) -> None:
    assert same_town(one, other) is same_town(other, one) is same


@given(st.text(max_size=200), st.text(max_size=150))
def test_no_text_breaks_it_and_the_key_fits_its_column(address: str, street: str) -> None:
    assert len(address_key(address)) <= 320
    assert address_key(address).isascii()
    if after_street(address, street) is not None:
        assert key_of_street(street) in address_key(address)
