"""The text of the QR code that fills in a bank transfer (Polish Bank Association, "Standard 2D", December 2013).

Nine fields between `|`, at most 160 characters. Banking apps refuse a code with a wrong NIP or account, so none is
ever made with one.
"""

import re

from django.utils.translation import gettext as _

from tenants.customers.identifiers import InvalidIdentifier, parse_account, parse_nip

_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9 ,./\\\-@#&*_ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")
_MAX_GROSZE = 10**10 - 1
LONGEST_TITLE = 32


def transfer_text(*, recipient_nip: str, account: str, amount_grosze: int, recipient: str, title: str) -> str:
    """What the code holds.

    The amount is what is left to pay, in grosze; 0 lets the payer type it. `recipient_nip` is empty for a person.
    Recipient is cut to 20 characters and title to 32: put what identifies the payment first. Raises
    InvalidIdentifier for a wrong NIP, account or amount.
    """
    nip = parse_nip(recipient_nip) if recipient_nip else ""
    if not 0 <= amount_grosze <= _MAX_GROSZE:
        raise InvalidIdentifier(_("The amount of a transfer must be between 0,00 and 99 999 999,99 zł."))
    fields = [
        nip,
        "PL",
        parse_account(account),
        f"{amount_grosze:06d}",
        _plain(recipient, 20),
        _plain(title, LONGEST_TITLE),
        "",
        "",
        "",
    ]
    return "|".join(fields)


def _plain(text: str, length: int) -> str:
    return re.sub(r"\s+", " ", _NOT_ALLOWED.sub(" ", text)).strip()[:length].rstrip()
