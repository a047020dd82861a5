"""How to pay, what paying late costs, and one document in full; switches on and off."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tenants.billing.models import Invoice
from tenants.customers.models import Customer
from tenants.metering.models import Reading
from tenants.profile import services as profiles
from tenants.registry.models import Tenant
from tests.bench.stage import signed_in_customer
from tests.cast import TODAY, Browser, make_invoice
from tests.tenants.profile.support import changed

OURS, OTHER = "61109010140000071219812874", "27114020040000300201355387"
POINTS = "24160000035175530643314956"
# As the preset has them; a test says what differs.
USUAL = ("account_per: customer", "account_check: true", "late_interest: { shown: true }")


@pytest.fixture
def anna(rzeszow: Tenant) -> Browser:
    return signed_in_customer(rzeszow)[0]


def payments(tenant: Tenant, *lines: str) -> None:
    """Publish Rzeszów's profile with these lines in `payments` in place of the usual ones."""
    said = {line.partition(":")[0] for line in lines}
    kept = [line for line in USUAL if line.partition(":")[0] not in said]
    old, new = ("".join(f"  {line}\n" for line in those) for those in (USUAL, (*lines, *kept)))
    with tenant:
        profiles.apply_profile(source=changed("rzeszow", old, new), by="test", at=timezone.now())


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode()).replace("\u00a0", " ")


def spaced(account: str) -> str:
    return " ".join([account[:2], *(account[at : at + 4] for at in range(2, 26, 4))])


def document(tenant: Tenant, number: str = "FV/0", **fields: object) -> str:
    """The path of one of Anna's documents, changed first."""
    with tenant:
        Invoice.objects.filter(number=number).update(**fields)
        return f"/faktury/{Invoice.objects.get(number=number).public_id}/"


