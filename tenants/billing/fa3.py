"""Reads a structured invoice FA(3) the way it comes, not the way the schema wishes.

Half of the libraries fail on the Ministry's own valid samples, because fields such as P_8A, P_8B, P_9A and P_12 may
be missing. This reader asks for what an invoice cannot be without (seller, number, date, gross), takes what else it
knows, and keeps the rest as `other`, so that nothing an issuer wrote is lost. It never writes XML: the bytes are
evidence, and KOD I is a hash of them.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _
from lxml import etree

from tenants.customers.identifiers import InvalidIdentifier, parse_account

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
_OLDER = {
    "http://crd.gov.pl/wzor/2023/06/29/12648/": "FA(2)",
    "http://crd.gov.pl/wzor/2021/11/29/11089/": "FA(1)",
}
MAX_BYTES = 3 * 1024 * 1024  # KSeF itself takes 1 MB, 3 MB with an attachment
MAX_DEPTH = 40  # the schema needs 11
_NET_TOTAL = re.compile(r"P_13_\d+(?:_\d)?")
_VAT_TOTAL = re.compile(
    r"P_14_\d+"
)  # not P_14_1W: that is the same tax in złoty on a foreign-currency invoice
_NUMBER = re.compile(r"-?\d{1,16}(?:\.\d{1,12})?", re.ASCII)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


class NotAnInvoice(ValueError):
    """The bytes are no FA(3) invoice that could be taken in; the message says why, for the utility's staff."""


@dataclass(frozen=True, slots=True)
class Fa3Line:
    """One FaWiersz. Amounts in grosze; what the issuer left out is None."""

    position: int
    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    net_grosze: int | None
    gross_grosze: int | None
    vat_rate: str
    before_correction: bool


@dataclass(frozen=True, slots=True)
class CorrectedInvoice:
    """Which invoice a correction speaks of."""

    number: str
    issued_on: date | None
    ksef_number: str


@dataclass(frozen=True, slots=True)
class Fa3Invoice:
    """What the platform understands of one invoice. `to_pay_grosze` is negative where the seller owes."""

    number: str
    kind: str
    currency: str
    issued_on: date
    sold_from: date | None
    sold_to: date | None
    due_on: date | None
    seller_nip: str
    seller_name: str
    buyer_nip: str
    buyer_name: str
    buyer_customer_number: str
    net_grosze: int
    vat_grosze: int
    gross_grosze: int
    to_pay_grosze: int
    account: str
    split_payment: bool
    correction_reason: str
    corrects: tuple[CorrectedInvoice, ...]
    lines: tuple[Fa3Line, ...]
    notes: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]
    sha256: bytes


