"""Mistakes in a profile: the right file, line, column and sentence, and all of them at once."""

from pathlib import Path

import pytest

from tenants.profile import loading, presets
from tenants.profile.problems import ProfileError
from tests.tenants.profile.support import THIRD, changed, files_of, line_of, mistakes


@pytest.mark.parametrize(
    ("old", "new", "column", "path", "sentence"),
    [
        (
            "  radius: soft",
            "  radious: soft",
            3,
            "branding.radious",
            "Nie ma pola „radious”. Czy chodziło o „radius”?",
        ),
        (
            '  primary: "#14507F"',
            "  primary: blue",
            12,
            "branding.primary",
            "Tu oczekiwano: kolor, na przykład #0B5C8A.",
        ),
        (
            "  radius: soft",
            "  radius: sof",
            11,
            "branding.radius",
            "Wartość „sof” nie jest tu znana. Czy chodziło o „soft”?",
        ),
        (
            "    postcode: 35-055",
            "    postcode: 35055",
            15,
            "contacts.postal_address.postcode",
            "Tu ma być tekst. Ujmij „35055” w cudzysłów.",
        ),
        (
            "    postcode: 35-055",
            "    postcode: '35055'",
            15,
            "contacts.postal_address.postcode",
            "Tu oczekiwano: kod pocztowy, na przykład 35-055.",
        ),
        (
            '  nip: "8133336039"',
            '  nip: "8133336038"',
            8,
            "office.nip",
            "Ten NIP jest błędny: ostatnia cyfra nie zgadza się z pozostałymi.",
        ),
        (
            '  nip: "8133336039"',
            '  nip: "0000000000"',
            8,
            "office.nip",
            "NIP ma dziesięć cyfr, na przykład 8567346215.",
        ),
        (
            '  emergency_phone: "994"',
            '  emergency_phone: "12"',
            20,
            "contacts.emergency_phone",
            "Numer telefonu ma dziewięć cyfr, a numer skrócony od trzech do pięciu.",
        ),
        (
            "  primary: ibok.mpwik.rzeszow.pl",
            "  primary: https://ibok.mpwik.rzeszow.pl/",
            12,
            "domains.primary",
            "Podaj samą nazwę małymi literami, na przykład ebok.example.pl, bez https:// i bez ukośnika.",
        ),
        (
            "          effective_from: 2023-01-02\n          material: true",
            "          effective_from: wczoraj\n          material: true",
            27,
            "legal.documents[0].versions[0].effective_from",
            "Tu oczekiwano: data, na przykład 2026-03-01.",
        ),
        (
            "    one_email_one_customer: true",
            "    one_email_one_customer: jeden",
            29,
            "registration.cardinality.one_email_one_customer",
            "Tu oczekiwano: true albo false.",
        ),
        (
            "  password_min_length: 12",
            "  password_min_length: 8",
            24,
            "security.password_min_length",
            "Liczba jest za mała: co najmniej 12.",
        ),
        (
            "    pause_seconds: 60",
            "    pause_seconds: 5000",
            20,
            "registration.resend.pause_seconds",
            "Liczba jest za duża: najwyżej 3600.",
        ),
        (
            "  modules: [balance, invoices, meters, readings, cases, notifications, consents]",
            "  modules: balance",
            12,
            "access.modules",
            "Tu oczekiwano: lista (wiersze, które zaczynają się od „-”).",
        ),
        (
            "  modules: [balance, invoices, meters, readings, cases, notifications, consents]",
            "  modules: []",
            12,
            "access.modules",
            "Za mało: potrzeba co najmniej 1.",
        ),
        (
            "      kind: online_form",
            "      kind: online_from",
            13,
            "registration.modes[0].kind",
            "Wartość „online_from” nie jest tu znana. Czy chodziło o „online_form”?",
        ),
        (
            "      printable_form: formularz_a",
            "      printable_from: formularz_a",
            7,
            "registration.modes[0].printable_from",
            "Nie ma pola „printable_from”. Czy chodziło o „printable_form”?",
        ),
        (
            "      opens: [sign_in, see_own_registration, contact, downloads]",
            "      opens: [sing_in, see_own_registration, contact, downloads]",
            15,
            "registration.ladder[0].opens[0]",
            "Wartość „sing_in” nie jest tu znana. Czy chodziło o „sign_in”?",
        ),
        (
            "    amount: 14",
            "    amount: czternaście",
            13,
            "registration.activation_promise.amount",
            "Tu oczekiwano: liczba całkowita.",
        ),
        (
            "  logo: logo.svg",
            "  logo: ../logo.svg",
            9,
            "branding.logo",
            "Podaj plik, który leży obok profilu, na przykład texts/regulamin.md.",
        ),
        (
            "  website: https://mpwik.rzeszow.pl",
            "  website: javascript:alert(1)",
            12,
            "contacts.website",
            "Adres strony zaczyna się od https:// i nie ma spacji.",
        ),
        (
            "  email: ibok@mpwik.rzeszow.pl",
            "  email: ibok",
            10,
            "contacts.email",
            "Adres e-mail wygląda tak: bok@example.pl.",
        ),
    ],
)
def test_one_mistake_is_said_at_its_line(old: str, new: str, column: int, path: str, sentence: str) -> None:
    (only,) = mistakes("rzeszow", old, new)
    assert (only.line, only.column, only.path, only.message) == (
        line_of("rzeszow", old),
        column,
        path,
        sentence,
    )


