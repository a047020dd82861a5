"""What Rzeszów says about iBOK, found in its profile; docs/seeds.md names these tests."""

from datetime import date

import pytest

from tenants.profile import presets
from tenants.profile.schema import Capability, Proof
from tests.tenants.profile.support import paragraphs

SOURCE = presets.source("rzeszow")
PROFILE = SOURCE.profile
POLICY = PROFILE.registration
TODAY = date(2026, 11, 20)
REGULATIONS = " ".join(SOURCE.files["texts/regulamin-ibok.md"].decode().split())
NOTICE = next(news for news in PROFILE.content.announcements if news.key == "nowa_wersja")
ONLINE = POLICY.modes_of_kind("online_form")[0]
OLD = POLICY.modes_of_kind("imported_account")[0]
FORM_A = PROFILE.forms.form("formularz_a")

CLAUSES = paragraphs(
    """
Przed rejestracją Odbiorca usług zobowiązany jest do zapoznania się i zaakceptowania niniejszego
Regulaminu.

Aby móc korzystać z iBOK Użytkownik musi być Odbiorcą usług MPWiK Sp. z o.o. w Rzeszowie.

Rejestracja w iBOK możliwa jest po otrzymaniu pierwszej faktury.

Samodzielna rejestracja Użytkownika:

a) Użytkownik wypełnia elektroniczny formularz rejestracyjny dostępny na stronie:
https://ibok.mpwik.rzeszow.pl zawarty w menu górnym „Rejestracja”, bądź poniżej okna logowania
„Zarejestruj się”;

b) Użytkownik samodzielnie podaje swój adres e-mail, a jego unikalność sprawdzana jest automatycznie i w
przypadku występowania już takiego adresu e-mail w systemie Użytkownik zostanie o tym powiadomiony
komunikatem „Takie konto już istnieje”;

c) po prawidłowym wypełnieniu formularza rejestracyjnego na adres e-mail podany w trakcie rejestracji
automatycznie zostanie wysłana wiadomość zawierająca link weryfikacyjny oraz link do „Formularza A” –
„Zgoda na korzystanie z internetowego Biura Obsługi Klienta (iBOK) oraz na otrzymywanie e-faktur” – do
wypełnienia;

d) po odebraniu e-maila weryfikacyjnego Użytkownik klika w link weryfikacyjny;

e) po odebraniu e-maila weryfikacyjnego Użytkownik klika w link do „Formularza A” do druku, po czym
drukuje go, wypełnia, podpisuje i dostarcza do siedziby MPWiK osobiście lub drogą pocztową na adres:
Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie ul. Naruszewicza 18 35-055
Rzeszów Z dopiskiem: iBOK;

f) w celu aktywacji Użytkownika wymagane jest obligatoryjnie podpisanie „Formularza A” – zgody na
korzystanie z iBOK;

g) podpisanie zgody na otrzymywanie e-faktur jest opcjonalne;

h) Użytkownik od chwili kliknięcia linku weryfikacyjnego posiada możliwość logowania się do iBOK, jednak
do czasu powiązania Loginu z właściwym ID Odbiorcy usług przez Administratora (po otrzymaniu prawidłowo
wypełnionego i podpisanego „Formularza A”), Użytkownik posiada ograniczony dostęp do usług iBOK;

i) po powiązaniu Loginu z właściwym ID Odbiorcy usług przez Administratora Użytkownik otrzyma
automatycznie drogą mailową wiadomość z potwierdzeniem aktywacji konta Użytkownika i przydzieleniu
dostępu do iBOK. Od tej chwili Użytkownik posiada możliwość korzystania z wszystkich aktualnie dostępnych
usług iBOK.

Na jeden adres e-mail można założyć konto dla jednego Kontrahenta.
"""
)


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_regulations_contain_the_clause(clause: str) -> None:
    assert clause in REGULATIONS


