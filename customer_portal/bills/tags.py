"""How states of documents are shown: a word and a tone, the same on every page of money."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.billing.selectors import Settlement


@dataclass(frozen=True)
class Tag:
    """A word and a tone."""

    word: str
    tone: str


def tag_of(state: Settlement) -> Tag:
    """The word for where a document stands."""
    return {
        Settlement.CANCELLED: Tag(_("cancelled"), "neutral"),
        Settlement.PAID: Tag(_("paid"), "success"),
        Settlement.CREDIT: Tag(_("overpaid"), "info"),
        Settlement.OVERDUE: Tag(_("overdue"), "danger"),
        Settlement.PARTLY_PAID: Tag(_("partly paid"), "warning"),
        Settlement.DUE: Tag(_("to pay"), "warning"),
        Settlement.REMINDS: Tag(_("reminder"), "neutral"),
    }[state]
