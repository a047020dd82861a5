"""The verbs of documents and consents: what a person accepted or agreed to, and requests that still need an answer."""

from tenants.legal.services.accepting import accept_document, fingerprint
from tenants.legal.services.consenting import NothingToChange, change_consent, record_consent
from tenants.legal.services.requesting import (
    RequestClosed,
    RequestExpired,
    RequestUnknown,
    TooManyRequests,
    approve_request,
    confirm_request,
    forget_requests,
    open_request,
    peek_request,
    refuse_request,
    refuse_requests_of,
)

__all__ = [
    "NothingToChange",
    "RequestClosed",
    "RequestExpired",
    "RequestUnknown",
    "TooManyRequests",
    "accept_document",
    "approve_request",
    "change_consent",
    "confirm_request",
    "fingerprint",
    "forget_requests",
    "open_request",
    "peek_request",
    "record_consent",
    "refuse_request",
    "refuse_requests_of",
]