def test_the_office_is_called_ibok() -> None:
    assert PROFILE.office.office_name.pl == "iBOK"
    assert PROFILE.office.office_full_name.pl == "Internetowe Biuro Obsługi Klienta"


def test_the_new_version_is_announced_before_signing_in() -> None:
    assert NOTICE.title.pl == "Szanowni Klienci"
    assert set(NOTICE.places) == {"home", "sign_in"}
    assert NOTICE in PROFILE.content.announcements_at("home", TODAY)
    for sentence in (
        "Informujemy że uruchomiona została nowa wersja Internetowego Biura Obsługi Klienta.",
        "Poprzednia wersja iBOK dostępna będzie do dnia 15.02.2023 r.",
        "Prosimy o aktywacje kont w nowej wersji iBOK.",
        "W celu aktywacji konta w nowej wersji iBOK należy:",
        "Klienci którzy posiadają już konto w iBOK",
        "Należy zresetować hasło klikając w odnośnik „Zresetuj hasło” na stronie logowania.",
        "Klienci którzy nie posiadają konta w iBOK",
        "Należy założyć konto zgodnie z poniższą instrukcją rejestracji.",
    ):
        assert sentence in NOTICE.body.pl


def test_the_date_of_the_former_office_is_data() -> None:
    assert POLICY.migration is not None
    assert POLICY.migration.old_office_until == date(2023, 2, 15)
    assert POLICY.migration.announcement == NOTICE.key


def test_old_accounts_are_a_way_in_of_their_own() -> None:
    assert POLICY.labels.reset_password.pl == "Zresetuj hasło"
    assert OLD.title.pl == "Klienci którzy posiadają już konto w iBOK"
    assert (
        OLD.description.pl
        == "Należy zresetować hasło klikając w odnośnik „Zresetuj hasło” na stronie logowania."
    )
    reached = POLICY.rung_reached(OLD.gives())
    assert reached is not None and reached.links_customer


def test_the_instruction_for_moving_over_is_there() -> None:
    assert POLICY.migration is not None
    assert POLICY.migration.instruction_title.pl == "Szczegółowa instrukcja przejścia do nowego iBOK"
    text = SOURCE.files[POLICY.migration.instruction.pl].decode()
    assert text.startswith("# Szczegółowa instrukcja przejścia do nowego iBOK")
    assert NOTICE.page == "przejscie_do_nowego_ibok"


def test_the_instruction_of_registration_is_there() -> None:
    assert len(ONLINE.steps) == 5
    assert "Formularz A" in SOURCE.files[PROFILE.content.page("instrukcja_rejestracji").text.pl].decode()


def test_the_regulations_are_accepted_before_registering() -> None:
    accepted = [document.key for document in PROFILE.legal.documents if document.accepted_at_registration]
    assert accepted == ["regulamin_ibok"]
    version = PROFILE.legal.document("regulamin_ibok").current(TODAY)
    assert version is not None and version.number == 1
    assert POLICY.labels.acceptance.pl == "Znam i akceptuję Regulamin iBOK."


def test_only_customers_may_register() -> None:
    assert POLICY.precondition.customer_required
    assert "Użytkownik musi być Odbiorcą usług MPWiK Sp. z o.o. w Rzeszowie." in POLICY.precondition.text.pl


def test_the_first_invoice_is_a_condition() -> None:
    assert POLICY.precondition.first_invoice_required
    assert POLICY.precondition.when_unknown == "allow_until_linking"
    assert "Rejestracja w iBOK możliwa jest po otrzymaniu pierwszej faktury." in POLICY.precondition.text.pl


def test_registering_by_oneself_is_the_online_form() -> None:
    assert ONLINE.title.pl == "Samodzielna rejestracja Użytkownika"


def test_registration_is_reached_from_the_menu_and_from_below_the_sign_in_box() -> None:
    assert POLICY.labels.menu.pl == "Rejestracja"
    assert POLICY.labels.below_login.pl == "Zarejestruj się"
    assert PROFILE.domains.primary == "ibok.mpwik.rzeszow.pl"
    assert PROFILE.domains.address_shown.pl == "https://ibok.mpwik.rzeszow.pl"