def test_a_missing_field_is_said_where_it_should_stand() -> None:
    (only,) = mistakes("rzeszow", "  short_name: MPWiK\n", "")
    assert (only.line, only.path) == (line_of("rzeszow", "office:\n"), "office.short_name")
    assert only.message == "Brakuje tu pola „short_name”."


def test_a_missing_kind_is_said() -> None:
    (only,) = mistakes("rzeszow", "      kind: online_form\n", "")
    assert (only.line, only.message) == (
        line_of("rzeszow", "    - key: samodzielna"),
        "Brakuje tu pola „kind”.",
    )


def test_an_unlike_field_lists_what_there_may_be() -> None:
    (only,) = mistakes("kostrzyn", "  radius: round", "  zzz: round")
    known = "accent, favicon, header, logo, logo_dark, logo_text, phishing_phrase, primary, radius, typeface"
    assert only.message == f"Nie ma tu pola „zzz”. Mogą być: {known}."


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    text, files = files_of(presets.folder("rzeszow"))
    text = text.replace("  radius: soft", "  radius: oval").replace("    city: Rzeszów", "    town: Rzeszów")
    with pytest.raises(ProfileError) as caught:
        loading.check(text.encode(), files, name="moj/profile.yaml")
    found = caught.value.problems
    assert [problem.path for problem in found] == [
        "branding.radius",
        "contacts.postal_address.city",
        "contacts.postal_address.town",
    ]
    assert str(found[0]).startswith(f"moj/profile.yaml:{line_of('rzeszow', '  radius: soft')}:11: ")


def test_a_profile_that_is_a_list_is_refused() -> None:
    with pytest.raises(ProfileError, match="Profil to grupa pól"):
        loading.check(b"- office\n", {})


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="Nie ma takiego pliku"):
        loading.load(tmp_path / "nothing.yaml")
    with pytest.raises(ProfileError, match="Nie ma takiego pliku"):
        loading.load(tmp_path)


@pytest.mark.parametrize(
    "folder", [presets.folder("rzeszow"), presets.folder("kostrzyn"), THIRD], ids=lambda p: p.name
)
def test_presets_and_the_third_utility_are_valid(folder: Path) -> None:
    source = loading.load(folder)
    assert source.text == (folder / "profile.yaml").read_bytes()


def _copy(tmp_path: Path) -> Path:
    for name, content in loading.load(THIRD).files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "profile.yaml").write_bytes((THIRD / "profile.yaml").read_bytes())
    return tmp_path


def test_side_files_are_limited_in_kind_and_size(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "macro.js").write_text("alert(1)")
    with pytest.raises(ProfileError, match="Obok profilu mogą leżeć tylko pliki"):
        loading.load(folder)
    (folder / "macro.js").unlink()
    (folder / "texts" / "terms.pl.md").write_bytes(b"a" * (1024 * 1024 + 1))
    with pytest.raises(ProfileError, match="większy niż 1 MB"):
        loading.load(folder)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("tajne")
    folder = tmp_path / "profile"
    folder.mkdir()
    _copy(folder)
    (folder / "texts" / "terms.pl.md").unlink()
    (folder / "texts" / "terms.pl.md").symlink_to(secret)
    with pytest.raises(ProfileError, match="To jest dowiązanie"):
        loading.load(folder)


def test_a_file_that_is_named_but_missing_and_one_that_nothing_names() -> None:
    text, files = files_of(THIRD)
    del files["texts/terms.en.md"]
    files["texts/extra.md"] = b"x"
    with pytest.raises(ProfileError) as caught:
        loading.check(text.encode(), files)
    assert [(found.path, found.message) for found in caught.value.problems] == [
        ("", "Obok profilu leży plik „texts/extra.md”, ale profil go nie używa."),
        ("legal.documents[0].versions[0].text.en", "Obok profilu nie ma pliku „texts/terms.en.md”."),
    ]


@pytest.mark.parametrize(
    ("drawing", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "w tym jest „script”"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "w tym jest „onload”"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.com/x.png'/></svg>",
            "w tym jest „image”",
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><g style='background:url(https://example.com)'/></svg>",
            "w tym jest „style”",
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><g fill='url(https://example.com)'/></svg>",
            "w tym jest „fill”",
        ),
        (
            b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'><title>&x;</title></svg>",
            "deklaracji DOCTYPE",
        ),
        (
            b"<?xml-stylesheet href='https://example.com/x.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
            "w tym jest „<?”",
        ),
        (b"<svg xmlns='http://www.w3.org/1999/xhtml'/>", "w tym jest „svg”"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><g fill='url(#a) url(https://example.com)'/></svg>",
            "w tym jest „fill”",
        ),
        (b"<svg", "nie jest poprawny rysunek SVG"),
        (b"", "nie jest poprawny rysunek SVG"),
    ],
)
def test_a_logo_may_be_a_drawing_and_nothing_else(drawing: bytes, sentence: str) -> None:
    (only,) = mistakes("kostrzyn", "  logo: logo.svg", "  logo: logo.svg ", {"logo.svg": drawing})
    assert sentence in only.message
    assert (only.line, only.path) == (line_of("kostrzyn", "  logo: logo.svg"), "branding.logo")


def test_a_text_in_another_encoding_is_named() -> None:
    (only,) = mistakes(
        "rzeszow", "format: 1", "format: 1 ", {"texts/regulamin-ibok.md": "Wodociągi".encode("cp1250")}
    )
    assert only.message == "Ten plik nie jest tekstem w kodowaniu UTF-8."


def test_comments_and_quotes_do_not_matter() -> None:
    source = changed("rzeszow", "  radius: soft", '  radius: "soft"  # miękkie')
    assert source.profile == loading.load(presets.folder("rzeszow")).profile
