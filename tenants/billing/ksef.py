"""KSeF, the State's invoice system: its numbers, their checksum, and the address behind KOD I.

Pure functions. Sources: ksef-docs `faktury/numer-ksef.md` (CRC-8, polynomial 0x07), `kody-qr.md` (KOD I) and the
pattern in the API's OpenAPI file. The official validators skip the hyphen before the checksum; the pattern does not.
"""

import base64
import binascii
import re
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from tenants.customers.identifiers import NIP_PATTERN, InvalidIdentifier

_SELLER = rf"(?:{NIP_PATTERN}|M\d{{9}}|[A-Z]{{3}}\d{{7}})"
_DAY = r"(?:20[2-9]\d|2[1-9]\d{2}|[3-9]\d{3})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBER = re.compile(rf"{_SELLER}-{_DAY}-[0-9A-F]{{6}}-?[0-9A-F]{{6}}-[0-9A-F]{{2}}", re.ASCII)
_COLLECTIVE = re.compile(
    rf"{NIP_PATTERN}-IZ20[2-9]\d(?:0[1-9]|1[0-2])-[0-9A-F]{{12}}-[0-9A-F]{{2}}", re.ASCII
)
_HASH = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class KsefHost(StrEnum):
    """Where a QR code leads: the real system, or one of the Ministry's two others."""

    PRODUCTION = "https://qr.ksef.mf.gov.pl"
    DEMO = "https://qr-demo.ksef.mf.gov.pl"
    TEST = "https://qr-test.ksef.mf.gov.pl"


def checksum(text: str) -> str:
    """CRC-8 (0x07, start 0, not reflected) of the text as two upper-case hexadecimal digits."""
    crc = 0
    for byte in text.encode("ascii"):
        crc ^= byte
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else (crc << 1) & 0xFF
    return f"{crc:02X}"


def parse_ksef_number(text: str) -> str:
    """A KSeF number, checked; raises InvalidIdentifier.

    35 characters with a checksum, or the 36 of KSeF 1.0 (a hyphen inside the hexadecimal part), for which no
    official checksum rule was ever published: those are taken by their pattern.
    """
    number = text.strip()
    if not _NUMBER.fullmatch(number):
        raise InvalidIdentifier(
            _("A KSeF number has 35 characters, for example 5265877635-20250826-0100001AF629-AF.")
        )
    if len(number) == 35 and checksum(number[:32]) != number[-2:]:
        raise InvalidIdentifier(_("This KSeF number is wrong: its last two characters do not match."))
    return number


def make_ksef_number(*, nip: str, day: date, technical: str) -> str:
    """The number with its checksum from its three parts; `technical` is 12 upper-case hexadecimal digits."""
    body = f"{nip}-{day:%Y%m%d}-{technical}"
    return parse_ksef_number(f"{body}-{checksum(body)}")


def is_collective_id(text: str) -> bool:
    """Whether this is an identifier of several invoices paid together: as long as a KSeF number, but not one."""
    return bool(_COLLECTIVE.fullmatch(text)) and checksum(text[:32]) == text[-2:]


def kod_i_url(
    *, seller_nip: str, issued_on: date, xml_hash: bytes | str, host: KsefHost = KsefHost.PRODUCTION
) -> str:
    """The address in the QR code of an invoice's visualisation.

    `xml_hash` is the SHA-256 of the exact bytes of the XML, as 32 bytes or in base64 or base64url (the API gives
    base64). Raises InvalidIdentifier when it is not 32 bytes long.
    """
    return f"{host}/invoice/{seller_nip}/{issued_on:%d-%m-%Y}/{_hash_for_url(xml_hash)}"


def _hash_for_url(xml_hash: bytes | str) -> str:
    if isinstance(xml_hash, str):
        plain = xml_hash.replace("+", "-").replace("/", "_").rstrip("=")
        try:
            xml_hash = base64.urlsafe_b64decode(plain + "=") if _HASH.fullmatch(plain) else b""
        except binascii.Error:
            xml_hash = b""
    if len(xml_hash) != 32:
        raise InvalidIdentifier(_("The hash of an invoice must be a SHA-256: exactly 32 bytes."))
    return base64.urlsafe_b64encode(xml_hash).rstrip(b"=").decode("ascii")
