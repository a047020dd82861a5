"""Invoices with lines and files, the ledger and the balance, mirrored from the billing system; FA(3) and KSeF."""
