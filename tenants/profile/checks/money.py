"""Payments: the account that customers are shown is there, and the rates of interest follow one another."""

from collections.abc import Iterator

from tenants.profile import placeholders
from tenants.profile.checks.walking import Finding
from tenants.profile.problems import Path
from tenants.profile.schema import Profile
from tenants.profile.schema.payments import TITLE_PLACEHOLDERS, InterestRate
from tenants.profile.sentences import gettext as _

_HERE: Path = ("payments",)


def accounts(profile: Profile) -> Iterator[Finding]:
    """One account for all needs the account; a title of a transfer must say who pays or for what."""
    payments = profile.payments
    own = payments.utility_account
    if payments.account_per == "utility" and own is None:
        message = _("All customers pay into one account, so say which (utility_account).")
        yield (*_HERE, "utility_account"), message
    if own and payments.account_prefixes and not own[2:].startswith(payments.account_prefixes):
        message = _("Your own account does not begin with any of account_prefixes.")
        yield (*_HERE, "account_prefixes"), message
    for language, text in payments.transfer_title.by_language().items():
        if not TITLE_PLACEHOLDERS & set(placeholders.names_in(text)):
            message = _("The title must contain {{{{invoice_number}}}} or {{{{customer_number}}}}.").format()
            yield (*_HERE, "transfer_title", language), message


def interest(profile: Profile) -> Iterator[Finding]:
    """Rates are dated from the oldest to the newest; whoever shows an estimate has a rate to reckon with."""
    policy, here = profile.payments.late_interest, (*_HERE, "late_interest")
    if policy.shown and not policy.rates:
        yield (*here, "rates"), _("An estimate of interest needs at least one rate.")
    for name in ("rates", "company_rates"):
        rates: tuple[InterestRate, ...] = getattr(policy, name)
        for index, (before, after) in enumerate(zip(rates, rates[1:], strict=False), start=1):
            if after.since <= before.since:
                message = _("A later rate must begin on a later day than the one before it.")
                yield (*here, name, index, "since"), message
