"""Why a step of registration cannot be taken; each is a sentence a door can show."""

from __future__ import annotations


class RegistrationProblem(Exception):
    """Base of them all. `text` may carry the utility's own words for the person."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class AccountExists(RegistrationProblem):
    """The e-mail address has an account („Takie konto już istnieje”)."""


class CustomerUnknown(RegistrationProblem):
    """The billing system knows no customer of that number."""


class NoInvoiceYet(RegistrationProblem):
    """The utility's rule wants a first invoice, and this customer has had none."""


class NumberNeeded(RegistrationProblem):
    """The rule cannot be checked without a customer number, and the profile says to refuse then."""


class LinkUnknown(RegistrationProblem):
    """No such link was ever mailed here."""


class LinkExpired(RegistrationProblem):
    """The link is too old; a new one can be mailed."""


class LinkUsed(RegistrationProblem):
    """The link has done its work already."""


class CodeWrong(RegistrationProblem):
    """The code does not agree; after five wrong ones the link is dead."""


class PasswordWrong(RegistrationProblem):
    """The password is not the one chosen in the form."""


class TooSoon(RegistrationProblem):
    """Another mail may go only after the pause."""


class JustSent(TooSoon):
    """A mail went less than the profile's pause ago: it may still be on its way."""


class TooManyAttempts(RegistrationProblem):
    """This way is closed for today."""


class AnswersWrong(RegistrationProblem):
    """What was given agrees with no recent invoice."""


class NotOpen(RegistrationProblem):
    """The registration is finished: linked, refused or withdrawn."""


class AlreadyLinked(RegistrationProblem):
    """The login is linked to a customer already (one e-mail, one customer)."""


class CustomerTaken(RegistrationProblem):
    """Somebody else has access to that customer."""


class WaitsForStaff(RegistrationProblem):
    """Proven, but somebody else has access to that customer: a member of staff decides."""


class ConsentMissing(RegistrationProblem):
    """A required consent is not signed on the form."""


class PaperMissing(RegistrationProblem):
    """A signed form counts only with its scan, or with a word on where the paper itself is kept."""


class MayNotReapply(RegistrationProblem):
    """The reason of the refusal closes this way."""
