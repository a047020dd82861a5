"""„Sprawdź numer konta”: yes or no, and nothing more to anybody."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.customers.models import Customer
from tenants.identity.models import Throttle
from tenants.registry.models import Tenant
from tests.api.test_bad_forms import LIVE, NAUGHTY
from tests.cast import Browser, make_customer
from tests.customer_portal.test_paying import OTHER, OURS, POINTS, document, payments, spaced, text_of
from tests.customer_portal.test_paying import anna as anna  # noqa: PLC0414 -- the same fixture


def ask(browser: Browser, number: str, account: str) -> str:
    answer = browser.post("/sprawdz-konto/", {"numer": number, "konto": account})
    assert answer.status_code in (200, 429)
    return str(answer.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def visitor(rzeszow: Tenant) -> Browser:
    with rzeszow:
        make_customer()
    return Browser(rzeszow)


def test_ours_however_it_is_typed(visitor: Browser) -> None:
    for typed in (OURS, spaced(OURS), f"PL{OURS}", f" {OURS[:10]}-{OURS[10:]} "):
        assert "Tak, to nasze konto" in ask(visitor, " 0012345 ", typed)


def test_a_strangers_account_and_an_unknown_customer_get_the_same_answer(visitor: Browser) -> None:
    wrong, unknown = ask(visitor, "0012345", OTHER), ask(visitor, "9999999", OTHER)
    secret = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|value="\d{7}"')
    assert "Nie potwierdzamy tego konta" in wrong
    assert secret.sub("", wrong) == secret.sub("", unknown)
    assert OURS not in wrong and spaced(OURS) not in wrong and OURS[-4:] not in wrong
    assert 'href="tel:' in wrong


def test_both_cost_the_same_work(visitor: Browser) -> None:
    def work(number: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            ask(visitor, number, OTHER)
        return [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in seen.captured_queries]

    ask(visitor, "x", OTHER)
    assert work("0012345") == work("9999999")


def test_another_customers_account_is_not_confirmed(rzeszow: Tenant, visitor: Browser) -> None:
    with rzeszow:
        make_customer("0054321")
        Customer.objects.filter(number="0054321").update(account=OTHER)
    assert "Nie potwierdzamy tego konta" in ask(visitor, "0012345", OTHER)
    assert "Tak, to nasze konto" in ask(visitor, "0054321", OTHER)


def test_the_other_utilitys_customers_are_unknown(kostrzyn: Tenant, visitor: Browser) -> None:
    with kostrzyn:
        make_customer("7777777")
    assert "Nie potwierdzamy tego konta" in ask(visitor, "7777777", OURS)


def test_guessing_is_stopped(visitor: Browser) -> None:
    answers = [
        visitor.post("/sprawdz-konto/", {"numer": f"{n}", "konto": OTHER}).status_code for n in range(25)
    ]
    assert set(answers) == {200, 429}
    assert answers[-1] == 429
    assert "Za dużo pytań naraz" in ask(visitor, "0012345", OURS)


def test_guessing_about_one_customer_is_stopped_from_everywhere(rzeszow: Tenant, visitor: Browser) -> None:
    for n in range(32):
        answer = Browser(rzeszow).post(
            "/sprawdz-konto/", {"numer": "0012345", "konto": OTHER}, REMOTE_ADDR=f"10.0.{n}.1"
        )
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Wpisz numer konta"),
        ("123", "26 cyfr"),
        (OURS[:-1] + "5", "nie płać na to konto i zadzwoń"),
        ("<script>alert(1)</script>", "26 cyfr"),
        ("１" * 26, "26 cyfr"),
    ],
)
def test_a_wrong_number_is_told_and_stays(visitor: Browser, typed: str, sentence: str) -> None:
    text = ask(visitor, "0012345", typed)
    assert sentence in text
    assert 'value="0012345"' in text
    assert "<script>alert" not in text


def test_switched_off_there_is_no_such_page_and_nobody_points_there(rzeszow: Tenant, anna: Browser) -> None:
    assert "/sprawdz-konto/" in text_of(anna, "/faktury/")
    assert "/sprawdz-konto/" in text_of(Browser(rzeszow), "/druki/"), "everybody is led there"
    payments(rzeszow, "account_check: false")
    assert anna.get("/sprawdz-konto/").status_code == 404
    for path in ("/faktury/", "/do-zaplaty/", document(rzeszow), "/druki/"):
        assert "/sprawdz-konto/" not in text_of(anna, path)


def test_one_account_of_all_asks_for_no_customer(rzeszow: Tenant, visitor: Browser) -> None:
    """That account is no secret: an answer that looked at the customer would tell who is one."""
    payments(rzeszow, "account_per: utility", f'utility_account: "{OTHER}"')
    assert 'name="numer"' not in text_of(visitor, "/sprawdz-konto/")
    assert "Tak, to nasze konto" in ask(visitor, "", OTHER)
    assert "Nie potwierdzamy tego konta" in ask(visitor, "0012345", OURS)


@pytest.mark.parametrize(
    ("rules", "said", "unsaid"),
    [
        ([], "z kontami w naszych danych i z niczym więcej", "naszym banku"),
        ([f'account_prefixes: ["{OURS[2:10]}"]'], "tylko konta w naszym banku", "niczym więcej"),
        (
            ["account_per: utility", f'utility_account: "{OTHER}"'],
            "nie mówi, czy reszta rachunku",
            "Porównujemy",
        ),
    ],
)
def test_the_page_says_what_its_answer_rests_on(
    rzeszow: Tenant, visitor: Browser, rules: list[str], said: str, unsaid: str
) -> None:
    if rules:
        payments(rzeszow, *rules)
    page = " ".join(text_of(visitor, "/sprawdz-konto/").split())
    assert said in page
    assert unsaid not in page


def test_accounts_of_points_count_where_points_have_them(rzeszow: Tenant, visitor: Browser) -> None:
    with rzeszow:
        customer = Customer.objects.get(number="0012345")
        customer.service_points.create(number="P1", address="ul. Lipowa 4", account=POINTS)
    assert "Nie potwierdzamy tego konta" in ask(visitor, "0012345", POINTS)
    payments(rzeszow, "account_per: service_point")
    assert "Tak, to nasze konto" in ask(visitor, "0012345", POINTS)


@pytest.mark.parametrize("field", ["numer", "konto"])
def test_naughty_strings_neither_break_nor_come_alive(rzeszow: Tenant, visitor: Browser, field: str) -> None:
    visitor.raise_request_exception = False
    for text in NAUGHTY:
        with rzeszow:
            Throttle.objects.all().delete()  # each text is to be read, not refused for the many before it
        answer = visitor.post("/sprawdz-konto/", {"numer": "0012345", "konto": OURS} | {field: text})
        page = answer.content.decode()
        assert answer.status_code in (200, 400), text[:30]
        assert not [live for live in LIVE if live in text and live in page], text[:30]
        assert "Tak, to nasze konto" not in page
