"""What a verb of this room refuses, each as its own name; doors turn them into words."""

from __future__ import annotations


class CaseProblem(Exception):
    """Base of all refusals; `text` is a sentence of the profile where it has one."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class UnknownType(CaseProblem):
    """The catalogue has no such kind of case, or it is filed elsewhere."""


class NotForYou(CaseProblem):
    """This kind is filed by users, or by linked customers only."""


class PreconditionUnmet(CaseProblem):
    """What must be so before filing is not; `text` says what and what to do."""


class Incomplete(CaseProblem):
    """A required answer or file is missing; `text` names the page."""


class MailboxUnproven(CaseProblem):
    """The guest's mailbox has not answered yet."""


class AlreadyFiled(CaseProblem):
    """The draft is a case already and changes no more."""


class TooManyFiles(CaseProblem):
    """The question takes no more files."""


class TooMany(CaseProblem):
    """More than a person files in so short a time."""


class CodeWrong(CaseProblem):
    """The six digits do not agree, or the mail is too old or was guessed at too often."""


class LinkUnknown(CaseProblem):
    """No such mailed link, or it is too old."""


class NotAllowedHere(CaseProblem):
    """The status of the case does not allow this now."""


class ProtocolChanged(CaseProblem):
    """What was shown when somebody confirmed is not what stands now."""


class NothingSaid(CaseProblem):
    """A message without a word or a file, or a decision without its reasons."""


class AlreadyRated(CaseProblem):
    """A case is rated once."""


class NotYourCase(CaseProblem):
    """Wrong signature or PIN: which of the two is nobody's business."""
