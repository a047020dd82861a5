"""Polish identifiers as people type them: made canonical, or refused with a sentence.

They stand in this room because it is the lowest one that keeps them (a customer's NIP, account, phone).
python-stdnum does the arithmetic; on top come the Ministry's own pattern for NIP (it refuses 0000000000, whose
checksum is right) and the rule that identifiers are text, stored without spaces, hyphens or `PL`.
"""

import re
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from stdnum import exceptions as stdnum_errors
from stdnum.pl import nip as stdnum_nip
from stdnum.pl import pesel as stdnum_pesel
from stdnum.pl import regon as stdnum_regon

# The pattern of the KSeF API and of the FA schemas: no leading zero, not "00" in places two and three.
NIP_PATTERN = r"[1-9](?:\d[1-9]|[1-9]\d)\d{7}"
_NIP = re.compile(NIP_PATTERN, re.ASCII)
_POSTAL_CODE = re.compile(r"\d{2}-\d{3}", re.ASCII)
_FOREIGN_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-\u00a0\u2007\u202f]+")

# Both pass every check and are used in the Ministry's examples: fine in tests, suspect in real data.
TEST_NIPS = frozenset({"1111111111", "9999999999"})


class InvalidIdentifier(ValueError):
    """The text is not the identifier it should be; the message says why, in words for the person who typed it."""


def parse_nip(text: str) -> str:
    """Ten digits of a tax number. Accepts spaces, hyphens and the prefix PL; raises InvalidIdentifier."""
    number = _compact(text).removeprefix("PL")
    _require_digits(number, 10, _("A NIP has exactly 10 digits."))
    if not _NIP.fullmatch(number) or not _passes(stdnum_nip.validate, number):
        raise InvalidIdentifier(
            _("This NIP is wrong: the check digit does not match. Check for a mistyped digit.")
        )
    return number


def parse_pesel(text: str) -> str:
    """Eleven digits of a PESEL whose date exists and whose check digit is right; raises InvalidIdentifier."""
    number = _compact(text)
    _require_digits(number, 11, _("A PESEL has exactly 11 digits."))
    if not _passes(stdnum_pesel.validate, number):
        raise InvalidIdentifier(_("This PESEL is wrong: its date or check digit does not match."))
    return number


def birth_date(pesel: str) -> date:
    """The date of birth that a valid PESEL carries."""
    return stdnum_pesel.get_birth_date(parse_pesel(pesel))


def parse_regon(text: str) -> str:
    """Nine or fourteen digits of a REGON; raises InvalidIdentifier."""
    number = _compact(text)
    if not (number.isascii() and number.isdigit() and len(number) in (9, 14)):
        raise InvalidIdentifier(_("A REGON has 9 or 14 digits."))
    if not _passes(stdnum_regon.validate, number):
        raise InvalidIdentifier(_("This REGON is wrong: the check digit does not match."))
    return number


def parse_account(text: str) -> str:
    """Twenty-six digits of a Polish bank account (NRB), mod 97 checked; raises InvalidIdentifier.

    The bank code's own check digit is not enforced: the Polish Bank Association's published example breaks it.
    """
    number = _compact(text).removeprefix("PL")
    _require_digits(number, 26, _("A bank account number has exactly 26 digits."))
    # 2521 stands for PL: the check of an IBAN on plain integers, because an import makes it for each customer.
    if int(f"{number[2:]}2521{number[:2]}") % 97 != 1:
        raise InvalidIdentifier(_("This bank account number is wrong: the check digits do not match."))
    return number


def make_account(bank_and_client: str) -> str:
    """The NRB of a 24-digit bank code + client part, check digits put in front (individual accounts)."""
    if not re.fullmatch(r"\d{24}", bank_and_client, re.ASCII):
        raise InvalidIdentifier(_("The bank's part of an account number has exactly 24 digits."))
    return f"{98 - int(bank_and_client + '252100') % 97:02d}{bank_and_client}"


def grouped_account(account: str) -> str:
    """`86 1090 1014 …` with no-break spaces, the way Polish banks print it."""
    return "\u00a0".join([account[:2], *(account[start : start + 4] for start in range(2, len(account), 4))])


def parse_postal_code(text: str) -> str:
    """`NN-NNN`; raises InvalidIdentifier."""
    code = text.strip()
    if not _POSTAL_CODE.fullmatch(code):
        raise InvalidIdentifier(_("A postal code looks like 35-055: two digits, a hyphen, three digits."))
    return code


def parse_phone(text: str) -> str:
    """E.164, at most 16 characters (the limit of FA(3)); nine digits alone are Polish. Raises InvalidIdentifier."""
    number = re.sub(r"[\s\-\u00a0()./]+", "", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    if re.fullmatch(r"[1-9]\d{8}", number, re.ASCII):
        number = "+48" + number
    polish_ok = not number.startswith("+48") or re.fullmatch(r"\+48[1-9]\d{8}", number, re.ASCII)
    if not polish_ok or not _FOREIGN_PHONE.fullmatch(number):
        raise InvalidIdentifier(_("A Polish phone number has 9 digits, for example 17 123 45 67."))
    return number


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _require_digits(number: str, length: int, sentence: str) -> None:
    if not (number.isascii() and number.isdigit() and len(number) == length):
        raise InvalidIdentifier(sentence)


def _passes(validate: Callable[[str], object], number: str) -> bool:
    try:
        validate(number)
    except stdnum_errors.ValidationError:
        return False
    return True
