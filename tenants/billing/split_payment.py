"""The title of a transfer by split payment (mechanizm podzielonej płatności), in which the bank finds the VAT.

`/VAT/23,00/IDC/5231242681/INV/PM1253/2018/TXT/…`: 13, 14, 35 and 33 characters at most (communiqués of Polish banks).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tenants.billing.models import Invoice

_LONGEST_INVOICE, _LONGEST_TEXT = 35, 33
_LONGEST_AMOUNT = 13
# From this day a payer who is an active VAT taxpayer must quote the KSeF number (art. 108g of the VAT act); it has 35
# characters, so it fits where the number of the invoice stands, and nowhere else.
KSEF_NUMBER_SINCE = date(2027, 1, 1)
_NOT_ALLOWED = re.compile(r"[^0-9A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż ./,\-]")


class AmountTooLarge(ValueError):
    """The VAT has more digits than the field of the transfer takes; such a sum is paid in parts, by hand."""


def split_payment_title(invoice: Invoice, *, today: date, text: str) -> str:
    """What to write in the transfer for what is left of `invoice`; `text` is free words, cut to 33 characters.

    The VAT is that of what is left: a part payment carries its part. Raises AmountTooLarge above 9 999 999 999,99 zł.
    """
    vat = _vat_of_the_rest(invoice)
    amount = f"{vat // 100},{vat % 100:02d}"
    if len(amount) > _LONGEST_AMOUNT:
        raise AmountTooLarge(amount)
    number = invoice.number
    if today >= KSEF_NUMBER_SINCE and len(invoice.ksef_number) == _LONGEST_INVOICE:
        number = invoice.ksef_number
    parts = [
        f"/VAT/{amount}",
        f"/IDC/{invoice.seller_nip}",
        f"/INV/{_plain(number)[:_LONGEST_INVOICE]}",
    ]
    if words := _plain(text)[:_LONGEST_TEXT].strip():
        parts.append(f"/TXT/{words}")
    return "".join(parts)


def _vat_of_the_rest(invoice: Invoice) -> int:
    if invoice.gross_grosze <= 0 or invoice.left_grosze >= invoice.gross_grosze:
        return max(0, invoice.vat_grosze)
    share = Decimal(invoice.vat_grosze) * invoice.left_grosze / invoice.gross_grosze
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", _NOT_ALLOWED.sub(" ", text)).strip()
