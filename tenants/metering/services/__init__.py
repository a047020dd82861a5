"""Verbs of the metering room: send, correct, decide, label a meter, look for leaks, tell people, forget photos."""

from tenants.metering.services.deciding import accept_reading, ask_about_reading, reject_reading
from tenants.metering.services.forgetting import forget_guest_photos
from tenants.metering.services.labels import issue_label
from tenants.metering.services.leaks import answer_leak, look_for_leaks
from tenants.metering.services.reminding import announce_windows, remind_of_verification
from tenants.metering.services.sending import (
    Entry,
    Photo,
    check_together,
    correct_reading,
    submit_reading,
    submit_together,
    withdraw_reading,
)

__all__ = [
    "Entry",
    "Photo",
    "accept_reading",
    "announce_windows",
    "answer_leak",
    "ask_about_reading",
    "check_together",
    "correct_reading",
    "forget_guest_photos",
    "issue_label",
    "look_for_leaks",
    "reject_reading",
    "remind_of_verification",
    "submit_reading",
    "submit_together",
    "withdraw_reading",
]
