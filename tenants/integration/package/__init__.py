"""The billing package: its format (docs/billing-package.md), opened safely and read row by row. No database here."""
