"""What changed between two profiles, said in Polish."""

from tenants.profile import diff, loading, presets
from tests.tenants.profile.support import changed, files_of


def sentences(old: str, new: str, files: dict[str, bytes] | None = None) -> list[tuple[str, str]]:
    before = loading.load(presets.folder("rzeszow"))
    return [
        (change.path, change.sentence) for change in diff.compare(before, changed("rzeszow", old, new, files))
    ]


def line_with(beginning: str) -> str:
    """The line of the preset that begins so."""
    (found,) = (
        line for line in files_of(presets.folder("rzeszow"))[0].split("\n") if line.startswith(beginning)
    )
    return found


def test_a_profile_does_not_differ_from_itself() -> None:
    for name in presets.names():
        source = presets.source(name)
        assert diff.compare(source, source) == []
        assert diff.compare(None, source) == []


def test_a_changed_value() -> None:
    assert sentences('  primary: "#14507F"', '  primary: "#0B5C8A"') == [
        ("branding.primary", "Wygląd › główny: było „#14507F”, będzie „#0B5C8A”.")
    ]


def test_values_that_are_not_texts() -> None:
    assert sentences("    one_email_one_customer: true", "    one_email_one_customer: false") == [
        (
            "registration.cardinality.one_email_one_customer",
            "Rejestracja › ile kont i klientów › jeden e-mail – jeden klient: było tak, będzie nie.",
        )
    ]
    assert sentences("    amount: 14", "    amount: 10") == [
        (
            "registration.activation_promise.amount",
            "Rejestracja › termin aktywacji › ile: było 14, będzie 10.",
        )
    ]
    assert sentences(
        "  blocked_words: [rzeszow, rzeszów, mpwik, ibok, wodociągi, naruszewicza]",
        "  blocked_words: [mpwik]",
    ) == [
        (
            "security.blocked_words",
            (
                "Bezpieczeństwo › słowa zakazane w haśle: było „rzeszow”, „rzeszów”, „mpwik”, „ibok”,"
                " „wodociągi”, „naruszewicza”, będzie „mpwik”."
            ),
        )
    ]


def test_something_added_and_something_gone() -> None:
    link = line_with("    - { key: e_faktura, label:")
    assert sentences(link + "\n", "") == [
        ("content.links[e_faktura]", "Treści › odnośniki: znika „eFAKTURA”.")
    ]
    new = '    - { key: bip, label: BIP, url: "https://bip.example.pl" }\n'
    assert sentences(link + "\n", new + link + "\n") == [
        ("content.links[bip]", "Treści › odnośniki: dochodzi „BIP”.")
    ]
    assert sentences('  regon: "691766988"\n', "") == [("office.regon", "Biuro › REGON: znika „691766988”.")]


def test_an_item_in_front_does_not_change_the_others() -> None:
    first = "    - key: formularz_niekompletny"
    new = "    - { key: inne, title: Inny powód, text: Zadzwoń do nas. }\n"
    assert [path for path, _ in sentences(first, new + first)] == ["registration.refusal_reasons[inne]"]


def test_a_changed_order_is_one_change() -> None:
    one, two = line_with("    - { key: strona_zakladu,"), line_with("    - { key: e_faktura, label:")
    assert sentences(f"{one}\n{two}\n", f"{two}\n{one}\n") == [
        (
            "content.links",
            "Treści › odnośniki: zmienia się kolejność na eFAKTURA, Strona MPWiK Rzeszów.",
        )
    ]


def test_a_text_that_gains_a_language() -> None:
    text, files = files_of(presets.folder("rzeszow"))
    before = loading.load(presets.folder("rzeszow"))
    after = loading.check(
        text.replace(
            "  logo_text: MPWiK Rzeszów\n", "  logo_text: { pl: MPWiK Rzeszów, en: Rzeszów Water }\n"
        ).encode(),
        files,
    )
    assert [
        (change.path, change.before, change.after, change.sentence) for change in diff.compare(before, after)
    ] == [
        (
            "branding.logo_text.en",
            None,
            "Rzeszów Water",
            "Wygląd › opis logo › po angielsku: dochodzi „Rzeszów Water”.",
        )
    ]


def test_long_texts_are_cut() -> None:
    ((_, sentence),) = sentences(
        "    pl: Załóż konto w iBOK, żeby widzieć swoje faktury, saldo i wodomierze.",
        "    pl: " + "a" * 500,
    )
    assert "a" * 100 in sentence and "…" in sentence and len(sentence) < 300


def test_changes_in_files() -> None:
    _, files = files_of(presets.folder("rzeszow"))
    terms = files["texts/regulamin-ibok.md"] + "\n8. Nowy ustęp.\n".encode()
    logo = files["logo.svg"].replace(b"#14507F", b"#000000")
    new = {"texts/regulamin-ibok.md": terms, "logo.svg": logo}
    assert [sentence for _, sentence in sentences("format: 1", "format: 1 ", new)] == [
        "Zmienia się plik „logo.svg”.",
        "Zmienia się tekst w pliku „texts/regulamin-ibok.md” (nowe wiersze: 2, usunięte: 0).",
    ]


def test_changes_can_be_kept_as_json() -> None:
    before = loading.load(presets.folder("rzeszow"))
    (change,) = diff.compare(before, changed("rzeszow", "    amount: 14", "    amount: 10"))
    assert change.as_json() == {
        "path": "registration.activation_promise.amount",
        "before": 14,
        "after": 10,
        "sentence": "Rejestracja › termin aktywacji › ile: było 14, będzie 10.",
    }
