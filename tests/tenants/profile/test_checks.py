"""Rules between themes, each broken once in a preset that is otherwise right."""

import pytest

from tenants.profile import loading, presets
from tests.tenants.profile.support import changed, files_of, line_of, mistakes


def _topic(key: str) -> str:
    """The path of a topic, wherever it stands in its list."""
    topics = loading.load(presets.folder("rzeszow")).profile.notifications.topics
    return f"notifications.topics[{[one.key for one in topics].index(key)}]"


def _next_step() -> str:
    """The next step of the lowest rung, in all its languages."""
    text = files_of(presets.folder("rzeszow"))[0]
    start = text.index("      next_step:\n")
    return text[start : text.index("      reached_by:", start)]


CASES = [
    (
        "      printable_form: formularz_a",
        "      printable_form: formularz_x",
        "registration.modes[0].printable_form",
        "Wśród forms.printable nie ma druku „formularz_x”.",
    ),
    (
        "      consents: [korzystanie_z_ibok, e_faktura]",
        "      consents: [korzystanie_z_ibok, e_fakturaa]",
        "forms.printable[0].consents[1]",
        "Wśród legal.consents nie ma zgody „e_fakturaa”.",
    ),
    (
        "      reached_by: [paper_form_signed, imported_account]",
        "      reached_by: [paper_form_signed, letter_code]",
        "registration.ladder[1].reached_by[1]",
        "Żaden sposób rejestracji nie daje dowodu „letter_code”, więc nikt tu dzięki niemu nie dojdzie.",
    ),
    (
        "      opens: [sign_in, see_own_registration, contact, downloads]",
        "      opens: [sign_in, see_own_registration, see_balance, downloads]",
        "registration.ladder[0].opens[2]",
        "„see_balance” pokazuje dane klienta, więc może się otworzyć dopiero na szczeblu z"
        " links_customer: true.",
    ),
    (
        "      opens: [sign_in, see_own_registration, contact, downloads]",
        "      opens: [see_own_registration, contact, downloads]",
        "registration.ladder",
        "Żaden szczebel nie otwiera logowania (sign_in).",
    ),
    (
        _next_step(),
        "",
        "registration.ladder[0]",
        "To nie jest najwyższy szczebel, więc musi mówić, co zrobić dalej (next_step).",
    ),
    (
        "    announcement: nowa_wersja",
        "    announcement: stara_wersja",
        "registration.migration.announcement",
        "Nie ma ogłoszenia „stara_wersja”.",
    ),
    (
        "    unverified_days: 14",
        "    unverified_days: 2",
        "registration.links.unverified_days",
        "Niepotwierdzona rejestracja zniknęłaby, zanim wygaśnie jej link.",
    ),
    (
        "    when_unknown: allow_until_linking",
        "    when_unknown: refuse",
        "registration.precondition.when_unknown",
        "Kto nie poda numeru klienta, dostanie odmowę, więc formularz musi tego numeru wymagać.",
    ),
    (
        "      accepted_at_registration: true",
        "      accepted_at_registration: false",
        "legal.documents",
        "Żaden dokument nie jest akceptowany przy rejestracji (accepted_at_registration: true).",
    ),
    (
        "        - number: 1\n          effective_from: 2023-01-02\n",
        "        - number: 2\n          effective_from: 2023-01-02\n",
        "legal.documents[0].versions[0].number",
        "Wersje numeruje się 1, 2, 3 … bez przerw; tu powinno być 1.",
    ),
    (
        "      document: regulamin_e_faktur\n      document_version: 1",
        "      document: regulamin_e_faktur\n      document_version: 4",
        "legal.consents[1].document_version",
        "Ten dokument nie ma takiej wersji.",
    ),
    (
        "      document: regulamin_ibok\n      document_version: 1",
        "      document: regulamin_z\n      document_version: 1",
        "legal.consents[0].document",
        "Wśród legal.documents nie ma dokumentu „regulamin_z”.",
    ),
    (
        "          Powiązaliśmy Twój Login z ID Odbiorcy {{customer_number}}.",
        "          Powiązaliśmy Twój Login z ID Odbiorcy {{invoice_number}}.",
        "notifications.topics[2].email.body.pl",
        "Tego pola nie da się tu wypełnić: „{{invoice_number}}”. Można użyć: "
        "customer_number, email, login_url, office_name, office_url, person_name, phone, utility_name.",
    ),
    (
        "          pl: Twoje konto w iBOK jest aktywne",
        '          pl: "Konto {{user.password}}"',
        "notifications.topics[2].email.subject.pl",
        "W tekście może stać tylko {{nazwa}}; „{{user.password}}” to coś innego.",
    ),
    (
        "          pl: Twoje konto w iBOK jest aktywne",
        '          pl: "{% for x in y %}Konto"',
        "notifications.topics[2].email.subject.pl",
        "W tekście może stać tylko {{nazwa}}; „{% for x in y %}Konto” to coś innego.",
    ),
    (
        "          pl: Twoje konto w iBOK jest aktywne",
        '          pl: "Konto {{office_name|upper}}"',
        "notifications.topics[2].email.subject.pl",
        "W tekście może stać tylko {{nazwa}}; „{{office_name|upper}}” to coś innego.",
    ),
    (
        "      pl: Internetowe Biuro Obsługi Klienta\n      en: Online",
        '      pl: "Biuro {{office_name}}"\n      en: Online',
        "content.welcome.title.pl",
        "Tego pola nie da się tu wypełnić: „{{office_name}}”. Można użyć: żadnego.",
    ),
    (
        "potwierdzić adres e-mail:\n            {{verify_url}}\n",
        "potwierdzić adres e-mail.\n",
        "notifications.topics[0].email.body.pl",
        "W tej wiadomości musi być {{verify_url}}, inaczej nikt nie potwierdzi adresu.",
    ),
    (
        "  demo: [rzeszow.localhost]",
        "  demo: [rzeszow.example.pl]",
        "domains.demo[0]",
        "Adres do prób kończy się na .localhost.",
    ),
    (
        "  demo: [rzeszow.localhost]",
        "  further: [ibok.mpwik.rzeszow.pl]",
        "domains.further[0]",
        "Adres „ibok.mpwik.rzeszow.pl” jest podany dwa razy.",
    ),
    (
        "  primary: ibok.mpwik.rzeszow.pl",
        "  primary: ibok.localhost",
        "domains.primary",
        "Główny adres musi być prawdziwy; adresy ….localhost wpisz w demo.",
    ),
    (
        "opens: 07:00, closes: 15:00",
        "opens: 15:00, closes: 07:00",
        "contacts.hours[0].closes",
        "Godzina zamknięcia nie jest późniejsza niż godzina otwarcia.",
    ),
    (
        "  languages: [pl, en, uk]",
        "  languages: [pl, en, pl]",
        "office.languages",
        "Jeden z języków jest wymieniony dwa razy.",
    ),
    (
        "    - key: z_poprzedniego_ibok",
        "    - key: samodzielna",
        "registration.modes[1].key",
        "„samodzielna” występuje na tej liście dwa razy.",
    ),
    (
        'url: "https://mpwik.rzeszow.pl/strona-glowna/efaktura/" }',
        'url: "https://mpwik.rzeszow.pl/strona-glowna/efaktura/" }\n'
        '    - { key: e_faktura, label: x, url: "https://x.pl" }',
        "content.links[2].key",
        "„e_faktura” występuje na tej liście dwa razy.",
    ),
    (
        "      page: przejscie_do_nowego_ibok",
        "      page: nie_ma",
        "content.announcements[0].page",
        "Nie ma strony „nie_ma”.",
    ),
    (
        "en: Terms, uk: Правила }, document: regulamin_ibok }",
        "en: Terms, uk: Правила } }",
        "content.downloads[4]",
        "Podaj dokładnie jedno z pól: form, document, file, url.",
    ),
    (
        "      sent: opt_in\n      channels: [email]",
        "      sent: opt_in\n      channels: [email, sms]",
        _topic("invoice_new"),
        "Kanał „sms” jest włączony, ale brakuje jego treści.",
    ),
    (
        "  account_per: customer\n",
        "  account_per: utility\n",
        "payments.utility_account",
        "Wszyscy płacą na jedno konto, więc podaj jego numer (utility_account).",
    ),
    (
        "  account_per: customer\n",
        '  account_per: utility\n  utility_account: "61109010140000071219812874"\n  account_prefixes: ["12402614"]\n',
        "payments.account_prefixes",
        "Wasze własne konto nie zaczyna się od żadnego z numerów w account_prefixes.",
    ),
    (
        "  account_per: customer\n",
        '  account_per: customer\n  utility_account: "62109010140000071219812874"\n',
        "payments.utility_account",
        "Ten numer konta bankowego jest błędny: cyfry kontrolne nie zgadzają się z resztą.",
    ),
    (
        "  account_per: customer\n",
        '  account_per: customer\n  account_prefixes: ["1240"]\n',
        "payments.account_prefixes[0]",
        "Tu oczekiwano: od 8 do 24 cyfr w cudzysłowie.",
    ),
    (
        '  transfer_title: "Faktura {{invoice_number}}, ID Odbiorcy {{customer_number}}"',
        '  transfer_title: "Za wodę"',
        "payments.transfer_title.pl",
        "Tytuł musi zawierać {{invoice_number}} albo {{customer_number}}.",
    ),
    (
        "  late_interest: { shown: true }\n",
        "  late_interest: {rates: []}\n",
        "payments.late_interest.rates",
        "Do szacowania odsetek potrzebna jest co najmniej jedna stawka.",
    ),
    (
        "  late_interest: { shown: true }\n",
        "  late_interest:\n"
        "    company_rates: [{since: 2026-07-01, percent: 13.75}, {since: 2026-01-01, percent: 14}]\n",
        "payments.late_interest.company_rates[1].since",
        "Późniejsza stawka musi zaczynać się później niż poprzednia.",
    ),
    (
        "  late_interest: { shown: true }\n",
        "  late_interest: {rates: [{since: 2026-07-01, percent: dziewięć}]}\n",
        "payments.late_interest.rates[0].percent",
        "Tu oczekiwano: liczba, na przykład 9.25.",
    ),
]


