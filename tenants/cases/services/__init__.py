"""The verbs of cases: drafting, filing, the thread, states, clocks, handing a property over."""

from tenants.cases.services.answering import decide, extend, rate, reopen, withdraw
from tenants.cases.services.doubting import doubt
from tenants.cases.services.drafting import (
    add_file,
    confirm_by_code,
    confirm_by_link,
    discard,
    mail_code,
    remove_file,
    save_page,
    start_draft,
)
from tenants.cases.services.filing import Filed, file_case
from tenants.cases.services.moving import change_status
from tenants.cases.services.talking import hand_over, note, reply, write
from tenants.cases.services.watching import forget_drafts, watch_clocks

__all__ = [
    "Filed",
    "add_file",
    "change_status",
    "confirm_by_code",
    "confirm_by_link",
    "decide",
    "discard",
    "doubt",
    "extend",
    "file_case",
    "forget_drafts",
    "hand_over",
    "mail_code",
    "note",
    "rate",
    "remove_file",
    "reopen",
    "reply",
    "save_page",
    "start_draft",
    "watch_clocks",
    "withdraw",
    "write",
]
