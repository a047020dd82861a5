"""An invoice of the demo as FA(3) XML, the way a utility's billing system would send it to KSeF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from tenants.billing.fa3 import NAMESPACE
from tenants.integration.demo.people import Party
from tenants.integration.demo.towns import Town


@dataclass(frozen=True, slots=True)
class Line:
    """One position; `net_grosze` is rounded from the two before it."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    net_grosze: int
    before_correction: bool = False
    vat_rate: str = "8"


@dataclass(frozen=True, slots=True)
class Document:
    """What the XML says; amounts in grosze. A correction names what it corrects."""

    number: str
    issued_on: date
    sold_from: date
    sold_to: date
    due_on: date
    net_grosze: int
    vat_grosze: int
    to_pay_grosze: int
    lines: tuple[Line, ...]
    customer_number: str
    account: str
    meter: str
    corrects: str = ""
    corrects_issued_on: date | None = None
    corrects_ksef_number: str = ""
    reason: str = ""
    split_payment: bool = False

    @property
    def gross_grosze(self) -> int:
        return self.net_grosze + self.vat_grosze


def fa3_xml(document: Document, *, seller: Town, buyer: Party) -> bytes:
    """The XML in UTF-8, valid against the schema FA(3) 1-0E."""
    kind = "KOR" if document.corrects else "VAT"
    created = f"{document.issued_on.isoformat()}T06:00:00Z"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<Faktura xmlns="{NAMESPACE}"><Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA',
        f"</KodFormularza><WariantFormularza>3</WariantFormularza><DataWytworzeniaFa>{created}</DataWytworzeniaFa>",
        "<SystemInfo>Demo</SystemInfo></Naglowek>",
        f"<Podmiot1>{_party(seller.nip, seller.utility)}",
        f"{_address(seller.address, f'{seller.postal_code} {seller.city}')}</Podmiot1>",
        f"<Podmiot2>{_party(buyer.nip, buyer.name)}",
        f"{_address(buyer.address, f'{seller.postal_code} {seller.city}')}",
        f"<NrKlienta>{document.customer_number}</NrKlienta><JST>2</JST><GV>2</GV></Podmiot2>",
        f"<Fa><KodWaluty>PLN</KodWaluty><P_1>{document.issued_on}</P_1><P_2>{escape(document.number)}</P_2>",
        f"<OkresFa><P_6_Od>{document.sold_from}</P_6_Od><P_6_Do>{document.sold_to}</P_6_Do></OkresFa>",
        f"<P_13_2>{_zloty(document.net_grosze)}</P_13_2><P_14_2>{_zloty(document.vat_grosze)}</P_14_2>",
        f"<P_15>{_zloty(document.gross_grosze)}</P_15>{_remarks(document)}<RodzajFaktury>{kind}</RodzajFaktury>",
        _correction(document),
        f"<DodatkowyOpis><Klucz>Wodomierz</Klucz><Wartosc>{escape(document.meter)}</Wartosc></DodatkowyOpis>",
        *(_line(place, line) for place, line in enumerate(document.lines, start=1)),
        _settlement(document),
        f"<Platnosc><TerminPlatnosci><Termin>{document.due_on}</Termin></TerminPlatnosci>",
        "<FormaPlatnosci>6</FormaPlatnosci>",
        f"<RachunekBankowy><NrRB>{document.account}</NrRB><OpisRachunku>rachunek indywidualny</OpisRachunku>",
        "</RachunekBankowy></Platnosc></Fa></Faktura>\n",
    ]
    return "".join(parts).encode()


def _remarks(document: Document) -> str:
    split = 1 if document.split_payment else 2
    return (
        f"<Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>{split}</P_18A><Zwolnienie><P_19N>1</P_19N>"
        "</Zwolnienie><NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu><P_23>2</P_23><PMarzy>"
        "<P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje>"
    )


def _party(nip: str, name: str) -> str:
    return f"<DaneIdentyfikacyjne><NIP>{nip}</NIP><Nazwa>{escape(name)}</Nazwa></DaneIdentyfikacyjne>"


def _address(street: str, town: str) -> str:
    return f"<Adres><KodKraju>PL</KodKraju><AdresL1>{escape(street)}</AdresL1><AdresL2>{escape(town)}</AdresL2></Adres>"


def _correction(document: Document) -> str:
    if not document.corrects:
        return ""
    known = (
        f"<NrKSeF>1</NrKSeF><NrKSeFFaKorygowanej>{document.corrects_ksef_number}</NrKSeFFaKorygowanej>"
        if document.corrects_ksef_number
        else "<NrKSeFN>1</NrKSeFN>"
    )
    return (
        f"<PrzyczynaKorekty>{escape(document.reason)}</PrzyczynaKorekty><TypKorekty>2</TypKorekty>"
        f"<DaneFaKorygowanej><DataWystFaKorygowanej>{document.corrects_issued_on}</DataWystFaKorygowanej>"
        f"<NrFaKorygowanej>{escape(document.corrects)}</NrFaKorygowanej>{known}</DaneFaKorygowanej>"
    )


def _line(place: int, line: Line) -> str:
    before = "<StanPrzed>1</StanPrzed>" if line.before_correction else ""
    return (
        f"<FaWiersz><NrWierszaFa>{place}</NrWierszaFa><P_7>{escape(line.name)}</P_7><P_8A>{line.unit}</P_8A>"
        f"<P_8B>{line.quantity}</P_8B><P_9A>{line.unit_price}</P_9A><P_11>{_zloty(line.net_grosze)}</P_11>"
        f"<P_12>8</P_12>{before}</FaWiersz>"
    )


def _settlement(document: Document) -> str:
    taken = document.gross_grosze - document.to_pay_grosze
    if not taken:
        return ""
    return (
        f"<Rozliczenie><Odliczenia><Kwota>{_zloty(taken)}</Kwota><Powod>Nadpłata</Powod></Odliczenia>"
        f"<SumaOdliczen>{_zloty(taken)}</SumaOdliczen><DoZaplaty>{_zloty(document.to_pay_grosze)}</DoZaplaty>"
        "</Rozliczenie>"
    )


def _zloty(grosze: int) -> str:
    return f"{Decimal(grosze) / 100:.2f}"
