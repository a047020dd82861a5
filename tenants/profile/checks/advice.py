"""What is no mistake but worth a second look: said when a profile is checked or applied, and nothing is refused for it."""

from collections.abc import Iterator

from tenants.profile.checks.walking import Finding
from tenants.profile.schema import Profile
from tenants.profile.sentences import gettext as _


def advice(profile: Profile) -> Iterator[Finding]:
    """Everything to look at again, as (path, sentence)."""
    payments = profile.payments
    if payments.account_check and payments.account_per != "utility" and not payments.account_prefixes:
        yield (
            ("payments", "account_prefixes"),
            _(
                "The page that checks account numbers confirms whatever account the billing system sends. Say how your"
                " accounts begin (account_prefixes), and an import with another one is refused."
            ),
        )
