"""The language of a page, of a mail and of a paper: the person's choice, wherever it was made."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from pypdfium2 import PdfDocument

from tenants.billing.models import Balance, Invoice
from tenants.identity.models import User
from tenants.legal.paper_forms import render_form
from tenants.notifications.services import notify_user
from tenants.notifications.texting import plain
from tenants.profile import selectors as profiles
from tenants.profile.schema.notifications import Topic
from tenants.registry.models import Tenant
from tests.bench.stage import signed_in_customer
from tests.cast import PASSWORD, Browser, make_user, post_of

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
UTILITIES = pytest.mark.parametrize("slug", ["rzeszow", "kostrzyn"])


def page(browser: Browser, path: str = "/", **headers: str) -> str:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200, path
    language = re.search(r'<html lang="(\w\w)"', answer.content.decode())
    assert language is not None and language[1] == answer.headers["Content-Language"]
    return str(answer.content.decode())


def language_of(browser: Browser, path: str = "/", **headers: str) -> str:
    return str(browser.get(path, headers=headers).headers["Content-Language"])


def words_of(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    return " ".join(
        " ".join(document[number].get_textpage().get_text_range().split()) for number in range(len(document))
    )


def sign_in(browser: Browser, email: str) -> None:
    assert browser.post("/konto/login/", {"login": email, "password": PASSWORD}).status_code == 302


@UTILITIES
def test_every_page_offers_the_languages_of_the_office(rzeszow: Tenant, kostrzyn: Tenant, slug: str) -> None:
    home = page(Browser(rzeszow if slug == "rzeszow" else kostrzyn))
    switch = home[home.index('class="languages"') :]
    switch = switch[: switch.index("</nav>")]
    assert re.findall(r'lang="(\w\w)"', switch) == ["pl", "en", "en", "uk", "uk"]
    assert re.findall(r'href="(/jezyk/\w\w/)', switch) == ["/jezyk/en/", "/jezyk/uk/"]


@pytest.mark.parametrize(
    ("asked", "given", "word"),
    [
        ("", "pl", "Zaloguj się"), ("pl", "pl", "Zaloguj się"), ("uk-UA,uk;q=0.9,ru;q=0.8", "uk", "Увійти"),
        ("en-GB", "en", "Sign in"), ("de,uk;q=0.5", "uk", "Увійти"), ("de", "pl", "Zaloguj się"),
    ],
)  # fmt: skip
def test_a_page_begins_in_the_language_of_the_browser(
    rzeszow: Tenant, asked: str, given: str, word: str
) -> None:
    headers = {"accept-language": asked} if asked else {}
    answer = Browser(rzeszow).get("/konto/login/", headers=headers)
    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.headers["Vary"]
    assert word in answer.content.decode()


def test_a_choice_holds_signed_out_and_signed_in_and_mails_follow_it(kostrzyn: Tenant) -> None:
    with kostrzyn:
        make_user("anna@poczta.example")
    browser = Browser(kostrzyn)
    answer = browser.get("/jezyk/uk/?dalej=/druki/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/druki/")
    assert language_of(browser, "/druki/", **{"accept-language": "pl"}) == "uk"

    sign_in(browser, "anna@poczta.example")

    assert "Мій обліковий запис" in page(browser, "/moje-konto/")
    with kostrzyn:
        user = User.objects.get()
        assert user.language == "uk"
        values = {"what": "—", "when": "20.11.2026"}
        notify_user(
            user=user, profile=profiles.published(), topic=Topic.SECURITY_NOTICE, values=values, at=NOON
        )
    (letter,) = post_of(kostrzyn)
    assert letter.subject.startswith("Зміна в обліковому записі")
    assert '<html lang="uk">' in letter.html and "Добрий день!" in letter.text

    browser.get("/jezyk/en/")
    with kostrzyn:
        assert User.objects.get().language == "en"
    assert "My account" in page(browser, "/moje-konto/")


def test_the_next_person_at_the_computer_gets_the_language_of_their_own_account(kostrzyn: Tenant) -> None:
    with kostrzyn:
        make_user("anna@poczta.example")
        make_user("jan@poczta.example")
    shared = Browser(kostrzyn)
    shared.get("/jezyk/uk/")
    sign_in(shared, "anna@poczta.example")
    shared.post("/konto/logout/")
    assert language_of(shared, "/") == "uk"

    sign_in(shared, "jan@poczta.example")

    assert language_of(shared, "/moje-konto/") == "pl"
    with kostrzyn:
        assert dict(User.objects.values_list("email", "language")) == {
            "anna@poczta.example": "uk",
            "jan@poczta.example": "pl",
        }


def test_an_account_brings_its_language_to_another_browser(kostrzyn: Tenant) -> None:
    with kostrzyn:
        User.objects.filter(pk=make_user("anna@poczta.example").pk).update(language="uk")
    browser = Browser(kostrzyn)
    assert language_of(browser) == "pl"
    sign_in(browser, "anna@poczta.example")
    assert language_of(browser, "/moje-konto/") == "uk"


def test_a_language_the_office_does_not_speak_is_no_page(rzeszow: Tenant) -> None:
    assert Browser(rzeszow).get("/jezyk/de/").status_code == 404
    assert Browser(rzeszow).get("/jezyk/uk.account/").status_code == 404


@pytest.mark.parametrize(
    ("language", "word"), [("en", "There is no such page"), ("uk", "Такої сторінки немає")]
)
def test_a_page_of_an_error_speaks_too(rzeszow: Tenant, language: str, word: str) -> None:
    answer = Browser(rzeszow).get("/nie-ma/", headers={"accept-language": language})
    assert answer.status_code == 404
    assert word in answer.content.decode() and f'<html lang="{language}"' in answer.content.decode()


FIGURES = {
    "pl": ("1\xa0234,56\xa0zł", "stan na 20.11.2026"),
    "en": ("1,234.56\xa0zł", "as of 20.11.2026"),
    "uk": ("1\xa0234,56\xa0zł", "станом на 20.11.2026"),
}


@pytest.mark.parametrize("language", FIGURES)
def test_figures_are_written_as_the_language_writes_them(rzeszow: Tenant, language: str) -> None:
    anna = signed_in_customer(rzeszow)[0]
    with rzeszow:
        Balance.objects.update(amount_grosze=123456, as_of=NOON)
    shown = page(anna, "/przeglad/", **{"accept-language": language})
    for figure in FIGURES[language]:
        assert figure in shown


def test_what_binds_in_polish_is_shown_and_marked_as_polish(kostrzyn: Tenant) -> None:
    visitor = Browser(kostrzyn)
    foreign = page(visitor, "/dokumenty/regulamin_ebok/", **{"accept-language": "uk"})
    assert re.search(r'<article class="read stack" lang="pl">', foreign)
    assert "має чинність польською" in foreign
    polish = page(visitor, "/dokumenty/regulamin_ebok/")
    assert 'lang="pl">' not in polish[polish.index("<article") :].split("</article>")[0]
    assert "obowiązuje po polsku" not in polish

    anna = signed_in_customer(kostrzyn)[0]
    consent = page(anna, "/zgody/faktura_elektroniczna/", **{"accept-language": "en"})
    assert re.search(r'<span lang="pl">\s*Akceptuję wystawianie', consent)
    assert "Acceptance of electronic invoices" in consent


def test_an_invoice_is_a_paper_in_the_language_of_the_page(rzeszow: Tenant) -> None:
    anna = signed_in_customer(rzeszow)[0]
    with rzeszow:
        invoice = Invoice.objects.order_by("pk").last()
        assert invoice is not None
    said = {
        language: words_of(
            anna.get(f"/faktury/{invoice.public_id}/pdf/", headers={"accept-language": language}).content
        )
        for language in ("pl", "en", "uk")
    }
    assert "Wizualizacja faktury" in said["pl"]
    assert "Visualisation of the invoice" in said["en"]
    assert "Візуалізація фактури" in said["uk"] and "□" not in said["uk"]


def test_a_form_to_sign_stays_polish_where_its_sentences_are_polish(rzeszow: Tenant) -> None:
    with rzeszow:
        profile = profiles.published()
        form = profile.forms.form("formularz_a")
        asked, polish = (
            words_of(render_form(form=form, profile=profile, values={}, language=language))
            for language in ("uk", "pl")
        )
    assert asked == polish
    assert not re.search("[а-яіїє]", asked)


def test_an_sms_in_ukrainian_keeps_its_letters() -> None:
    assert plain("Zażółć gęślą jaźń – 12,00\xa0zł") == "Zazolc gesla jazn - 12,00 zl"
    assert plain("MZK: її новий код – «7»") == 'MZK: її новий код - "7"'


@UTILITIES
def test_every_message_can_be_sent_in_every_language(rzeszow: Tenant, kostrzyn: Tenant, slug: str) -> None:
    """Nobody who reads the office in Ukrainian gets a mail in Polish."""
    with rzeszow if slug == "rzeszow" else kostrzyn:
        profile = profiles.published()
    for topic in profile.notifications.topics:
        texts = [topic.title, topic.sms, *((topic.email.subject, topic.email.body) if topic.email else ())]
        for text in texts:
            assert text is None or set(text.by_language()) == {"pl", "en", "uk"}, (topic.topic, text)
