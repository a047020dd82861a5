"""Regulations with versions, acceptances, and the append-only ledger of consents."""
