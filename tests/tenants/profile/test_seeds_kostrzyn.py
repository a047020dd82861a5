"""What Kostrzyn says about eBOK, found in its profile; docs/seeds.md names these tests."""

import pytest

from tenants.profile import presets
from tenants.profile.schema import Proof
from tests.tenants.profile.support import paragraphs

SOURCE = presets.source("kostrzyn")
PROFILE = SOURCE.profile
POLICY = PROFILE.registration
ABOUT = " ".join(SOURCE.files["texts/o-ebok.md"].decode().split())

SENTENCES = paragraphs(
    """
uruchamiają nową i bezpłatną usługę – elektroniczne Biuro Obsługi Klienta eBOK. Jest ona przeznaczona dla
każdego Odbiorcy naszych usług.

Wystarczy posiadać adres email, który należy podać wypełniając online formularz rejestracyjny dostępny
pod adresem https://ebok.mzk.kostrzyn.pl/ebok/ lub pobrać Formularz zgłoszeniowy eBOK dostępny na
www.mzk.kostrzyn.pl i dostarczyć osobiście lub przesłać pocztą do siedziby MZK.

eBOK to sprawne narzędzie ułatwiające kontrolę nad wydatkami za wodę, ścieki i inne usługi.

Będąc odbiorcą naszych usług nie ponoszą Państwo dodatkowych kosztów związanych z otrzymywaniem
wiadomości sms.

Równocześnie zachęcamy Państwa do korzystania z faktur w formie elektronicznej. Aby otrzymać fakturę
elektroniczną nie trzeba być użytkownikiem usługi eBOK.

Uzyskanie takiej zgody jest wymagane zapisami polskiego prawa.

Decydując się na odbieranie faktur w formie elektronicznej automatycznie rezygnują Państwo z otrzymywania
faktur w formie papierowej, przez co wspólnie ochraniamy środowisko naturalne i oszczędzamy jego zasoby.

W związku z ciągłym rozwojem eBOK, zakres funkcjonalny może w przyszłości ulegać modyfikacjom o czym będą
Państwo na bieżąco informowani.

Wszelkie informacje o procedurze rejestracji, działaniu eBOK oraz otrzymywaniu faktur elektronicznych
mogą Państwo uzyskać telefonicznie pod numerami 95 727 96 51 i 95 727 96 42 bądź pisząc do nas na adres
email mzk@kostrzyn.pl.
"""
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_page_about_ebok_says_it_literally(sentence: str) -> None:
    assert sentence in ABOUT
    assert PROFILE.content.page("o_ebok").in_menu


def test_the_office_is_called_ebok() -> None:
    assert PROFILE.office.office_name.pl == "eBOK"
    assert PROFILE.office.office_full_name.pl == "elektroniczne Biuro Obsługi Klienta"
    assert PROFILE.office.legal_name.pl == "Miejskie Zakłady Komunalne Sp. z o. o. w Kostrzynie nad Odrą"


def test_the_customer_is_addressed_politely() -> None:
    assert PROFILE.office.polite_form
    assert PROFILE.content.welcome.title.pl == "Szanowni Państwo"
    assert PROFILE.content.welcome.lead.pl.startswith("wychodząc naprzeciw Państwa oczekiwaniom")


def test_everybody_with_an_address_may_register() -> None:
    assert "przeznaczony dla każdego Odbiorcy naszych usług" in POLICY.precondition.text.pl
    assert not POLICY.precondition.first_invoice_required
    assert POLICY.fields.customer_number == "optional"
    assert PROFILE.glossary.customer.one.pl == "Odbiorca"


def test_the_online_form_and_its_address() -> None:
    assert len(POLICY.modes_of_kind("online_form")) == 1
    assert PROFILE.domains.primary == "ebok.mzk.kostrzyn.pl"
    assert PROFILE.domains.former_paths == ("/ebok/",)
    assert PROFILE.domains.address_shown.pl == "https://ebok.mzk.kostrzyn.pl/ebok/"


def test_the_paper_form_is_the_other_way_in() -> None:
    (paper,) = POLICY.modes_of_kind("paper_form_entered_by_staff")
    form = PROFILE.forms.form("formularz_zgloszeniowy")
    assert paper.kind == "paper_form_entered_by_staff" and paper.printable_form == form.key
    assert form.title.pl == "Formularz zgłoszeniowy eBOK"
    assert set(form.delivery) == {"in_person", "post"}
    assert form.found_at == "https://www.mzk.kostrzyn.pl"
    assert not form.account_needed
    reached = POLICY.rung_reached({Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED})
    assert reached is not None and reached.links_customer


def test_spending_and_services_are_shown() -> None:
    assert {"balance", "invoices", "meters"} <= set(PROFILE.access.modules)


def test_a_question_may_be_asked() -> None:
    question = PROFILE.services.case_types[0]
    assert (question.key, question.title.pl) == ("pytanie", "Pytanie dotyczące rozliczeń i usług")


def test_requests_of_the_catalogue() -> None:
    assert [(case.key, case.title.pl) for case in PROFILE.services.case_types[1:6]] == [
        ("wymiana_wodomierza", "Wymiana wodomierza"),
        ("montaz_wodomierza", "Montaż wodomierza"),
        ("plombowanie_wodomierza", "Plombowanie wodomierza"),
        ("wywoz_nieczystosci", "Wywóz nieczystości płynnych ze zbiornika bezodpływowego"),
        ("oproznienie_oczyszczalni", "Opróżnienie oczyszczalni"),
    ]


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        ("invoice_new", "Nowa faktura"),
        ("invoice_due_soon", "Zbliżający się termin płatności"),
        ("invoice_overdue", "Upływ terminu płatności"),
    ],
)
def test_notifications_are_opt_in_by_sms_and_email(topic: str, title: str) -> None:
    settings = PROFILE.notifications.topic(topic)
    assert (settings.title.pl, settings.sent, settings.channels) == (title, "opt_in", ("email", "sms"))


