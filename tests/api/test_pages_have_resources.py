"""Everything a customer's page shows can be had by the API: each page names its resources, or says why it has none."""

from __future__ import annotations

from pathlib import Path

import yaml

MATRIX = yaml.safe_load((Path(__file__).parents[1] / "architecture" / "authz.yaml").read_text())["tenant"]
OTHER_DOORS = ("api_", "office", "operator_", "mfa_")
# allauth's own pages; those of `account_` below are ours.
SIGNING_IN = {
    name for name in MATRIX if name.startswith("account_") and MATRIX[name]["class"].startswith("sign_in")
}

STEP = "a form or a button: of one's data it shows what it asks, or what the resource of the page before says"
LINK = "behind a one-use link from a mail: for whoever holds the mailbox, not for a session"
SEARCH = "it leads to pages that have resources of their own"
LOOK = "how the office looks: files of the brand, the installed app, language"
WORDS = "the utility's own words, the same for everybody, at an open address"
FILE = "a file made of what its resource says"
GUEST = "for people without an account, who have no session to ask with"

RESOURCES: dict[str, tuple[str, ...]] = {
    "account": ("api_my_registrations", "api_my_customers", "api_my_login"),
    "my_details": ("api_my_login", "api_my_customers", "api_my_service_points"),
    "my_devices": ("api_my_login",),
    "people": ("api_my_people", "api_my_invitations"),
    "person": ("api_my_people",),
    "mandates": ("api_my_mandates",),
    "looks": ("api_my_looks", "api_my_accesses"),
    "portfolio": ("api_my_customers",),
    "portfolio_download": ("api_my_customers",),
    "my_exports": ("api_my_exports",),
    "overview": ("api_my_to_do", "api_my_balance", "api_my_invoices", "api_my_meters"),
    "to_pay": ("api_my_balance", "api_my_invoices"),
    "ledger": ("api_my_ledger",),
    "ledger_download": ("api_my_ledger",),
    "invoices": ("api_my_invoices",),
    "invoices_download": ("api_my_invoices",),
    "invoice": ("api_my_invoice",),
    "meters": ("api_my_meters", "api_my_consumption", "api_my_tariffs"),
    "meter": ("api_my_meters", "api_my_readings", "api_my_consumption", "api_my_leaks"),
    "my_tap": ("api_my_consumption", "api_my_tariffs", "api_my_water_quality"),
    "leak": ("api_my_leaks",),
    "readings_now": ("api_my_sent_readings", "api_my_meters"),
    "sent_reading": ("api_my_sent_readings",),
    "consents": ("api_my_consents_now", "api_my_consents", "api_my_acceptances"),
    "consent": ("api_my_consents_now", "api_my_consents"),
    "terms": ("api_my_documents",),
    "preferences": ("api_my_preferences",),
    "messages_sent": ("api_my_messages",),
    "announcements": ("api_my_announcements", "api_announcements"),
    "outages": ("api_outages", "api_my_outages"),
    "outage": ("api_outages", "api_my_outages"),
    "water_quality": ("api_water_quality", "api_my_water_quality"),
    "water_zone": ("api_water_quality", "api_my_water_quality", "api_water_samples", "api_my_water_samples"),
    "document": ("api_my_documents",),
    "document_version": ("api_my_documents",),
    "downloads": ("api_my_documents",),
    "prices": ("api_my_tariffs", "api_tariffs"),
    "cases": ("api_my_cases",),
    "case": ("api_my_case",),
    "handover_giver": ("api_my_case",),
    "case_catalogue": ("api_my_case_types",),
    "case_start": ("api_my_case_types",),
    "septic": ("api_my_septic_tanks",),
    "septic_tank": ("api_my_septic_tanks", "api_my_emptyings"),
}

REASONS: dict[str, str] = {
    **dict.fromkeys(("home", "text_page", "accessibility", "account_check", "document_changes"), WORDS),
    **dict.fromkeys(
        ("profile_file", "theme", "manifest", "icon", "service_worker", "offline", "language"), LOOK
    ),
    "search": SEARCH,
    **dict.fromkeys(
        (
            "register", "registration_code", "registration_sent", "registration_resend", "registration_resend_for",
            "registration_correct", "account_invoice", "account_letter", "account_letter_code", "account_reapply",
            "account_withdraw", "account_add_customer", "choose_access", "my_name", "email_change", "phone",
            "phone_code", "delegate_invite", "invitation_withdraw", "person_end", "access_leave", "mandate_new",
            "mandate_withdraw", "close_account", "send_reading", "correct_reading", "withdraw_reading",
            "readings_file", "case_draft", "case_code", "case_code_again", "case_contact",
            "case_check", "case_discard", "case_file_remove", "case_step", "case_reply", "case_withdraw",
            "case_reopen", "case_rate", "case_done", "handover_giver_confirm",
            "handover_renew",
        ),
        STEP,
    ),
    **dict.fromkeys(
        (
            "registration_confirm", "registration_disown", "registration_address", "registration_invitation",
            "registration_form", "email_change_confirm", "email_change_undo", "delegate_answer", "undo_closing",
            "label_reading", "consent_confirm", "outage_watch_confirm", "outage_watch_stop", "message_opened",
            "case_resume", "handover", "handover_confirm", "handover_photo", "handover_protocol",
        ),
        LINK,
    ),
    **dict.fromkeys(
        (
            "blank_form", "my_form", "document_pdf", "account_form", "portfolio_package", "my_export", "invoice_pdf",
            "invoice_xml", "water_card", "readings_template", "reading_photo", "consent_receipt", "case_file",
            "case_document", "septic_statement",
        ),
        FILE,
    ),
    **dict.fromkeys(
        ("guest_reading", "guest_meter", "guest_done", "e_invoice", "outage_watch", "case_track"), GUEST
    ),
}  # fmt: skip


def test_every_page_has_a_resource_or_a_reason() -> None:
    pages = {name for name in MATRIX if not name.startswith(OTHER_DOORS)} - SIGNING_IN
    assert RESOURCES.keys() | REASONS.keys() == pages, RESOURCES.keys() ^ pages ^ REASONS.keys()
    assert not RESOURCES.keys() & REASONS.keys()


def test_every_resource_named_exists_and_every_resource_of_a_person_is_some_page() -> None:
    named = {name for names in RESOURCES.values() for name in names}
    assert named <= MATRIX.keys()
    assert {name for name in MATRIX if name.startswith("api_my_")} <= named
