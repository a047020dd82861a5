"""Data for each document in the shape its template takes (docs/screens.md describes the shapes)."""

from typing import Any

from tenants.files.qr import qr_code

KSEF_QR = (
    "https://qr.ksef.mf.gov.pl/invoice/9999999999/28-02-2026/cDp3uaHY9RUGw93v48d_QQCCXqMyjRDQshhK63FHfR0"
)
KSEF_NUMBER = "9999999999-20260228-0100E0A3C0FF-7C"
TRANSFER_QR = (
    "5265877635|PL|61109010140000071219812874|018742|Wodociągi Testowe sp|FV/2026/11/000123 klient 0012345|||"
)
REGISTRATION = "IBOK-7K4Q-M2XD"
UTILITY: dict[str, Any] = {
    "name": "Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie",
    "address": ["ul. Naruszewicza 18", "35-055 Rzeszów"],
    "contact": ["tel. 17 850 96 00", "ibok@example.pl"],
}


def paper_form() -> dict[str, Any]:
    """„Formularz A” of a registration."""
    return {
        "colour": "#0a5ca8",
        "utility": UTILITY,
        "code": "Formularz A",
        "title": "Zgoda na korzystanie z internetowego Biura Obsługi Klienta (iBOK) oraz na otrzymywanie e-faktur",
        "intro": "Ten formularz jest już wypełniony danymi z Twojej rejestracji. Sprawdź je, zaznacz zgody i podpisz.",
        "reference": {"label": "Numer rejestracji", "value": REGISTRATION},
        "qr": qr_code(REGISTRATION, alt=f"Kod QR z numerem rejestracji {REGISTRATION}").for_document()
        | {"caption": REGISTRATION, "text": "Numer rejestracji dla pracownika"},
        "sections": [
            {
                "title": "Odbiorca usług",
                "fields": [
                    {"label": "Imię i nazwisko albo nazwa", "value": "Żaneta Gęślą-Jaźń", "wide": True},
                    {"label": "ID Odbiorcy (jest na fakturze)", "value": "0012345"},
                    {"label": "Telefon", "value": ""},
                    {"label": "E-mail, który jest loginem do iBOK", "value": "zaneta@example.pl"},
                    {"label": "NIP (tylko firmy)", "value": ""},
                    {
                        "label": "Adres punktu poboru wody",
                        "value": "ul. Lipowa 4/2, 35-055 Rzeszów",
                        "wide": True,
                    },
                    {
                        "label": "Adres do korespondencji, jeśli jest inny",
                        "value": "",
                        "lines": 1,
                        "wide": True,
                    },
                ],
            }
        ],
        "consents": [
            {
                "title": "Korzystanie z iBOK",
                "required": True,
                "text": "Wyrażam zgodę na korzystanie z internetowego Biura Obsługi Klienta (iBOK) i akceptuję jego regulamin.",
                "document": "Regulamin iBOK, wersja 3 z 1 marca 2026",
            },
            {
                "title": "E-faktury",
                "required": False,
                "text": "Wyrażam zgodę na otrzymywanie faktur w formie elektronicznej zamiast papierowej na podany adres e-mail.",
            },
        ],
        "delivery": {
            "ways": ["Osobiście, w siedzibie MPWiK.", "Pocztą, na adres obok. Na kopercie dopisz: iBOK."],
            "address": [UTILITY["name"], *UTILITY["address"]],
            "note": "iBOK",
        },
        "office_use": ["Data wpływu", "Powiązano z ID Odbiorcy", "Podpis pracownika"],
        "privacy": [
            "Administratorem Twoich danych jest Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji Sp. z o.o. w Rzeszowie. "
            "Przetwarzamy je, żeby prowadzić Twoje konto w iBOK (art. 6 ust. 1 lit. b RODO) i wysyłać e-faktury, jeśli się na "
            "nie zgodzisz (art. 6 ust. 1 lit. a RODO). Masz prawo dostępu do danych, ich sprostowania, usunięcia, ograniczenia "
            "przetwarzania, przeniesienia i skargi do Prezesa UODO. Zgodę możesz wycofać w każdej chwili."
        ],
    }


def invoice() -> dict[str, Any]:
    """An invoice for two months of water and sewage."""
    return {
        "colour": "#0a5ca8",
        "utility": UTILITY,
        "title": "Faktura VAT FV/2026/11/000123",
        "subtitle": "Za dostawę wody i odprowadzanie ścieków, 1 września – 31 października 2026",
        "issued_on": "20 listopada 2026",
        "seller": UTILITY | {"nip": "999-999-99-99"},
        "buyer": {"name": "Анна Новак", "address": ["ul. Lipowa 4/2", "35-055 Rzeszów"], "number": "ID Odbiorcy: 0012345"},
        "facts": [
            {"label": "Punkt poboru", "value": "ul. Lipowa 4/2, 35-055 Rzeszów"},
            {"label": "Data dostawy", "value": "31 października 2026"},
        ],
        "to_pay": {
            "label": "Do zapłaty",
            "amount": "187,42 zł",
            "due": "4 grudnia 2026",
            "account": "61 1090 1014 0000 0712 1981 2874",
            "title": "FV/2026/11/000123 klient 0012345",
            "note": "Kwota po uwzględnieniu nadpłaty 12,00 zł.",
        },
        "transfer_qr": qr_code(TRANSFER_QR, alt="Kod QR do przelewu w aplikacji banku: 187,42 zł").for_document()
        | {"caption": "Zapłać w aplikacji banku", "text": "Dane do przelewu stoją obok."},
        "lines": [
            {"name": "Dostawa wody", "quantity": "12,345 m³", "price": "5,1234 zł/m³", "net": "63,25 zł", "vat_rate": "8%", "gross": "68,31 zł"},
            {"name": "Odprowadzanie ścieków", "quantity": "12,345 m³", "price": "8,4400 zł/m³", "net": "104,19 zł", "vat_rate": "8%", "gross": "112,53 zł"},
            {"name": "Opłata abonamentowa", "quantity": "2 mies.", "price": "8,60 zł", "net": "17,20 zł", "vat_rate": "8%", "gross": "18,58 zł"},
        ],
        "vat": [{"rate": "8%", "net": "184,64 zł", "vat": "14,78 zł", "gross": "199,42 zł"}],
        "totals": {"net": "184,64 zł", "vat": "14,78 zł", "gross": "199,42 zł"},
        "readings": [{"meter": "Nr 12345678", "from": "231,105 m³", "to": "243,450 m³", "usage": "12,345 m³", "kind": "zdalnie"}],
        "ksef": {
            "number": KSEF_NUMBER,
            "qr": qr_code(KSEF_QR, alt="Kod QR do sprawdzenia faktury w KSeF").for_document()
            | {"caption": KSEF_NUMBER},
        },
        "notes": ["Za wodę zapłacono kartą podarunkową – dziękujemy."],
    }  # fmt: skip


