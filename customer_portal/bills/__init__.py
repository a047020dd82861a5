"""Money: overview, what is left to pay, documents with their files, the ledger, the check of account numbers."""
