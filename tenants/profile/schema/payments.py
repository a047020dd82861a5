"""Theme `payments`: how customers pay, into which account, and what paying late is reckoned at."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import AccountPrefix, BankAccount, LocalisedText, Section

TITLE_PLACEHOLDERS = frozenset({"invoice_number", "customer_number"})


class InterestRate(Section):
    """A yearly rate from a day on."""

    since: date = Field(description="The first day on which it counts.")
    percent: Decimal = Field(ge=0, le=100, decimal_places=2, description="Per year, for example 9.25.")


# Statutory interest for delay (art. 481 § 2 of the Civil Code): the reference rate of the central bank plus 5.5 points,
# from the day the bank changes it. A utility adds a line when the bank does.
STATUTORY = tuple(
    InterestRate(since=date.fromisoformat(since), percent=Decimal(percent))
    for since, percent in (
        ("2025-10-09", "10.00"),
        ("2025-11-06", "9.75"),
        ("2025-12-04", "9.50"),
        ("2026-03-05", "9.25"),
    )
)

# Statutory interest for delay in commercial transactions (art. 4 of the Act of 8 March 2013): the reference rate of 1 January
# or 1 July plus 10 points, for the half-year. A utility adds a line every January and July when it changes.
COMMERCIAL = tuple(
    InterestRate(since=date.fromisoformat(since), percent=Decimal(percent))
    for since, percent in (("2025-07-01", "15.25"), ("2026-01-01", "14.00"), ("2026-07-01", "13.75"))
)


class LateInterest(Section):
    """The estimate of interest beside what is overdue. Interest itself is reckoned by the billing system alone."""

    shown: bool = Field(default=True, description="Whether customers see an estimate.")
    rates: tuple[InterestRate, ...] = Field(
        default=STATUTORY, description="Statutory rates for delay, from the oldest to the one in force."
    )
    company_rates: tuple[InterestRate, ...] = Field(
        default=COMMERCIAL,
        description="Rates for firms, managers and public bodies, by default those for delay in commercial transactions; an empty"
        " list: they see no estimate and are told why.",
    )


class Payments(Section):
    """Rules for payments."""

    bank_transfer: bool = Field(
        default=True, description="Show the account number and the title of the transfer."
    )
    online: bool = Field(
        default=False, description="Card, BLIK and fast transfers. Not yet in force: none is offered."
    )
    account_per: Literal["customer", "service_point", "utility"] = Field(
        default="customer", description="Whose the bank account number on the invoice is."
    )
    utility_account: BankAccount | None = Field(
        default=None, description="The one account of all, when account_per is utility."
    )
    account_prefixes: tuple[AccountPrefix, ...] = Field(
        default=(),
        description="How your accounts may begin after the two check digits (bank code, or bank code and your"
        " identifier). An import with another account is refused. None: every correct account is taken.",
    )
    account_check: bool = Field(
        default=True, description="A public page where anybody can ask whether an account number is yours."
    )
    transfer_title: LocalisedText = Field(
        description="Title of the transfer; {{invoice_number}}, {{customer_number}}."
    )
    balance_freshness: LocalisedText = Field(description="How fresh the balance is, in one sentence.")
    late_interest: LateInterest = Field(
        default_factory=LateInterest, description="Estimate of interest for delay."
    )
    fee_text: LocalisedText | None = Field(
        default=None, description="What an online payment costs the customer. Not yet in force."
    )
