"""Overview, invoices, one invoice with its files."""