def test_sms_are_free() -> None:
    free = PROFILE.notifications.sms_free_text
    assert free is not None and "nie ponoszą Państwo dodatkowych kosztów" in free.pl


def test_e_invoices_are_encouraged_and_need_no_account() -> None:
    news = PROFILE.content.announcements[0]
    assert "zachęcamy Państwa do korzystania z faktur w formie elektronicznej" in news.body.pl
    consent = PROFILE.legal.consent("faktura_elektroniczna")
    assert (consent.need, consent.account_needed) == ("optional", False)
    assert not PROFILE.forms.form("akceptacja_faktur").account_needed


def test_the_acceptance_of_e_invoices_is_a_form() -> None:
    form = PROFILE.forms.form("akceptacja_faktur")
    assert form.title.pl == "Akceptacja wystawiania i przesyłania faktur w formie elektronicznej"
    assert form.consents == ("faktura_elektroniczna",)
    assert form.found_at == "https://www.mzk.kostrzyn.pl"
    assert set(form.delivery) == {"in_person", "post"}


def test_an_e_invoice_replaces_paper() -> None:
    consent = PROFILE.legal.consent("faktura_elektroniczna")
    assert consent.effect == "e_invoice_instead_of_paper"
    assert "Rezygnuję z otrzymywania faktur w formie papierowej." in consent.text.pl


def test_changes_of_terms_are_announced() -> None:
    assert PROFILE.notifications.topic("terms_changed").sent == "always"
    assert PROFILE.legal.document("regulamin_ebok").notice_days == 14


def test_whom_to_ask() -> None:
    assert [phone.number for phone in PROFILE.contacts.phones] == ["95 727 96 51", "95 727 96 42"]
    assert PROFILE.contacts.email == "mzk@kostrzyn.pl"
    assert "mzk@kostrzyn.pl" in PROFILE.content.hints_at("registration")[0].text.pl


def test_the_hint_about_spam_stands_where_people_wait_for_the_mail() -> None:
    hint = PROFILE.content.hints_at("verification_sent")[0]
    assert hint.title.pl == "Uwaga!"
    assert hint.text.pl == (
        "Otrzymujemy informacje, że niektórzy z naszych Klientów nie otrzymali wiadomości email z linkiem "
        "do potwierdzenia założenia konta. W tej sytuacji prosimy o sprawdzenie skrzynki SPAM. W przypadku "
        "braku wiadomości w SPAMie, prosimy o kontakt z Biurem Obsługi Klienta pod numerami telefonów: "
        "95 727 96 51 lub 95 727 96 42."
    )


def test_old_browsers_are_warned() -> None:
    (hint,) = [hint for hint in PROFILE.content.hints if hint.browsers]
    assert hint.browsers == ("internet_explorer",)
    assert hint.text.pl.endswith(
        "przejście na nowsze rozwiązania: Microsoft Edge, Firefox, Google Chrome czy Opera."
    )
    assert "Internet Explorer w wersji 11 lub starszych" in hint.text.pl


def test_the_leaflet_can_be_downloaded() -> None:
    download = PROFILE.content.download("ulotka")
    assert (download.title.pl, download.group.pl) == ("Ulotka informacyjna eBOK MZK", "Ulotka informacyjna")
    assert PROFILE.legal.document("ulotka").kind == "leaflet"


def test_regulations_and_forms_can_be_downloaded_before_signing_in() -> None:
    listed = [
        download for download in PROFILE.content.downloads if download.group.pl == "Regulaminy i formularze"
    ]
    assert [download.title.pl for download in listed] == [
        "Regulamin eBOK MZK",
        "Regulamin wystawiania i przesyłania faktur w formie elektronicznej",
        "Formularz zgłoszeniowy eBOK",
        "Akceptacja wystawiania i przesyłania faktur w formie elektronicznej",
        "Formularz zmiany adresu e-mail dostarczania faktur w formie elektronicznej",
        "Formularz wycofania akceptacji wystawiania i przesyłania faktur w formie elektronicznej",
    ]
    assert all(PROFILE.forms.form(download.form).public for download in listed if download.form)


def test_the_address_of_e_invoices_is_changed_by_a_form() -> None:
    form = PROFILE.forms.form("zmiana_adresu")
    assert (form.purpose, form.account_needed) == ("e_invoice_address_change", False)


def test_the_acceptance_is_withdrawn_by_a_form() -> None:
    form = PROFILE.forms.form("wycofanie_akceptacji")
    assert (form.purpose, form.account_needed) == ("e_invoice_withdrawal", False)


def test_links_to_the_utilitys_own_site() -> None:
    assert [link.label.pl for link in PROFILE.content.links] == [
        "o firmie", "zakłady", "kontakt", "położenie", "przetargi", "bip",
    ]  # fmt: skip
    assert PROFILE.contacts.website == "https://www.mzk.kostrzyn.pl"


def test_the_utility_is_named_after_its_town() -> None:
    assert PROFILE.contacts.postal_address.city == "Kostrzyn nad Odrą"
    assert PROFILE.branding.logo_text.pl == "MZK Kostrzyn nad Odrą"


def test_the_two_brandings_are_no_twins() -> None:
    other = presets.source("rzeszow").profile.branding
    mine = PROFILE.branding
    assert mine.primary != other.primary and mine.accent != other.accent
    assert (mine.radius, mine.typeface, mine.header) != (other.radius, other.typeface, other.header)
    assert SOURCE.files["logo.svg"] != presets.source("rzeszow").files["logo.svg"]
