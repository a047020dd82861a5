"""The verbs of registration: getting in, showing proofs, being linked, staff's decisions, letters, old accounts."""

from tenants.registration.services.imported import ImportedAccount, NoWayForImports, import_accounts
from tenants.registration.services.letters import print_letter, prove_letter_code, request_letter
from tenants.registration.services.linking import link, refuse
from tenants.registration.services.mailbox import (
    confirm_address,
    confirm_address_by_code,
    disown,
    registration_by_form_link,
    resend,
    verify_email,
)
from tenants.registration.services.paper import (
    accept_invitation,
    enter_paper_form,
    invite_again,
    may_be_invited,
)
from tenants.registration.services.proving import prove_invoice_knowledge
from tenants.registration.services.registering import (
    Applicant,
    Visitor,
    add_customer,
    register,
    start_with_email,
)
from tenants.registration.services.revising import (
    correct_email,
    forget_refused,
    forget_unanswered,
    reapply,
    withdraw,
)

__all__ = [
    "Applicant",
    "ImportedAccount",
    "NoWayForImports",
    "Visitor",
    "accept_invitation",
    "add_customer",
    "confirm_address",
    "confirm_address_by_code",
    "correct_email",
    "disown",
    "enter_paper_form",
    "forget_refused",
    "forget_unanswered",
    "import_accounts",
    "invite_again",
    "link",
    "may_be_invited",
    "print_letter",
    "prove_invoice_knowledge",
    "prove_letter_code",
    "reapply",
    "refuse",
    "register",
    "registration_by_form_link",
    "request_letter",
    "resend",
    "start_with_email",
    "verify_email",
    "withdraw",
]