@pytest.mark.parametrize("theme", ["payments", "contacts"])
def test_an_area_says_nothing_that_nobody_reads(theme: str) -> None:
    """Accounts go by service point and contacts are one office's: a rule by area would be believed and not kept."""
    area = f"areas:\n  areas:\n    - {{ key: gmina, title: Gmina, municipalities: [Świlcza], {theme}: {{}} }}"
    (found,) = mistakes("rzeszow", "areas:\n  areas: []", area)
    assert found.path == f"areas.areas[0].{theme}"


@pytest.mark.parametrize(("old", "new", "path", "sentence"), CASES)
def test_what_does_not_fit_is_said_at_its_line(old: str, new: str, path: str, sentence: str) -> None:
    found = {problem.path: problem for problem in mistakes("rzeszow", old, new)}
    assert found[path].message == sentence
    assert found[path].line > 1


def test_the_line_is_that_of_the_wrong_value() -> None:
    old = "      reached_by: [paper_form_signed, imported_account]"
    (only,) = mistakes("rzeszow", old, "      reached_by: [paper_form_signed, letter_code]")
    assert (only.line, only.column) == (line_of("rzeszow", old), 39)


def test_a_promised_language_without_its_text_is_said_for_every_text() -> None:
    found = mistakes("kostrzyn", "  own_texts_in: [pl]", "  own_texts_in: [pl, uk]")
    assert len(found) > 40
    assert {problem.message for problem in found} == {
        "Teksty zakładu mają być w języku „uk”, a tego w nim brakuje."
    }
    assert found[0].path == "office.legal_name"
    # The sentence of a consent binds in Polish, so a preset does not promise it in another language.
    assert "legal.consents[0].text" in {problem.path for problem in found}


