"""Verbs: order and fetch a package with one's data, close one's login, take that back."""

from tenants.privacy.services.closing import close_login, erase_closed, undo_closing
from tenants.privacy.services.exporting import forget_exports, make_export, note_fetched, order_export

__all__ = [
    "close_login",
    "erase_closed",
    "forget_exports",
    "make_export",
    "note_fetched",
    "order_export",
    "undo_closing",
]
