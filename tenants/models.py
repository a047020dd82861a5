"""The tables of a utility's schema, room by room, so that Django finds them."""

from tenants.billing.models import Balance, Invoice, InvoiceFile, InvoiceLine, LedgerEntry
from tenants.customers.models import Access, Contract, Customer, ServicePoint
from tenants.integration.models import ApiKey, ImportRun
from tenants.metering.models import Meter, Reading

__all__ = [
    "Access",
    "ApiKey",
    "Balance",
    "Contract",
    "Customer",
    "ImportRun",
    "Invoice",
    "InvoiceFile",
    "InvoiceLine",
    "LedgerEntry",
    "Meter",
    "Reading",
    "ServicePoint",
]
