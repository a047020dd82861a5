"""Verbs: order and fetch a package with one's data, close one's login, take that back, take back a login that was moved away."""

from tenants.privacy.services.closing import close_login, erase_closed, undo_closing
from tenants.privacy.services.exporting import forget_exports, make_export, note_fetched, order_export
from tenants.privacy.services.taking_back import TakenBack, take_back

__all__ = [
    "TakenBack",
    "close_login",
    "erase_closed",
    "forget_exports",
    "make_export",
    "note_fetched",
    "order_export",
    "take_back",
    "undo_closing",
]