def read_fa3(xml: bytes, *, seller_nip: str | None = None) -> Fa3Invoice:
    """Read one invoice from its exact bytes.

    `seller_nip` is the utility's own: an invoice of another seller is refused. Raises NotAnInvoice for anything
    broken, hostile (DTD, entities, too big, too deep, not UTF-8), of another schema, or without its essentials.
    """
    reader = _Reader(_parse(xml))
    found_nip = reader.text("Podmiot1/DaneIdentyfikacyjne/NIP")
    if not found_nip:
        raise NotAnInvoice(_("The invoice has no NIP of the seller (Podmiot1/DaneIdentyfikacyjne/NIP)."))
    if seller_nip is not None and found_nip != seller_nip:
        raise NotAnInvoice(
            _(
                "The seller on this invoice has NIP %(found)s, and yours is %(expected)s: it is not your invoice."
            )
            % {"found": found_nip, "expected": seller_nip}
        )
    number = reader.text("Fa/P_2")
    if not number:
        raise NotAnInvoice(_("The invoice has no number (Fa/P_2)."))
    issued_on = reader.day("Fa/P_1")
    if issued_on is None:
        raise NotAnInvoice(_("The invoice has no date of issue (Fa/P_1)."))
    gross = reader.grosze("Fa/P_15")
    if gross is None:
        raise NotAnInvoice(_("The invoice has no gross amount (Fa/P_15)."))
    sold_from, sold_to = reader.period()
    vat = reader.total(_VAT_TOTAL) or 0
    net = reader.total(_NET_TOTAL)
    return Fa3Invoice(
        number=number,
        kind=reader.text("Fa/RodzajFaktury") or "VAT",
        currency=reader.text("Fa/KodWaluty") or "PLN",
        issued_on=issued_on,
        sold_from=sold_from,
        sold_to=sold_to,
        due_on=reader.due_on(),
        seller_nip=found_nip,
        seller_name=reader.text("Podmiot1/DaneIdentyfikacyjne/Nazwa"),
        buyer_nip=reader.text("Podmiot2/DaneIdentyfikacyjne/NIP"),
        buyer_name=reader.text("Podmiot2/DaneIdentyfikacyjne/Nazwa"),
        buyer_customer_number=reader.text("Podmiot2/NrKlienta"),
        net_grosze=gross - vat if net is None else net,
        vat_grosze=vat,
        gross_grosze=gross,
        to_pay_grosze=reader.to_pay(gross),
        account=reader.account(),
        split_payment=reader.text("Fa/Adnotacje/P_18A") == "1",
        correction_reason=reader.text("Fa/PrzyczynaKorekty"),
        corrects=tuple(reader.corrected()),
        lines=tuple(reader.lines()),
        notes=tuple(reader.notes()),
        other=tuple(reader.rest()),
        sha256=hashlib.sha256(xml).digest(),
    )


def _parse(xml: bytes) -> etree._Element:
    if len(xml) > MAX_BYTES:
        raise NotAnInvoice(_("The file is larger than 3 MB, more than KSeF itself accepts."))
    try:
        xml.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAnInvoice(_("The file is not in UTF-8, which FA(3) requires.")) from error
    declared = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    # A declared UTF-7 would hide a DTD from the check below.
    if (declared and declared[1].lower() not in (b"utf-8", b"utf8")) or b"\x00" in xml:
        raise NotAnInvoice(_("The file is not in UTF-8, which FA(3) requires."))
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise NotAnInvoice(
            _("The file has a DTD or entities. An invoice never needs them, so it was not read.")
        )
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnInvoice(
            _("The file is not correct XML: line %(line)s.") % {"line": getattr(error, "lineno", None) or 1}
        ) from error
    if _deeper_than(root, MAX_DEPTH):
        raise NotAnInvoice(_("The file has more nested elements than any invoice, so it was not read."))
    name = etree.QName(root)
    if name.namespace in _OLDER:
        raise NotAnInvoice(
            _(
                "This is an invoice in the old schema %(schema)s. Only FA(3) is read, in force since 1 February 2026."
            )
            % {"schema": _OLDER[name.namespace]}
        )
    if name.localname != "Faktura" or name.namespace != NAMESPACE:
        raise NotAnInvoice(
            _("This is not an FA(3) invoice: it should begin with Faktura of the FA(3) schema.")
        )
    return root


def _deeper_than(root: etree._Element, limit: int) -> bool:
    level = [root]
    for _depth in range(limit):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


