"""Names and addresses compared the Polish way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tenants.customers.names import address_for_search, for_search, sort_key


def test_search_form_has_no_diacritics_case_or_marks():
    assert for_search("Łucja  Żółć-Nowak") == " lucja zolc nowak "


def test_search_form_is_the_same_for_composed_and_decomposed_letters():
    assert for_search(unicodedata.normalize("NFD", "Świętosława Ćwik")) == for_search("Świętosława Ćwik")


def test_address_loses_the_words_that_people_leave_out():
    assert address_for_search("ul. Polna 7 m. 3") == address_for_search("Polna 7/3") == " polna 7 3 "


def test_sort_key_gives_the_order_of_a_polish_telephone_book():
    ordered = ["Azor", "Ą", "Baran", "Celina", "Ćma", "Dom", "Lis", "Łoś", "Mak", "Zając", "Źrebię", "Żaba"]
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=sort_key) == ordered


@given(st.text(max_size=300))
def test_any_text_gives_keys_in_ascii(text):
    assert for_search(text).isascii()
    assert sort_key(text).isascii()