def test_a_known_address_is_told_on_the_screen_within_a_budget() -> None:
    assert POLICY.labels.account_exists.pl == "Takie konto już istnieje"
    rule = PROFILE.security.enumeration
    assert (rule.mode, rule.per_hour_per_ip, rule.per_hour_per_tenant, rule.per_day_per_tenant) == (
        "screen",
        5,
        20,
        200,
    )


def test_the_verification_mail_carries_both_links() -> None:
    email = PROFILE.notifications.topic("registration_verify").email
    assert email is not None
    assert (
        "{{verify_url}}" in email.body.pl
        and "{{form_url}}" in email.body.pl
        and "{{form_name}}" in email.body.pl
    )
    assert str(FORM_A.title.pl) in email.body.pl


def test_form_a_has_its_name_and_title() -> None:
    assert ONLINE.kind == "online_form" and ONLINE.printable_form == "formularz_a"
    assert (FORM_A.code, FORM_A.name.pl, FORM_A.qr) == ("A", "Formularz A", True)
    assert FORM_A.title.pl == (
        "Zgoda na korzystanie z internetowego Biura Obsługi Klienta (iBOK) oraz na otrzymywanie e-faktur"
    )


def test_form_a_goes_to_the_seat_in_person_or_by_post() -> None:
    assert set(FORM_A.delivery) == {"in_person", "post"}
    assert FORM_A.address is None
    address = PROFILE.contacts.postal_address
    assert (address.lines, address.postcode, address.city) == (
        ("Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie", "ul. Naruszewicza 18"),
        "35-055",
        "Rzeszów",
    )


def test_the_note_on_the_envelope() -> None:
    assert FORM_A.envelope_note == "iBOK"
    assert PROFILE.contacts.envelope_note == "iBOK"


def test_the_consent_to_ibok_is_required() -> None:
    consent = PROFILE.legal.consent("korzystanie_z_ibok")
    assert (consent.need, consent.effect) == ("required", "activates_account")
    assert consent.key in FORM_A.consents


def test_the_consent_to_e_invoices_is_optional() -> None:
    consent = PROFILE.legal.consent("e_faktura")
    assert (consent.need, consent.effect) == ("optional", "e_invoice_instead_of_paper")
    assert consent.key in FORM_A.consents


def test_access_is_limited_until_login_and_customer_are_linked() -> None:
    opened = POLICY.capabilities({Proof.EMAIL_VERIFIED})
    assert opened == {
        Capability.SIGN_IN,
        Capability.SEE_OWN_REGISTRATION,
        Capability.CONTACT,
        Capability.DOWNLOADS,
    }
    assert PROFILE.glossary.customer_number.label.pl == "ID Odbiorcy"
    assert PROFILE.glossary.login.pl == "Login"
    assert PROFILE.glossary.staff.one.pl == "Administrator"


def test_a_signed_form_a_opens_everything() -> None:
    assert POLICY.capabilities({Proof.EMAIL_VERIFIED, Proof.PAPER_FORM_SIGNED}) == frozenset(Capability)
    email = PROFILE.notifications.topic("registration_activated").email
    assert email is not None
    assert "Od tej chwili możesz korzystać z wszystkich aktualnie dostępnych usług iBOK." in email.body.pl


def test_one_address_has_one_contracting_party() -> None:
    assert POLICY.cardinality.one_email_one_customer
    assert POLICY.cardinality.text.pl == "Na jeden adres e-mail można założyć konto dla jednego Kontrahenta."
    assert PROFILE.glossary.contracting_party.one.pl == "Kontrahent"


def test_forms_to_download() -> None:
    assert PROFILE.content.downloads_title.pl == "Druki do pobrania"
    forms = [download.form for download in PROFILE.content.downloads if download.form]
    assert forms == ["formularz_a", "formularz_b", "formularz_c", "formularz_e"]