def test_an_office_may_speak_a_language_in_which_its_texts_are_not_written() -> None:
    office = changed("rzeszow", "  languages: [pl, en, uk]", "  languages: [pl, uk]").profile.office
    assert (office.languages, office.own_texts_in) == (("pl", "uk"), ("pl",))
    silent = changed("rzeszow", "  own_texts_in: [pl]\n", "").profile.office
    assert silent.own_texts_in == ("pl",)


def test_a_second_version_must_come_later() -> None:
    one = "- { number: 1, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }"
    two = "- { number: 2, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }"
    (only,) = mistakes("kostrzyn", one, f"{one}\n        {two}")
    assert only.path == "legal.documents[0].versions[1].effective_from"
    later = two.replace("2022-01-03", "2024-05-01")
    assert len(changed("kostrzyn", one, f"{one}\n        {later}").profile.legal.documents[0].versions) == 2


def test_an_invitation_is_needed_where_staff_enter_paper_forms() -> None:
    found = mistakes("kostrzyn", "    - topic: registration_invitation", "    - topic: migration_invitation")
    assert "Brakuje tematu „registration_invitation”; bez niego nikt nie dokończy rejestracji." in [
        problem.message for problem in found
    ]


def test_sms_need_a_sender() -> None:
    found = mistakes("kostrzyn", "  sms_sender: MZK\n", "")
    assert {problem.message for problem in found} == {"SMS-y muszą mieć nadawcę (notifications.sms_sender)."}
    topics = loading.load(presets.folder("kostrzyn")).profile.notifications.topics
    assert len(found) == sum("sms" in topic.channels for topic in topics)


@pytest.mark.parametrize(
    ("new", "paths"),
    [
        ("", ["payments.account_prefixes"]),
        ('  account_prefixes: ["12402614"]\n', []),
        ('  account_per: utility\n  utility_account: "61109010140000071219812874"\n', []),
        ("  account_check: false\n", []),
    ],
)
def test_accounts_that_nothing_vouches_for_are_worth_a_second_look(new: str, paths: list[str]) -> None:
    own = "  account_per: customer\n  account_check: true\n"
    kept = "".join(line for line in own.splitlines(True) if line.split(":")[0] not in new)
    source = changed("rzeszow", own, kept + new)
    assert [one.path for one in loading.advice(source)] == paths
