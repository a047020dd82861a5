"""Made-up data for the style guide: every component in the states it may be in, with Polish of real
length.
"""

from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Page, Paginator

from customer_portal.charts import Chart, Series, yearly_bars
from customer_portal.water.dials import dial_of
from customer_portal.waterfall import Step, Waterfall, waterfall
from tenants.files.qr import qr_code
from tenants.metering.models import Meter
from tenants.profile.formats import m3
from tenants.profile.loading import load
from tenants.profile.schema import Profile

WARSAW = ZoneInfo("Europe/Warsaw")
MONTHS = (
    ("I", "styczeń"), ("II", "luty"), ("III", "marzec"), ("IV", "kwiecień"), ("V", "maj"), ("VI", "czerwiec"),
    ("VII", "lipiec"), ("VIII", "sierpień"), ("IX", "wrzesień"), ("X", "październik"), ("XI", "listopad"),
    ("XII", "grudzień"),
)  # fmt: skip
PRESETS = Path(__file__).parents[2] / "tenants" / "profile" / "presets"
BRANDS = ("kostrzyn", "rzeszow")


@cache
def profile(brand: str) -> Profile:
    """The profile of a preset, as it goes live."""
    return load(PRESETS / brand).profile


class SampleForm(forms.Form):
    """One field of each shape."""

    number = forms.CharField(label="ID Odbiorcy", help_text="Znajdziesz go w prawym górnym rogu faktury.")
    amount = forms.CharField(label="Kwota brutto", required=False)
    reading_day = forms.DateField(label="Dzień odczytu", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label="Czego dotyczy sprawa?",
        choices=[("1", "Rozliczenia"), ("2", "Wodomierza")],
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(label="Temat", choices=[("", "Wybierz"), ("1", "Faktura"), ("2", "Umowa")])
    remarks = forms.CharField(label="Co się stało?", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    photo = forms.FileField(
        label="Zdjęcie wodomierza", help_text="JPG, PNG lub PDF, do 10 MB.", required=False
    )
    remember = forms.BooleanField(label="Zapamiętaj mnie na tym urządzeniu", required=False)
    terms = forms.BooleanField(label="Zapoznałem się z Regulaminem iBOK i go akceptuję.")
    e_invoice = forms.BooleanField(
        label="Chcę otrzymywać faktury w formie elektronicznej zamiast papierowych.", required=False
    )


def form(*, wrong: bool = True) -> SampleForm:
    """A form as it comes back: two answers wrong, the rest right."""
    data = {
        "number": "",
        "amount": "123,40",
        "reading_day": "2026-11-20",
        "kind": "1",
        "topic": "1",
        "terms": "",
    }
    made = SampleForm(data if wrong else None)
    if wrong:
        made.fields["number"].error_messages["required"] = "Podaj ID Odbiorcy."
        made.fields["terms"].error_messages["required"] = "Zaakceptuj regulamin, żeby założyć konto."
    return made


def chart() -> Chart:
    """Two years of water, the last figure of this one estimated."""
    this = [12, 11, Decimal("13.5"), 12, 17, 24, 28, 26, 15, 12, 11, None]
    return yearly_bars(
        id="usage",
        title="Zużycie wody, m³",
        category_name="Miesiąc",
        labels=MONTHS,
        this_year=Series("2026", this, frozenset({10})),
        last_year=Series("2025", [11, 12, 12, 13, 15, 19, 22, 25, 14, 13, 11, 12]),
        show=m3,
    )


def bills() -> Waterfall:
    """From one bill to the next: more water, a lower price, a fee that rose."""
    return waterfall(
        id="explained",
        title="Od poprzedniego rachunku do tego",
        first=Step("FV/2026/09/10000001-18", 14841, "148,41 zł"),
        parts=[
            Step("Zużycie wody", 4320, "+43,20 zł"),
            Step("Cena", -1210, "−12,10 zł"),
            Step("Opłata stała", 130, "+1,30 zł"),
        ],
        last=Step("FV/2026/11/10000001-19", 18081, "180,81 zł"),
    )


def page() -> Page[int]:
    """The fourth of nine pages."""
    return Paginator(range(170), 20).page(4)


def context(brand: str = "rzeszow") -> dict[str, Any]:
    """Everything that templates/styleguide/index.html shows."""
    at = datetime(2026, 11, 20, 14, 5, tzinfo=WARSAW)
    ksef = (
        "https://qr.ksef.mf.gov.pl/invoice/9999999999/28-02-2026/cDp3uaHY9RUGw93v48d_QQCCXqMyjRDQshhK63FHfR0"
    )
    return {
        "profile": profile(brand),
        "logo_url": f"/marks/{brand}/{profile(brand).branding.logo}",
        "logo_dark_url": f"/marks/{brand}/{profile(brand).branding.logo_dark}",
        "favicon_url": f"/marks/{brand}/{profile(brand).branding.favicon}",
        "user": SimpleNamespace(is_authenticated=True, email="anna.nowak@example.pl"),
        "nav": [
            {"label": "Przegląd", "url": "#1", "current": True},
            {"label": "Faktury", "url": "#2"},
            {"label": "Wodomierze", "url": "#3"},
            {"label": "Moje dane", "url": "#4"},
        ],
        "languages": [
            {"code": "pl", "name": "polski", "url": "#pl", "current": True},
            {"code": "en", "name": "English", "url": "#en"},
            {"code": "uk", "name": "українська", "url": "#uk"},
        ],
        "accesses": [
            {"label": "Anna Nowak", "number": "0012345", "url": "#a", "current": True},
            {"label": "Wspólnota Lipowa 4", "number": "0020001", "url": "#b"},
        ],
        "account_links": [{"label": "Moje dane", "url": "#m"}, {"label": "Bezpieczeństwo", "url": "#s"}],
        "footer_links": [
            {"label": "Regulamin", "url": "#r"},
            {"label": "Druki do pobrania", "url": "#d"},
            {"label": "Deklaracja dostępności", "url": "#a"},
            {"label": "Prywatność", "url": "#p"},
        ],
        "crumbs": [{"label": "Przegląd", "url": "#1"}, {"label": "Faktury", "url": "#2"}],
        "test_office": True,
        "queues": [
            {
                "title": "Kolejki",
                "items": [
                    {"label": "Rejestracje", "url": "#", "icon": "user-round-check", "count": 12, "late": 2, "current": True},
                    {"label": "Import", "url": "#", "icon": "refresh-cw"},
                ],
            }
        ],
        "balance": -12345,
        "due": 1234567,
        "at": at,
        "form": form(),
        "chart": chart(),
        "dial": dial_of(Meter(digits=5), whole_only=True),
        "waterfall": bills(),
        "page": page(),
        "qr": qr_code(ksef, alt="Kod QR do sprawdzenia faktury w KSeF"),
        "columns": [{"label": "Numer"}, {"label": "Wystawiona"}, {"label": "Termin"}, {"label": "Do zapłaty", "kind": "n"}, {"label": "Stan"}],
        "invoices": [
            {"number": "FV/2026/11/00123", "issued": at, "due": at, "amount": 18742, "tone": "warning", "state": "do zapłaty"},
            {"number": "FV/2026/09/00098", "issued": at, "due": at, "amount": 20411, "tone": "danger", "state": "po terminie"},
            {"number": "FV/2026/07/00071", "issued": at, "due": at, "amount": 1523344, "tone": "success", "state": "zapłacona"},
        ],
        "stepper": [
            {"label": "Regulamin", "state": "done"},
            {"label": "Twoje dane", "state": "current"},
            {"label": "Zgody", "state": "todo"},
            {"label": "Sprawdź i wyślij", "state": "todo"},
        ],
        "to_do": [
            {
                "title": "Brak wody: ul. Lipowa", "text": "ul. Lipowa 4. Od 20.11.2026, 08:00.", "url": "#awaria",
                "action": "Zobacz szczegóły", "tone": "warning", "icon": "siren",
            },
            {
                "title": "66,55 zł po terminie płatności", "text": "", "url": "#zaplac", "action": "Co i jak zapłacić",
                "tone": "danger", "icon": "wallet",
            },
        ],
        "next_steps": [
            {"title": "Otwórz e-mail od nas", "text": "Wysłaliśmy go na anna.nowak@example.pl. Kliknij w nim link weryfikacyjny."},
            {"title": "Wydrukuj i podpisz Formularz A", "text": "Jest już wypełniony Twoimi danymi."},
            {"title": "Dostarcz go do nas", "text": "Osobiście albo pocztą, z dopiskiem: iBOK. Potem damy znać e-mailem."},
        ],
        "events": [
            {"title": "Powiązaliśmy konto z ID Odbiorcy", "at": at, "icon": "circle-check", "tone": "success"},
            {"title": "Formularz A dotarł", "at": at, "icon": "file-check", "tone": "info", "text": "Przyjęła: Maria W., Biuro Obsługi Klienta"},
            {"title": "Wysłaliśmy link weryfikacyjny", "at": at, "icon": "send", "tone": ""},
        ],
        "rungs": [
            {"title": "Potwierdzony e-mail", "state": "reached", "opens": ["pobieranie druków", "pytania do biura"]},
            {
                "title": "Podpisany Formularz A", "state": "next", "text": "Wydrukuj, podpisz i dostarcz.",
                "opens": ["saldo i faktury", "wodomierze i odczyty"], "url": "#form", "action": "Pobierz Formularz A",
            },
            {"title": "Drugi składnik logowania", "state": "later", "opens": ["zmiana danych do wysyłki"]},
        ],
        "comparison": [
            {"label": "Imię i nazwisko", "left": "Anna Nowak", "right": "NOWAK ANNA", "match": "same"},
            {"label": "Adres", "left": "ul. Lipowa 4/2", "right": "ul. Lipowa 4 m. 2", "match": "similar"},
            {"label": "Telefon", "left": "600 100 200", "right": "600 100 201", "match": "different"},
            {"label": "NIP", "left": "", "right": "", "match": "none"},
        ],
    }  # fmt: skip