class _Reader:
    """Walks one invoice and remembers which elements it has read, so that the rest can be kept."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._read: set[etree._Element] = set()

    def text(self, path: str, within: etree._Element | None = None) -> str:
        element = self._find(path, within)
        if element is None:
            return ""
        self._read.add(element)
        return (element.text or "").strip()

    def day(self, path: str, within: etree._Element | None = None) -> date | None:
        text = self.text(path, within)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError as error:
            raise NotAnInvoice(
                _("In %(field)s there should be a date such as 2026-11-20, and there is “%(value)s”.")
                % {"field": path, "value": text[:40]}
            ) from error

    def number(self, path: str, within: etree._Element | None = None) -> Decimal | None:
        text = self.text(path, within)
        if not text:
            return None
        with suppress(InvalidOperation):
            if _NUMBER.fullmatch(text):
                return Decimal(text)
        raise NotAnInvoice(
            _("In %(field)s there should be a number such as 158.09, and there is “%(value)s”.")
            % {"field": path, "value": text[:40]}
        )

    def grosze(self, path: str, within: etree._Element | None = None) -> int | None:
        amount = self.number(path, within)
        return None if amount is None else int((amount * 100).to_integral_value(ROUND_HALF_UP))

    def total(self, name: re.Pattern[str]) -> int | None:
        """Sum over the invoice's VAT buckets; None where it has none."""
        names = [etree.QName(child).localname for child in self._all("Fa/*")]
        amounts = [self.grosze(f"Fa/{one}") or 0 for one in names if name.fullmatch(one)]
        return sum(amounts) if amounts else None

    def period(self) -> tuple[date | None, date | None]:
        one_day = self.day("Fa/P_6")
        return self.day("Fa/OkresFa/P_6_Od") or one_day, self.day("Fa/OkresFa/P_6_Do") or one_day

    def due_on(self) -> date | None:
        """The last of the dates of payment: the one after which the whole is overdue."""
        terms = [self.day("Termin", term) for term in self._all("Fa/Platnosc/TerminPlatnosci")]
        return max((day for day in terms if day), default=None)

    def to_pay(self, gross: int) -> int:
        """DoZaplaty where the issuer settled other amounts too, DoRozliczenia as a credit, else the gross."""
        to_pay = self.grosze("Fa/Rozliczenie/DoZaplaty")
        credit = self.grosze("Fa/Rozliczenie/DoRozliczenia")
        if to_pay is not None:
            return to_pay
        return gross if credit is None else -credit

    def account(self) -> str:
        """The first Polish account, or nothing: foreign accounts are no use in a Polish transfer."""
        for element in self._all("Fa/Platnosc/RachunekBankowy"):
            try:
                return parse_account(self.text("NrRB", element))
            except InvalidIdentifier:
                continue
        return ""

    def corrected(self) -> Iterator[CorrectedInvoice]:
        for element in self._all("Fa/DaneFaKorygowanej"):
            yield CorrectedInvoice(
                number=self.text("NrFaKorygowanej", element),
                issued_on=self.day("DataWystFaKorygowanej", element),
                ksef_number=self.text("NrKSeFFaKorygowanej", element),
            )

    def lines(self) -> Iterator[Fa3Line]:
        for position, element in enumerate(self._all("Fa/FaWiersz"), start=1):
            self.text("NrWierszaFa", element)  # a correction repeats it, so our own count is the position
            net_price = self.number("P_9A", element)
            yield Fa3Line(
                position=position,
                name=self.text("P_7", element),
                unit=self.text("P_8A", element),
                quantity=self.number("P_8B", element),
                unit_price=self.number("P_9B", element) if net_price is None else net_price,
                net_grosze=self.grosze("P_11", element),
                gross_grosze=self.grosze("P_11A", element),
                vat_rate=self.text("P_12", element),
                before_correction=self.text("StanPrzed", element) == "1",
            )

    def notes(self) -> Iterator[tuple[str, str]]:
        for element in self._all("Fa/DodatkowyOpis"):
            yield self.text("Klucz", element), self.text("Wartosc", element)

    def rest(self) -> Iterator[tuple[str, str]]:
        """Path and text of every element that nobody asked for, in the document's order."""
        for element in self._root.iter(etree.Element):
            text = (element.text or "").strip()
            if text and element not in self._read:
                above = [etree.QName(one).localname for one in element.iterancestors()][-2::-1]
                yield "/".join([*above, etree.QName(element).localname]), text

    def _find(self, path: str, within: etree._Element | None) -> etree._Element | None:
        return next(iter(self._all(path, within)), None)

    def _all(self, path: str, within: etree._Element | None = None) -> list[etree._Element]:
        start = self._root if within is None else within
        return start.findall("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/")))
