"""How one document is paid: into which account, under which title, by which code or text of a split payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tenants.billing.accounts import account_of_invoice
from tenants.billing.models import Invoice, InvoiceKind, InvoiceStatus
from tenants.billing.split_payment import AmountTooLarge, split_payment_title
from tenants.billing.zbp import LONGEST_TITLE, transfer_text
from tenants.customers.identifiers import InvalidIdentifier
from tenants.files.qr import QrCode, qr_code
from tenants.profile import placeholders
from tenants.profile.formats import zl
from tenants.profile.schema import Profile


@dataclass(frozen=True, slots=True)
class Transfer:
    """All that goes into a transfer for what is left of a document. `split_title` is set where it must be paid by split
    payment, and then there is no `code`: the banks' code cannot say it.
    """

    recipient: str
    account: str
    amount_grosze: int
    title: str
    split_title: str
    code: QrCode | None


def transfer_for(invoice: Invoice, profile: Profile, *, today: date) -> Transfer | None:
    """How to pay what is left by bank transfer; None where nothing is left, or the profile shows no transfers, or nobody
    has said into which account.
    """
    account = account_of_invoice(invoice, profile.payments)
    # A demand is paid by paying what it names: a transfer of its own would be a second one for the same.
    bill = invoice.kind != InvoiceKind.PAYMENT_DEMAND
    payable = bill and invoice.left_grosze > 0 and invoice.status == InvoiceStatus.ISSUED
    if not payable or not account or not profile.payments.bank_transfer:
        return None
    return Transfer(
        recipient=str(profile.office.legal_name),
        account=account,
        amount_grosze=invoice.left_grosze,
        title=transfer_title(invoice, profile),
        split_title=_split_title(invoice, today),
        code=None if invoice.split_payment else _code(invoice, profile, account),
    )


def transfer_title(invoice: Invoice, profile: Profile) -> str:
    """What to write in a transfer so that it finds the document and the customer, as the profile words it."""
    values = {"invoice_number": invoice.number, "customer_number": invoice.customer.number}
    return placeholders.fill(str(profile.payments.transfer_title), values)


def title_for_code(invoice: Invoice, profile: Profile) -> str:
    """The same within the 32 characters of the banks' code: the profile's words, else both numbers, else the document's.

    Words cut in the middle would lose the number at their end, and the payment would find nobody.
    """
    wordings = (transfer_title(invoice, profile), f"{invoice.number} {invoice.customer.number}")
    return next((one for one in wordings if len(one) <= LONGEST_TITLE), invoice.number)


def _code(invoice: Invoice, profile: Profile, account: str) -> QrCode | None:
    """The code for what is left; None where a bank would refuse it for its account or NIP."""
    try:
        content = transfer_text(
            recipient_nip=profile.office.nip or invoice.seller_nip,
            account=account,
            amount_grosze=invoice.left_grosze,
            recipient=str(profile.office.short_name),
            title=title_for_code(invoice, profile),
        )
    except InvalidIdentifier:
        return None
    return qr_code(
        content,
        alt=_("QR code for a transfer in your bank's app: %(amount)s") % {"amount": zl(invoice.left_grosze)},
    )


def _split_title(invoice: Invoice, today: date) -> str:
    if not invoice.split_payment:
        return ""
    try:
        return split_payment_title(invoice, today=today, text=invoice.customer.number)
    except AmountTooLarge:
        return ""