class TestAccounts:
    """Whose the account is follows from the profile, on every page."""

    def test_of_the_customer(self, rzeszow: Tenant, anna: Browser) -> None:
        for path in ("/przeglad/", "/do-zaplaty/", document(rzeszow)):
            assert spaced(OURS) in text_of(anna, path)
        assert "To konto jest tylko Twoje" in text_of(anna, "/do-zaplaty/")

    def test_of_the_service_point(self, rzeszow: Tenant, anna: Browser) -> None:
        payments(rzeszow, "account_per: service_point")
        with rzeszow:
            point = Customer.objects.get(number="0012345").service_points.get()
        path = document(rzeszow, service_point=point)
        assert spaced(OURS) in text_of(anna, path), "a point without an account of its own: the customer's"
        with rzeszow:
            type(point).objects.update(account=POINTS)
        for shown in ("/przeglad/", "/do-zaplaty/", path):
            text = text_of(anna, shown)
            assert spaced(POINTS) in text and spaced(OURS) not in text, shown
        assert "ul. Lipowa 4/2" in text_of(anna, "/do-zaplaty/")

    def test_of_the_utility(self, rzeszow: Tenant, anna: Browser) -> None:
        payments(rzeszow, "account_per: utility", f'utility_account: "{OTHER}"')
        for path in ("/przeglad/", "/do-zaplaty/", document(rzeszow)):
            text = text_of(anna, path)
            assert spaced(OTHER) in text and spaced(OURS) not in text, path
        assert "To konto jest tylko Twoje" not in text_of(anna, "/do-zaplaty/")

    def test_without_transfers_there_is_none(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            source = changed("rzeszow", "  bank_transfer: true\n", "  bank_transfer: false\n")
            profiles.apply_profile(source=source, by="test", at=timezone.now())
        for path in ("/przeglad/", "/do-zaplaty/", document(rzeszow)):
            assert spaced(OURS) not in text_of(anna, path), path

    def test_the_title_is_the_profiles_own(self, rzeszow: Tenant, anna: Browser) -> None:
        assert "Faktura FV/0, ID Odbiorcy 0012345" in text_of(anna, document(rzeszow))
        with rzeszow:
            title = '  transfer_title: "Faktura {{invoice_number}}, ID Odbiorcy {{customer_number}}"\n'
            source = changed("rzeszow", title, '  transfer_title: "Woda {{customer_number}}"\n')
            profiles.apply_profile(source=source, by="test", at=timezone.now())
        assert "Woda 0012345" in text_of(anna, document(rzeszow))


class TestInterest:
    """An estimate where something is late, by the profile's own rates."""

    def late(self, rzeszow: Tenant) -> str:
        with rzeszow:
            Invoice.objects.exclude(number="FV/0").update(paid_grosze=10**6)
        return document(
            rzeszow,
            to_pay_grosze=25000,
            gross_grosze=25000,
            due_on=timezone.localdate() - timedelta(days=365),
        )

    def test_of_one_document_and_together(self, rzeszow: Tenant, anna: Browser) -> None:
        path = self.late(rzeszow)
        assert "Odsetki na dziś" in text_of(anna, path)
        text = text_of(anna, "/do-zaplaty/")
        assert "To tylko szacunek" in text
        assert "05.03.2026" in text and "9,25%" in text

    def test_own_rates(self, rzeszow: Tenant, anna: Browser) -> None:
        self.late(rzeszow)
        payments(
            rzeszow, "late_interest:",
            "  rates: [{since: 2020-01-01, percent: 7.3}]",
        )  # fmt: skip
        text = text_of(anna, "/do-zaplaty/")
        assert "7,30%" in text and "9,25%" not in text

    def test_switched_off_there_is_none(self, rzeszow: Tenant, anna: Browser) -> None:
        path = self.late(rzeszow)
        payments(rzeszow, "late_interest: {shown: false}")
        assert "Odsetki na dziś" not in text_of(anna, path)
        assert "Odsetki" not in text_of(anna, "/do-zaplaty/")

    def test_companies_have_rates_of_their_own_and_are_told_so(self, rzeszow: Tenant, anna: Browser) -> None:
        self.late(rzeszow)
        assert "transakcjach handlowych" not in text_of(anna, "/do-zaplaty/")
        with rzeszow:
            Customer.objects.update(kind="company")
        text = text_of(anna, "/do-zaplaty/")
        assert "13,75%" in text and "9,25%" not in text
        assert "transakcjach handlowych" in text
        payments(
            rzeszow, "late_interest:",
            "  company_rates: [{since: 2020-01-01, percent: 11}]",
        )  # fmt: skip
        assert "11,00%" in text_of(anna, "/do-zaplaty/")

    def test_without_rates_for_companies_they_are_told_why_there_is_no_estimate(
        self, rzeszow: Tenant, anna: Browser
    ) -> None:
        self.late(rzeszow)
        payments(rzeszow, "late_interest: {company_rates: []}")
        assert "9,25%" in text_of(anna, "/do-zaplaty/")
        with rzeszow:
            Customer.objects.update(kind="company")
        text = text_of(anna, "/do-zaplaty/")
        assert "szacunek" not in text
        assert "Firmy i instytucje mają własne stawki odsetek" in text

    def test_of_a_person_with_a_nip_the_lower_rates_and_why(self, rzeszow: Tenant, anna: Browser) -> None:
        """A company without a NIP known to us pays as one; a person with a NIP may buy for home."""
        path = self.late(rzeszow)
        for page in (path, "/do-zaplaty/"):
            assert "Liczymy według niższych stawek" not in text_of(anna, page)
        consumer = anna.get("/api/v1/me/balance/").json()["late_interest_grosze"]
        with rzeszow:
            Customer.objects.update(nip="8567346215")
        for page in (path, "/do-zaplaty/"):
            assert "Liczymy według niższych stawek" in text_of(anna, page)
        text = text_of(anna, "/do-zaplaty/")
        assert "9,25%" in text and "13,75%" not in text and "transakcjach handlowych" not in text
        assert anna.get("/api/v1/me/balance/").json()["late_interest_grosze"] == consumer > 0
        with rzeszow:
            Customer.objects.update(nip="", kind="public")
        for page in (path, "/do-zaplaty/"):
            assert "transakcjach handlowych" in text_of(anna, page)
        assert anna.get("/api/v1/me/balance/").json()["late_interest_grosze"] > consumer

    def test_nothing_late_nothing_said(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            Invoice.objects.update(paid_grosze=10**6)
        text = text_of(anna, "/do-zaplaty/")
        assert "Nic nie czeka na zapłatę" in text
        assert "Odsetki" not in text

    def test_a_demand_is_not_counted_twice(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            Invoice.objects.exclude(number="FV/0").update(paid_grosze=10**6)
            demand = make_invoice(Customer.objects.get(), "WZ/1", issued_on=TODAY, gross=20000)
            Invoice.objects.filter(pk=demand.pk).update(kind="payment_demand", due_on=date(2026, 1, 2))
        text = text_of(anna, "/do-zaplaty/")
        assert "WZ/1" not in text
        assert "200,00 zł" in text
        assert "400,00 zł" not in text


class TestDocument:
    """One document in full."""

    def test_readings_it_rests_on(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            meter = Customer.objects.get().service_points.get().meters.get(code="111")
            Reading.objects.filter(meter=meter).delete()
            Reading.objects.create(meter=meter, taken_on=TODAY - timedelta(days=60), value_m3="100")
            Reading.objects.create(
                meter=meter,
                taken_on=TODAY,
                value_m3="113",
                consumption_m3="13",
                kind="estimate",
                settled_in="FV/0",
            )
        text = text_of(anna, document(rzeszow))
        readings = text.partition("Odczyty do tego rachunku</h2>")[2].partition("</table>")[0]
        for said in ("100 m³", "113 m³", "13 m³", "szacun"):
            assert said in readings
        assert "Odczyty do tego rachunku" not in text_of(anna, document(rzeszow, "FV/1"))

    def test_a_correction_shows_before_after_and_the_difference(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            customer, original = Customer.objects.get(), Invoice.objects.get(number="FV/1")
            correction = make_invoice(customer, "KOR/1", issued_on=TODAY, gross=-1000)
            Invoice.objects.filter(pk=correction.pk).update(
                kind="correction", corrects=original, correction_reason="Błędny odczyt"
            )
            correction.lines.all().delete()
            line = original.lines.get()
            for place, (before, quantity, gross) in enumerate(
                ((True, 12, line.gross_grosze), (False, 11, 19001)), 1
            ):
                correction.lines.create(
                    position=place, name=line.name, unit="m3", quantity=quantity, unit_price=line.unit_price,
                    net_grosze=round(gross / 1.08), gross_grosze=gross, vat_rate="8", before_correction=before,
                )  # fmt: skip
        text = text_of(anna, document(rzeszow, "KOR/1"))
        table = text.partition("Co zmienia korekta</h2>")[2].partition("</table>")[0]
        assert "FV/1" in text and "Błędny odczyt" in text
        for said in ("200,01 zł", "12 m³", "190,01 zł", "11 m³", "−10,00 zł"):
            assert said in table
        assert "Na Twoją korzyść" in text
        assert "Tę fakturę koryguje" in text_of(anna, document(rzeszow, "FV/1"))

    def test_split_payment_has_its_text_and_no_code(self, rzeszow: Tenant, anna: Browser) -> None:
        assert 'class="qr-code"' in text_of(anna, document(rzeszow))
        path = document(rzeszow, split_payment=True, seller_nip="8133336039")
        text = text_of(anna, path)
        assert "/VAT/14,81/IDC/8133336039/INV/FV/0/TXT/0012345" in text
        assert 'class="qr-code"' not in text

    def test_the_code_is_for_what_is_left(self, rzeszow: Tenant, anna: Browser) -> None:
        path = document(rzeszow, paid_grosze=15000)
        assert "aplikacji banku: 50,00 zł" in text_of(anna, path)
        assert "aplikacji banku" not in text_of(anna, document(rzeszow, paid_grosze=20000))

    @pytest.mark.parametrize(
        ("fields", "banner"),
        [
            ({"ksef_status": "not_applicable"}, "Faktura poza KSeF"),
            ({"ksef_status": "pending"}, "OFFLINE – oczekuje na numer KSeF"),
            (
                {"ksef_status": "assigned", "ksef_number": "5265877635-20250826-0100001AF629-AF"},
                "Faktura w KSeF: numer 5265877635-20250826-0100001AF629-AF",
            ),
        ],
    )
    def test_where_it_stands_in_ksef(
        self, rzeszow: Tenant, anna: Browser, fields: dict[str, str], banner: str
    ) -> None:
        said = " ".join(re.sub(r"<[^>]+>", " ", text_of(anna, document(rzeszow, **fields))).split())
        assert banner in said

    def test_notes_and_demands_have_nothing_to_do_with_ksef(self, rzeszow: Tenant, anna: Browser) -> None:
        for kind in ("interest_note", "payment_demand"):
            assert "KSeF" not in text_of(anna, document(rzeszow, kind=kind)).partition("<main")[2]

    def test_for_a_buyer_with_a_nip_the_pdf_is_a_visualisation(self, rzeszow: Tenant, anna: Browser) -> None:
        path = document(rzeszow, ksef_status="pending")
        assert "PDF (wizualizacja)" not in text_of(anna, path)
        with rzeszow:
            Customer.objects.update(nip="8567346215")
        text = text_of(anna, path)
        assert "PDF (wizualizacja)" in text
        assert "Sama faktura jest w KSeF" in text

    @pytest.mark.parametrize("kind", ["vat", "correction", "interest_note", "payment_demand", "other"])
    @pytest.mark.parametrize("gross", [20000, -500, 0])
    def test_every_kind_makes_a_pdf(self, rzeszow: Tenant, anna: Browser, kind: str, gross: int) -> None:
        path = document(rzeszow, kind=kind, to_pay_grosze=gross, gross_grosze=gross)
        answer = anna.get(f"{path}pdf/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")

    def test_the_xml_is_given_byte_for_byte(self, rzeszow: Tenant, anna: Browser) -> None:
        """KOD I is a hash of exactly these bytes: not even a line's end may change on the way."""
        odd = "\ufeff<?xml version='1.0'?>\r\n<Faktura  a = '1' >Zażółć</Faktura>\n\n".encode()
        digest = hashlib.sha256(odd).digest()
        path = document(rzeszow, xml_sha256=digest, seller_nip="8133336039")
        with rzeszow:
            Invoice.objects.get(number="FV/0").files.create(kind="xml", content=odd, sha256=digest)
        answer = anna.get(f"{path}xml/")
        assert answer.content == odd
        assert 'filename="FV-0.xml"' in answer.headers["Content-Disposition"]
        code = base64.urlsafe_b64encode(hashlib.sha256(answer.content).digest()).decode().rstrip("=")
        assert f"https://qr.ksef.mf.gov.pl/invoice/8133336039/20-11-2026/{code}" in text_of(anna, path)

    def test_the_bill_before_explains_this_one(self, rzeszow: Tenant, anna: Browser) -> None:
        with rzeszow:
            for number, month, gross, used in (("FV/1", 9, 10000, 10), ("FV/0", 10, 13000, 13)):
                Invoice.objects.filter(number=number).update(
                    sold_from=date(2026, month, 1), sold_to=date(2026, month, 30), gross_grosze=gross
                )
                lines = Invoice.objects.get(number=number).lines
                lines.update(
                    name="Dostawa wody", quantity=used, unit_price=None, gross_grosze=gross, net_grosze=None
                )
        text = text_of(anna, document(rzeszow))
        assert "Zapłacisz o 30,00 zł więcej niż poprzednio." in text
        assert "Zużycie wzrosło o 3 m³ (+30,00 zł)." in text
        assert 'aria-label="Zużycie wody: +30,00 zł"' in text
        assert "Skąd taka kwota" not in text_of(anna, document(rzeszow, "FV/2"))


def test_percent_of_a_rate_is_exact() -> None:
    from tenants.profile.formats import percent  # noqa: PLC0415 -- only here

    assert percent(Decimal("9.25")).replace(".", ",") == "9,25%"