def letter() -> dict[str, Any]:
    """A letter with a code that opens an account."""
    return {
        "colour": "#1d6b4f",
        "utility": UTILITY,
        "place_and_date": "Rzeszów, 20 listopada 2026",
        "recipient": {"name": "Anna Nowak", "address": ["ul. Lipowa 4/2", "35-055 Rzeszów"]},
        "subject": "Kod do aktywacji konta w eBOK",
        "paragraphs": [
            "Dzień dobry,",
            "ktoś – zapewne Ty – założył konto w naszym biurze internetowym i poprosił o kod listem.",
        ],
        "code": {"label": "Twój kod", "value": "7K4Q-M2XD-99PL", "valid_until": "20 grudnia 2026"},
        "steps": [
            "Zaloguj się na ebok.example.pl.",
            "Wybierz „Mam kod z listu”.",
            "Przepisz kod i potwierdź.",
        ],
        "qr": qr_code(
            "https://ebok.example.pl/kod/", alt="Kod QR z adresem strony, na której wpisuje się kod"
        ).for_document()
        | {"text": "ebok.example.pl/kod"},
        "closing": ["Jeśli to nie Ty, nie rób nic: bez tego kodu nikt nie zobaczy Twoich danych."],
        "signed": ["Biuro Obsługi Klienta", "Miejskie Przedsiębiorstwo Wodociągów i Kanalizacji"],
    }


def confirmation() -> dict[str, Any]:
    """What one takes away after sending something."""
    return {
        "colour": "#1d6b4f",
        "utility": UTILITY,
        "title": "Przyjęliśmy Twoje zgłoszenie",
        "number": REGISTRATION,
        "received_at": "20 listopada 2026, 14:05",
        "lead": "Zachowaj ten dokument. Numer przyda się, gdy będziesz do nas dzwonić.",
        "facts": [
            {"label": "Rodzaj", "value": "Rejestracja w iBOK"},
            {"label": "E-mail", "value": "zaneta@example.pl"},
        ],
        "next_steps": ["Podpisz Formularz A.", "Dostarcz go do nas.", "Poczekaj na e-mail o aktywacji."],
        "contact": "Zadzwoń: 17 850 96 00, od poniedziałku do piątku, 7:00–15:00.",
    }


def wording() -> dict[str, Any]:
    """A regulation with a heading, a paragraph and a nested list."""
    return {
        "colour": "#0e6a63",
        "utility": confirmation()["utility"],
        "title": "Regulamin iBOK",
        "subtitle": "Wersja 1, obowiązuje od 2 stycznia 2023.",
        "blocks": [
            {"kind": "heading", "level": 2, "mark": "", "text": "Postanowienia ogólne"},
            {"kind": "paragraph", "level": 0, "mark": "", "text": "Korzystanie z iBOK jest bezpłatne."},
            {"kind": "item", "level": 1, "mark": "1.", "text": "Użytkownik podaje adres e-mail."},
            {"kind": "item", "level": 2, "mark": "•", "text": "Adres należy do niego."},
        ],
    }


def handover() -> dict[str, Any]:
    """A protocol that both parties confirmed."""
    return {
        "colour": "#0e6a63",
        "utility": UTILITY,
        "title": "Protokół przekazania",
        "number": "MZK/PR/2026/0001",
        "facts": [{"label": "Miejsce", "value": "ul. Kopernika 7, 66-470 Kostrzyn nad Odrą"}],
        "meters": [{"serial": "88226235", "kind": "wodomierz główny", "state": "345,500 m³"}],
        "giver": {
            "name": "Łucja Wiśniewska",
            "co_owners": "Zbigniew Wiśniewski",
            "confirmed": "20.11.2026, 14:05",
        },
        "taker": {"name": "Jan Żółć", "co_owners": "", "confirmed": "20.11.2026, 15:10"},
    }


def septic() -> dict[str, Any]:
    """A statement of emptyings for an inspector."""
    return {
        "colour": "#0e6a63",
        "utility": UTILITY,
        "title": "Zestawienie wywozów",
        "period": "01.01.2026 – 20.11.2026",
        "facts": [{"label": "Rodzaj", "value": "zbiornik bezodpływowy"}],
        "rows": [
            {
                "day": "01.09.2026",
                "volume": "9 m³",
                "document": "KP/2026/1200",
                "firm": "Usługi Komunalne „Czysta Odra”",
            }
        ],
        "totals": [{"label": "Wywieziono w tym okresie", "value": "9 m³"}],
        "rule": "Zbiornik trzeba opróżniać co najmniej raz na 3 miesiące.",
    }
